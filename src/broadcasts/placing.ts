import type { Target } from './audience.ts';
import type { Reach } from './reach.ts';
import type { Room } from './room.ts';

interface Reason {
  readonly code: string;
  readonly sentence: string;
}

export const UNREACHABLE: Reason = {
  code: 'unreachable',
  sentence: 'Chưa có cuộc trò chuyện riêng với chị ấy. Khi chị ấy nhắn cho trợ lý một tin thì lần sau sẽ gửi được.',
};
/** What to do about a window that has closed, said after why it has. */
const REMEDY = 'Khi chị ấy nhắn cho trợ lý một tin thì lần sau sẽ gửi được.';

/** A recipient and where she is written to. */
export interface Placement {
  readonly target: Target;
  /** Absent: there is no conversation with her. */
  readonly thread?: string;
  /** Why nothing is sent to her now. */
  readonly skip?: Reason;
  /** It goes, against the package or a fee. */
  readonly paid: boolean;
  /** Its account cannot send at the moment: it waits until the account is in order. */
  readonly waits: boolean;
}

const OPEN: Reach = { usable: true };

/** Lower is better: a free way, a paid one, one that waits for its account, one that is closed. */
const rankOf = ({ usable, window }: Reach): number => {
  if (window?.state === 'closed') return 3;
  if (!usable) return 2;
  return window?.state === 'paid' ? 1 : 0;
};

/** The best of several ways to a recipient; of equal ones the first. Pure. */
export const choosePlace = (target: Target, ways: readonly { thread: string; reach: Reach }[]): Placement => {
  const best = ways.reduce<(typeof ways)[number] | undefined>(
    (top, one) => (top === undefined || rankOf(one.reach) < rankOf(top.reach) ? one : top),
    undefined,
  );
  if (best === undefined) return { target, skip: UNREACHABLE, paid: false, waits: false };
  const { thread, reach } = best;
  const closed = reach.window?.state === 'closed';
  return {
    target,
    thread,
    paid: reach.window?.state === 'paid',
    waits: !closed && !reach.usable,
    ...(closed && { skip: { code: 'window_closed', sentence: `${reach.window?.sentence} ${REMEDY}` } }),
  };
};

/** Finds where recipients are written to, many at a time. */
export type Placing = (targets: readonly Target[]) => Promise<Placement[]>;

export const createPlacing =
  ({ chat, reach }: Pick<Room, 'chat' | 'reach'>): Placing =>
  async (targets) => {
    const contacts = [...new Set(targets.flatMap((target) => target.contacts))];
    const direct = contacts.length === 0 ? new Map<string, string>() : await chat.directThreads(contacts);
    const waysOf = ({ threads, contacts }: Target): string[] => [
      ...threads,
      ...contacts.flatMap((contact) => direct.get(contact) ?? []),
    ];
    const kinds = new Map(
      targets.flatMap((target) =>
        waysOf(target).map((thread) => [thread, target.kind === 'group' ? ('group' as const) : ('direct' as const)]),
      ),
    );
    const reached = await reach([...kinds].map(([thread, kind]) => ({ thread, kind })));
    return targets.map((target) =>
      choosePlace(
        target,
        waysOf(target).map((thread) => ({ thread, reach: reached.get(thread) ?? OPEN })),
      ),
    );
  };
