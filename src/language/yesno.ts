import { clean, foldedWords, type Word, wordsOf } from './fold.ts';
import { hasMarks, phrases, wordSet } from './marks.ts';
import { withoutPoliteness } from './polite.ts';
import { repairTelex } from './telex.ts';

export type Answer = 'yes' | 'no' | 'unclear';

/** Longer than this is talk, not an answer. */
const MAX_WORDS = 16;

/** Not a clear answer, whatever else is said: ask again before the deadline. */
const DOUBT =
  phrases(`để em xem, để xem, để em hỏi, để em tính, chắc được, chắc là, chắc có, nếu kịp, nếu, có thể, có lẽ, hình như, xem đã,
chưa biết, chưa chắc, không biết, không chắc, ko biết, ko chắc, k biết, k chắc, tùy, tuỳ, cố gắng, sẽ cố, xem sao, phân vân,
được không, được ko, đúng không, phải không, có không, có ko, không sao, ko sao, không vấn đề, thế nào, hay không,
hay là, bao giờ, ở đâu, tính sau, báo sau, trả lời sau, trả lời lại, hỏi chồng, nghĩ đã, thôi được, không vắng, không bận, ko bận, ko vắng,
không đến nỗi, hên xui, lúc khác, đi làm`);

const NO = phrases(`không có, vắng, bận, xin phép nghỉ, xin nghỉ, xin vắng, kẹt, chưa, no, thôi, từ chối,
có việc, không được, không đi được, phản đối, nghỉ, khỏi, không tham gia, vắng mặt, mắc việc, sai, không đúng`);

/** Said loosely at the beginning of a sentence, so that any clear word outweighs them. */
const WEAK_YES = phrases(`vâng, dạ, ok, oke, okie, okê, uh, ừ, ừm, um, uk, yes, rồi, r, ờ, okay, oki, okla`);

const YES =
  phrases(`nhất trí, đồng ý, có mặt, đi được, tham gia, tham dự, chắc chắn, được, dc, đc, đk, đúng, đúng rồi, phải, chuẩn, sẵn sàng,
sẽ đi, em đi, sẽ đến, sẽ dự, đi ạ, có đi, có dự, có tham gia, tất nhiên, tán thành, xong rồi, xong, hoàn thành, dự được, y, đủ rồi, chính xác`);

const isHave = wordSet(['có']);
const HAVE_WORK = phrases('có việc');

/** "có" says yes where it opens or closes the answer; elsewhere it is only "to have" ("nhà em có việc"). */
const saysHave = (list: readonly Word[]): boolean => {
  const at = list.findIndex(isHave);
  return at >= 0 && (at === 0 || at === list.length - 1);
};

/** A negation takes back the yes behind it: "không đi được", "chưa đồng ý". */
const isNegation = wordSet(['không', 'ko', 'k', 'hk', 'hok', 'kg', 'chưa', 'khỏi', 'chẳng', 'đừng']);
const startsNegated = (list: readonly Word[]): boolean => list.slice(0, 4).some(isNegation);

/** "không" denies where it opens the answer, or soon after a word or two; further on it belongs to something else. */
const deniesFirst = (list: readonly Word[]): boolean =>
  list
    .slice(0, 3)
    .some(
      (word, at) =>
        isDenial(word) && !/^\d/.test(list[at - 1]?.marked ?? '') && !/^\d/.test(list[at + 1]?.marked ?? ''),
    );

const isDenial = wordSet(['không', 'ko', 'k', 'hk', 'hok', 'hông', 'kg']);

/** "… khỏe không" asks; "không", "thôi không", "chắc chắn không" answer. */
const asksAtEnd = (list: readonly Word[]): boolean =>
  list.length > 1 &&
  isDenial(list.at(-1)) &&
  !list
    .slice(0, -1)
    .every((word) =>
      /^(?:thoi|chac|chan|la|cung|thi|da|nhat|dinh|roi|vang|a|em|e|chi|c|khong|ko|k)$/.test(word.folded),
    );

