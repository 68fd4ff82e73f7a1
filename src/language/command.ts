import { clean, wordsOf } from './fold.ts';
import { type Phrases, phrases } from './marks.ts';
import { withoutPoliteness } from './polite.ts';
import { repairTelex } from './telex.ts';

/** `stop_unsure`: may be "dừng" or "đúng"; ask before obeying. */
export type Command = 'help' | 'menu' | 'stop' | 'stop_unsure' | 'start' | 'human' | 'back';

/** A command is a message of its own; a longer text only mentions one. */
const MAX_CHARACTERS = 80;

const COMMANDS: readonly (readonly [Exclude<Command, 'stop_unsure'>, Phrases])[] = [
  [
    'stop',
    phrases(`dừng lại, ngừng, hủy, huỷ, stop, unsubscribe, thôi không nhận, thôi không nhận nữa, đừng nhắn nữa, đừng nhắn tin nữa, đừng nhắn,
đừng gửi nữa, đừng gửi tin nữa, đừng nhắc nữa, dừng nhận tin, dừng nhận, dừng nhận nữa, dừng nhắn tin, dừng gửi tin, ngừng nhắn, ngừng nhắn tin, ngừng gửi,
ngừng gửi tin, ngừng nhận tin, ngừng lại, không nhận tin nữa, không nhận nữa, ko nhận nữa, ko nhận tin nữa, không muốn nhận tin nữa, hủy đăng ký,
hủy nhận tin, thôi đừng nhắn nữa, thôi đừng nhắn, tắt nhắc, tắt tin nhắn, tắt thông báo, dừng nhắc, dừng hẳn`),
  ],
  [
    'help',
    phrases(`trợ giúp, giúp, giúp đỡ, giúp em, giúp em với, help, hướng dẫn, hướng dẫn sử dụng, cách dùng, hướng dẫn dùng,
em không biết dùng, em cần trợ giúp, trợ lý giúp em`),
  ],
  [
    'menu',
    phrases(
      `menu, mục lục, danh mục, trang chủ, về menu, màn hình chính, thực đơn, xem menu, menu chính, về đầu, trang đầu, chức năng`,
    ),
  ],
  [
    'start',
    phrases(
      `bắt đầu, start, đăng ký nhận tin, nhận tin lại, nhận lại tin, nhận tin, bật nhắc, bật thông báo, bắt đầu lại`,
    ),
  ],
  [
    'human',
    phrases(`0, gặp cán bộ, cán bộ, gặp người, gặp người thật, gặp cán bộ hội, nói chuyện với cán bộ, nói chuyện với người,
gặp cán bộ xã, gặp cán bộ tỉnh, gọi cán bộ, kết nối cán bộ, gặp cán bộ phụ trách, gặp nhân viên, gặp người phụ trách, gặp trực tiếp cán bộ, chat với cán bộ, gặp cb, cần gặp cán bộ`),
  ],
  [
    'back',
    phrases(`quay lại, trở lại, lùi lại, back, quay về, quay lại bước trước, câu trước, bước trước, trở về, trước đó`),
  ],
];

/** Unmarked or half-marked: could be "dừng" (stop) as well as "đúng" (right); "Huy" is also a name. */
const UNSURE = new Set(['dung', 'dưng', 'đừng', 'dung dung', 'huy', 'dung lai di', 'dung roi thoi']);

const read = (cleaned: string): Command | undefined => {
  const all = wordsOf(cleaned);
  const core = withoutPoliteness(all);
  for (const list of [all, core]) {
    if (list.length === 0) continue;
    const marked = list.map((word) => word.marked).join(' ');
    if (marked === 'dừng') return 'stop';
    if (UNSURE.has(marked)) return 'stop_unsure';
    const found = COMMANDS.find(([, known]) => known.whole(list));
    if (found) return found[0];
  }
  return undefined;
};

/**
 * The command that a whole message is, apart from polite words around it; undefined for everything else. Understood with
 * and without marks. `0` is "gặp cán bộ" as in the greeting: a step that takes numbers must look for its answer first.
 */
export const command = (text: string): Command | undefined => {
  if (text.length > MAX_CHARACTERS) return undefined;
  const cleaned = clean(text);
  if (/^[?？]+$/.test(cleaned)) return 'help';
  return read(cleaned) ?? read(repairTelex(cleaned));
};
