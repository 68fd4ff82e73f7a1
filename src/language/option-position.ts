import { wordsOf } from './fold.ts';
import { couldMean } from './marks.ts';
import { withoutPoliteness } from './polite.ts';

/** Reading an answer that names an option by its place: "2", "câu 2", "đáp án b", "em chọn 1 ạ", "số hai". */

const LEAD = `(?:(?:em|e|chị|c|tôi|mình)?\\s*(?:chọn|chon|chọ|lấy|lay)?\\s*(?:(?:đổi|doi|sửa|sua)\\s*(?:thành|thanh|lại|lai|sang)?\\s*)?(?:câu|cau|đáp\\s*án|dap\\s*an|đáp|dap|da|đa|ý|số|so|phương\\s*án|phuong\\s*an|mục|muc|chọn|chon)?\\s*(?:số|so|là|la|:)?\\s*)`;
const TAIL = `(?:\\s*(?:ạ|a|nhé|nhe|nha|em|e|chị|với|vs|đi|ah|c))*`;
const POSITION = new RegExp(
  `^${LEAD}[("'\\[]?\\s*(\\d{1,2}|[a-dđ](?![\\p{L}\\p{M}]))\\s*[)."'\\]:,!]*${TAIL}[\\s.!]*$`,
  'iu',
);
const SPELLED = ['', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'] as const;

/** The place that a number or a letter names, from 0. `digit` tells which of the two it was. */
export const positionIn = (answer: string): { index: number; digit: boolean } | undefined => {
  const plain = answer
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s()[\].,:!"']/gu, '')
    .trim();
  const match = POSITION.exec(plain);
  const mark = match?.[1]?.toLowerCase();
  if (mark !== undefined) {
    if (/^\d/.test(mark)) return { index: Number(mark) - 1, digit: true };
    return { index: mark === 'đ' ? 3 : mark.charCodeAt(0) - 97, digit: false };
  }
  const list = withoutPoliteness(wordsOf(plain));
  const last = list.at(-1);
  const led = list.length === 2 && /^(?:so|cau|chon|muc|y)$/.test(list[0]?.folded ?? '');
  if (last && (list.length === 1 || led)) {
    const spelled = SPELLED.findIndex(
      (word, at) => at > 0 && (led ? couldMean(last.marked, word) : last.marked === word),
    );
    if (spelled > 0) return { index: spelled - 1, digit: true };
  }
  return undefined;
};