/** Words that elsewhere are only politeness, and here are the answer. */
const isAnswer = wordSet(['có', 'không', 'ko', 'k', 'hk', 'hok', 'vâng', 'được', 'dc', 'đc']);

/** Unmarked words that are several: "ban" is "bận" and "bạn", "dung" is "đúng" and "dừng", "vang" is "vâng" and "vắng". */
const AMBIGUOUS = new Set(['dung', 'ban']);
/** The same, only as the whole answer: "em vang" is clear. */
const TWO_FACED = new Set(['vang', 'vang nhe', 'vang nha']);
/** Whole answers that mean nothing inside a sentence. */
const SHORT = new Map<string, Answer>([
  ['1', 'yes'],
  ['2', 'no'],
  ['roi', 'yes'],
  ['phai', 'yes'],
  ['thoi', 'no'],
]);
/** With a word behind it "ban" is "bận". */
const BUSY = phrases('ban việc, ban rồi, ban mất, ban quá');

/** An unmarked "vang" opens an answer as "vâng"; behind another word, or before "mặt", it is "vắng". */
const settleVang = (list: readonly Word[]): Word[] =>
  list.map((word, at) => {
    if (word.marked !== 'vang') return word;
    const opens = at === 0 || /^(?:dạ|da)$/.test(list[at - 1]?.marked ?? '');
    return { ...word, marked: opens && list[at + 1]?.folded !== 'mat' ? 'vâng' : 'vắng' };
  });

/** Whether an answer could be a yes as well as a no: a bare "vang" is "vâng" and "vắng". */
export const isTwoFaced = (text: string): boolean =>
  TWO_FACED.has(foldedWords(text.slice(0, 80)).trim()) && !hasMarks(text.slice(0, 80));

const YES_SIGNS = /[\u{1F44D}\u{1F44C}\u2705\u2714\u{1F64B}]/u;
const NO_SIGNS = /[\u{1F44E}\u274C\u{1F645}\u2716]/u;

const read = (cleaned: string): Answer => {
  const all = wordsOf(cleaned);
  if (all.length === 0) {
    const yes = YES_SIGNS.test(cleaned);
    const no = NO_SIGNS.test(cleaned);
    return yes === no ? 'unclear' : yes ? 'yes' : 'no';
  }
  if (all.length > MAX_WORDS) return 'unclear';
  const list = settleVang(all);
  const core = withoutPoliteness(list, isAnswer);
  const whole = all.map((word) => word.marked).join(' ');
  const alone = (core.length > 0 ? core : list).map((word) => word.marked).join(' ');
  if (TWO_FACED.has(whole) || AMBIGUOUS.has(alone)) return 'unclear';
  const short = SHORT.get(alone);
  if (short) return short;
  if (DOUBT.anywhere(list) || /[?？]/.test(cleaned)) return 'unclear';
  // "có … không" is a question.
  if (isHave(core[0]) && core.length > 1 && /(?:^| )(?:không|khong|ko|k|hk|chưa|chua)$/.test(alone)) return 'unclear';
  if (asksAtEnd(core)) return 'unclear';
  const no = NO.anywhere(list) || deniesFirst(core);
  const busy = BUSY.anywhere(list);
  const strong = YES.anywhere(list) || (saysHave(core) && !HAVE_WORK.anywhere(list));
  if (no && strong) return startsNegated(core) ? 'no' : 'unclear';
  if (no || busy) return 'no';
  if (strong) return 'yes';
  return WEAK_YES.anywhere(list) && list.length <= 5 ? 'yes' : 'unclear';
};

/**
 * Whether an answer to a yes/no question is clear. A doubt ("để em xem", "nếu kịp"), a question back, a yes and a no
 * together, and a bare `dung`, `ban` or `vang` are `unclear`: ask again, never guess.
 */
export const yesNo = (text: string): Answer => {
  const cleaned = clean(text.length > 400 ? text.slice(0, 400) : text).normalize('NFKC');
  const answer = read(cleaned);
  if (answer !== 'unclear') return answer;
  const repaired = repairTelex(cleaned);
  return repaired === cleaned ? 'unclear' : read(repaired);
};
