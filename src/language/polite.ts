import type { Word } from './fold.ts';
import { wordSet } from './marks.ts';

/** Words around a request that carry respect and no meaning: "cho em hỏi … với ạ". */

const BEFORE =
  `dạ vâng ạ thưa chào xin cho em e chị anh cô bác cháu c cj chj a ơi oi hỏi giúp hộ nhờ muốn cần được gửi gởi
xem lấy đọc làm ơn vui lòng trợ lý bot ad admin mình tôi có ai thì à ừ này là`.split(/\s+/);
const AFTER =
  `ạ ah a nhé nhe nha nhá với vs voi em e chị anh cô bác c cj chj ơi giúp hộ đi nào đó đấy thế vậy v z ko k hk hok kg
cảm ơn thanks tks please pls được dc đc xíu chút nữa ad bot dạ`.split(/\s+/);

/** Whether a word at the beginning may be passed over. */
export const isPoliteBefore: (word: Word | undefined) => boolean = wordSet(BEFORE);

/** Whether a word at the end may be passed over. */
export const isPoliteAfter: (word: Word | undefined) => boolean = wordSet(AFTER);

/** The words between the polite ones. Empty when there is nothing else: "dạ vâng ạ". Words that `keep` names stay at the ends. */
export const withoutPoliteness = (
  list: readonly Word[],
  keep: (word: Word | undefined) => boolean = () => false,
): Word[] => {
  let from = 0;
  let to = list.length;
  while (from < to && isPoliteBefore(list[from]) && !keep(list[from])) from += 1;
  while (to > from && isPoliteAfter(list[to - 1]) && !keep(list[to - 1])) to -= 1;
  return list.slice(from, to);
};
