import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '../base/result.ts';
import type { createFiles, MessageFile } from './files.ts';

/** Letters of a link's key: 144 bits, beyond any guessing. */
const KEY_LETTERS = 24;
const OWN = '/files/';

export interface FileLinks {
  /**
   * The address at which others open what a message names: of a web address itself, of one of our own files
   * (`/files/…`) an address that holds a key, so that nobody finds files that were not sent to her.
   */
  linkTo(url: string): Result<string>;
  /** The file behind such an address, by what follows `/files/`; undefined without the right key. */
  open(path: string, key: string): Promise<MessageFile | undefined>;
}

export const createFileLinks = (deps: {
  readonly appKey: Buffer;
  /** Where people outside reach us, without a slash at the end; undefined: nowhere. */
  readonly outsideUrl: string | undefined;
  readonly read: ReturnType<typeof createFiles>;
}): FileLinks => {
  const { appKey, outsideUrl, read } = deps;
  const keyOf = (path: string): string =>
    createHmac('sha256', appKey).update(`file link\n${path}`).digest('base64url').slice(0, KEY_LETTERS);

  return {
    linkTo(url) {
      if (/^https?:\/\//.test(url)) return ok(url);
      if (!url.startsWith(OWN))
        return fail(
          'accounts.no_link',
          'Tệp này không có địa chỉ trên mạng. Chị đưa tệp lên một trang rồi gửi đường dẫn.',
        );
      if (outsideUrl === undefined)
        return fail(
          'accounts.no_public_url',
          'Tệp này phải gửi bằng đường dẫn, mà trợ lý chưa có địa chỉ ngoài. Chị nhờ người cài đặt đặt PUBLIC_URL rồi chạy lại chương trình.',
        );
      const path = decodeURIComponent(url.slice(OWN.length));
      const written = path.split('/').map(encodeURIComponent).join('/');
      return ok(`${outsideUrl}${OWN}${written}?k=${keyOf(path)}`);
    },

    async open(path, key) {
      const [given, right] = [Buffer.from(key), Buffer.from(keyOf(path))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const file = await read(`${OWN}${path.split('/').map(encodeURIComponent).join('/')}`);
      return file.ok ? file.value : undefined;
    },
  };
};
