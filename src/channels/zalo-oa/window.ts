import { formatMoment } from '../../base/time.ts';
import type { Window } from '../kind.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Free messages (eight of them, or all: sources differ) after the person's last sign. */
const FREE_MS = 48 * HOUR_MS;
/** Beyond this the platform refuses (-230). */
const ALLOWED_MS = 7 * 24 * HOUR_MS;

/** Whether a consultation message may go to a person now. Groups (GMF) have no window. */
export const windowOf = (lastInboundAt: Date | undefined, now: Date): Window => {
  const since = lastInboundAt?.getTime();
  if (since === undefined || now.getTime() - since >= ALLOWED_MS)
    return {
      state: 'closed',
      sentence:
        lastInboundAt === undefined
          ? 'Người này chưa nhắn cho OA nên Zalo chưa cho gửi tin.'
          : `Người này nhắn lần cuối lúc ${formatMoment(lastInboundAt)}, đã quá 7 ngày, nên Zalo không cho gửi tin.`,
    };
  const free = new Date(since + FREE_MS);
  const allowed = new Date(since + ALLOWED_MS);
  return now < free
    ? { state: 'open', until: free, sentence: `Gửi miễn phí đến ${formatMoment(free)}, nhiều nhất 8 tin.` }
    : {
        state: 'paid',
        until: allowed,
        sentence: `Gửi được đến ${formatMoment(allowed)}, trừ vào hạn mức của gói hoặc tính phí.`,
      };
};
