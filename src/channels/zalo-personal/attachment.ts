import { pictureSize } from './picture-size.ts';

/** Picture types that Zalo shows as pictures; every other goes as a file. */
const PICTURES: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

const ENDINGS: Readonly<Record<string, string>> = {
  ...PICTURES,
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'video/mp4': 'mp4',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
};

export interface Attachment {
  readonly data: Buffer;
  readonly filename: `${string}.${string}`;
  readonly metadata: { readonly totalSize: number; readonly width?: number; readonly height?: number };
}

/** A name that phones and Windows take, at most 120 characters without its ending. */
const tidy = (name: string): string =>
  name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
    .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120) || 'tep';

const endingOf = (name: string): string | undefined => /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();

/** Endings by which the library takes a file for a picture, whose size it then wants. */
const PICTURE_ENDINGS = ['jpg', 'jpeg', 'png', 'webp', 'gif'];

/** What the library takes as a source. `title` names the file where one was given; its ending stays that of the content. */
export const attachmentOf = (
  file: { readonly bytes: Buffer; readonly name: string; readonly type: string },
  title?: string,
): Attachment => {
  const type = file.type.split(';')[0]?.trim().toLowerCase() ?? '';
  const size = pictureSize(file.bytes);
  const named = PICTURES[type] ?? endingOf(file.name) ?? ENDINGS[type] ?? 'bin';
  // A picture whose size cannot be read would be shown distorted: it goes as a file.
  const ending = size === undefined && PICTURE_ENDINGS.includes(named) ? 'bin' : named;
  const base = tidy((title || file.name).replace(/\.[a-z0-9]{1,8}$/i, ''));
  return { data: file.bytes, filename: `${base}.${ending}`, metadata: { totalSize: file.bytes.length, ...size } };
};
