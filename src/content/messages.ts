import type { OutboundMessage } from '../chat/message.ts';
import { MAX_PART_CHARACTERS } from './limits.ts';
import { plainText } from './plain-text.ts';
import type { Material, MaterialSummary, Source } from './types.ts';

/** Characters as a person counts them: an emoji or a rare letter is one. */
export const lengthOf = (text: string): number => [...text].length;

/** `2026-11-23` as officers write it: `23/11/2026`. */
export const formatDate = (day: string): string => day.split('-').reverse().join('/');

type SourceLines = Pick<MaterialSummary, 'sources' | 'updated'> & {
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  readonly suggestion: boolean;
};

const oneSource = ({ site, title }: Source): string => `${site}, "${title}"`;

/** All sources on one line, for a place that has room. */
export const sourceLine = (sources: readonly Source[]): string => sources.map(oneSource).join('; ');

const dateLine = ({ updated, validFrom, validTo }: SourceLines): string =>
  [
    `Cập nhật ${formatDate(updated)}`,
    validFrom && `áp dụng từ ${formatDate(validFrom)}`,
    validTo && `đến hết ${formatDate(validTo)}`,
  ]
    .filter(Boolean)
    .join(', ');

/** `today` after the last day of validity adds a warning; absent: nothing is said about that. */
const labels = ({ suggestion, validTo }: SourceLines, today: string | undefined): string[] => [
  ...(suggestion ? ['Gợi ý biên soạn, không phải quy định của Hội.'] : []),
  ...(validTo !== undefined && today !== undefined && today > validTo
    ? ['Lưu ý: nội dung này đã hết thời hạn áp dụng.']
    : []),
];

/**
 * The first message of a material: title, summary, source and date. The check when reading keeps it within
 * `MAX_FIRST_MESSAGE_CHARACTERS`; only the first source is named here, all of them stand under the full text.
 */
export const summaryText = (
  material: Pick<MaterialSummary, 'title' | 'summary'> & SourceLines,
  today?: string,
): string => {
  const [first, ...others] = material.sources;
  const more = others.length > 0 ? ` và ${others.length} nguồn khác` : '';
  return [
    `📘 ${material.title}`,
    material.summary,
    '',
    ...labels(material, today),
    ...(first ? [`Nguồn: ${oneSource(first)}${more}`] : []),
    dateLine(material),
  ].join('\n');
};

/** The whole text of a material for a chat: plain text, then sources and date. */
export const fullText = (material: Material, today?: string): string =>
  [
    material.title,
    ...labels(material, today),
    '',
    plainText(material.body),
    '',
    `Nguồn: ${sourceLine(material.sources)}`,
    dateLine(material),
  ].join('\n');

/** Cuts one paragraph that is longer than a part: at line ends, then at spaces, then anywhere. */
const pieces = (paragraph: string, max: number): string[] => {
  const out: string[] = [];
  let rest = [...paragraph];
  while (rest.length > max) {
    const head = rest.slice(0, max);
    const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\n') > max / 2 ? 0 : head.lastIndexOf(' '));
    const cut = at > 0 ? at : max;
    out.push(rest.slice(0, cut).join('').trim());
    rest = [...rest.slice(cut).join('').trim()];
  }
  return [...out, rest.join('').trim()].filter(Boolean);
};

/** Splits a text at empty lines into parts of at most `max` characters, each as full as its paragraphs allow. */
export const splitText = (text: string, max = MAX_PART_CHARACTERS): string[] => {
  const parts: string[] = [];
  for (const paragraph of text.split(/\n{2,}/).flatMap((each) => pieces(each, max))) {
    const last = parts.at(-1);
    if (last !== undefined && lengthOf(last) + 2 + lengthOf(paragraph) <= max) {
      parts[parts.length - 1] = `${last}\n\n${paragraph}`;
    } else {
      parts.push(paragraph);
    }
  }
  return parts;
};

/** Room that `(2/3)` and its line end take. */
const COUNTER_CHARACTERS = 10;

export const summaryMessage = (material: MaterialSummary, today?: string): OutboundMessage => ({
  type: 'text',
  text: summaryText(material, today),
});

export const fullMessages = (material: Material, today?: string): OutboundMessage[] => {
  const parts = splitText(fullText(material, today), MAX_PART_CHARACTERS - COUNTER_CHARACTERS);
  return parts.map((part, index) => ({
    type: 'text',
    text: parts.length === 1 ? part : `(${index + 1}/${parts.length})\n${part}`,
  }));
};

/** A question with lettered options, as a channel without buttons shows it. */
export const questionText = ({
  text,
  options,
}: {
  readonly text: string;
  readonly options: readonly { readonly text: string }[];
}): string => [text, ...options.map((option, index) => `${'ABCDEF'[index]}. ${option.text}`)].join('\n');
