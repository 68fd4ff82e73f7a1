/** Whether something can be sent to a thread now. */
export interface Reach {
  /** False while the account cannot send: it is paused, blocked, or must be signed in again. */
  readonly usable: boolean;
  /** The platform's window, where it has one. `paid`: it goes, against the package or a fee. */
  readonly window?: { readonly state: 'open' | 'paid' | 'closed'; readonly sentence: string };
}

/** A thread that may be written to. */
export interface Way {
  readonly thread: string;
  readonly kind: 'direct' | 'group';
}

/** Threads that are left out of the answer are open. */
export type ReachOf = (ways: readonly Way[]) => Promise<ReadonlyMap<string, Reach>>;

/** Joins what the chat knows of threads with what the accounts know of their platforms. Groups have no window. */
export const createReach =
  (deps: {
    /** When somebody last wrote or pressed something there. */
    readonly threads: (ids: readonly string[]) => Promise<readonly { id: string; lastInboundAt?: Date }[]>;
    readonly window: (
      account: string,
      lastInboundAt: Date | undefined,
    ) => { readonly state: 'open' | 'paid' | 'closed'; readonly sentence: string; readonly only?: string } | undefined;
    readonly isUsable: (account: string) => boolean;
  }): ReachOf =>
  async (ways) => {
    const direct = ways.flatMap(({ thread, kind }) => (kind === 'direct' ? [thread] : []));
    const known = direct.length === 0 ? [] : await deps.threads(direct);
    const last = new Map(known.map(({ id, lastInboundAt }) => [id, lastInboundAt]));
    const reached = new Map<string, Reach>();
    for (const { thread, kind } of ways) {
      const account = thread.slice(0, thread.indexOf(':'));
      const found = kind === 'direct' ? deps.window(account, last.get(thread)) : undefined;
      // What is open for one sort of message alone is closed for a broadcast.
      const state = found?.only === undefined ? found?.state : 'closed';
      reached.set(thread, {
        usable: deps.isUsable(account),
        ...(found && state && { window: { state, sentence: found.sentence } }),
      });
    }
    return reached;
  };
