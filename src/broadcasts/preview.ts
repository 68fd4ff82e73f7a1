import type { Audiences, Target } from './audience.ts';
import { audienceInWords } from './audience.ts';
import type { Placing } from './placing.ts';
import type { Audience, AudiencePreview, Unreached } from './types.ts';

/** How many names a preview shows. */
const NAMES = 10;
/** Recipients that are looked up together. */
const BATCH = 500;

/** What stands in the way of recipients, for the preview; the list of deliveries says it for each. */
const WHY: Readonly<Record<Unreached['code'], string>> = {
  window_closed:
    'đã lâu không nhắn cho trợ lý nên Zalo OA hoặc Messenger chưa cho gửi. Chị nhờ các chị ấy nhắn trợ lý một tin rồi gửi lại sau.',
  unreachable: 'chưa có cuộc trò chuyện riêng với trợ lý. Chị nhờ các chị ấy nhắn trợ lý một tin, hoặc gửi vào nhóm.',
  account:
    'thuộc tài khoản đang tạm dừng, bị khóa hoặc cần đăng nhập lại. Tin sẽ chờ đến khi tài khoản gửi được; chị xem trang Kênh.',
};

/** Counts who would get a broadcast now, at what cost, and who would not and why. Streams: nothing of it grows. */
export const previewAudience = async (
  audiences: Audiences,
  place: Placing,
  audience: Audience,
  paths: readonly string[],
): Promise<Omit<AudiencePreview, 'heldUntil'>> => {
  const counts = { groups: 0, persons: 0 };
  const names: string[] = [];
  const unreached = { window_closed: 0, unreachable: 0, account: 0 };
  let paid = 0;
  let reachable = 0;

  const look = async (targets: readonly Target[]) => {
    for (const { skip, waits, paid: costs } of await place(targets)) {
      if (skip) unreached[skip.code === 'window_closed' ? 'window_closed' : 'unreachable'] += 1;
      else if (waits) unreached.account += 1;
      else {
        reachable += 1;
        if (costs) paid += 1;
      }
    }
  };

  let batch: Target[] = [];
  for await (const target of audiences.targets(audience, paths)) {
    counts[target.kind === 'group' ? 'groups' : 'persons'] += 1;
    if (names.length < NAMES && !names.includes(target.name)) names.push(target.name);
    batch.push(target);
    if (batch.length < BATCH) continue;
    await look(batch);
    batch = [];
  }
  await look(batch);
  return {
    ...counts,
    names,
    inWords: audienceInWords(counts),
    reachable,
    paid,
    unreached: (Object.keys(unreached) as Unreached['code'][]).flatMap((code) =>
      unreached[code] === 0
        ? []
        : [{ code, count: unreached[code], sentence: `${unreached[code]} nơi nhận ${WHY[code]}` }],
    ),
  };
};
