import { formatMoment } from '../../base/time.ts';
import type { Window } from '../kind.ts';
import type { Settings } from './settings.ts';

/** How long we may write after she wrote or pressed something (messenger.md 9.1). */
const WINDOW_MS = 24 * 3_600_000;

/** Whether the Page may write to a person now. Outside the window only reminders by an approved template go. */
export const windowOf = (
  { utilityTemplate }: Pick<Settings, 'utilityTemplate'>,
  lastInboundAt: Date | undefined,
  now: Date,
): Window => {
  if (lastInboundAt === undefined)
    return { state: 'closed', sentence: 'Người này chưa nhắn cho Trang nên Trang chưa được nhắn trước.' };
  const until = new Date(lastInboundAt.getTime() + WINDOW_MS);
  if (now < until)
    return { state: 'open', until, sentence: `Nhắn được tới ${formatMoment(until)} (24 giờ từ lần cuối nhắn Trang).` };
  return utilityTemplate === undefined
    ? { state: 'closed', sentence: 'Đã quá 24 giờ từ lần cuối nhắn Trang nên Trang chưa nhắn được.' }
    : {
        state: 'paid',
        only: 'reminder',
        sentence: 'Đã quá 24 giờ: chỉ lời nhắc theo mẫu đã duyệt tới được, tin khác thì không.',
      };
};
