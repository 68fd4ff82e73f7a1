/** Whether something can be sent to a thread now. */
export interface Reach {
  /** False while the account cannot send: it is paused, blocked, or must be signed in again. */
  readonly usable: boolean;
  /** The platform's window, where it has one. `paid`: it goes, against the package or a fee. */
  readonly window?: { readonly state: 'open' | 'paid' | 'closed'; readonly sentence: string };
}

/** Threads that are left out of the answer are open. */
export type ReachOf = (threads: readonly string[]) => Promise<ReadonlyMap<string, Reach>>;

interface KnownThread {
  readonly id: string;
  readonly account: string;
  readonly kind: 'direct' | 'group';
  /** When she last wrote or pressed something there. */
  readonly lastInboundAt?: Date;
}

/** Joins what the chat knows of threads with what the accounts know of their platforms. Groups have no window. */
export const createReach =
  (deps: {
    readonly threads: (ids: readonly string[]) => Promise<readonly KnownThread[]>;
    readonly window: (
      account: string,
      lastInboundAt: Date | undefined,
    ) => { readonly state: 'open' | 'paid' | 'closed'; readonly sentence: string; readonly only?: string } | undefined;
    readonly isUsable: (account: string) => boolean;
  }): ReachOf =>
  async (ids) => {
    const known = new Map((await deps.threads(ids)).map((thread) => [thread.id, thread]));
    const reached = new Map<string, Reach>();
    for (const id of ids) {
      const thread = known.get(id);
      const account = thread?.account ?? id.slice(0, id.indexOf(':'));
      const found = thread?.kind === 'direct' ? deps.window(account, thread.lastInboundAt) : undefined;
      // What is open for one sort of message alone is closed for a broadcast.
      const window = found && {
        state: found.only === undefined ? found.state : ('closed' as const),
        sentence: found.sentence,
      };
      reached.set(id, { usable: deps.isUsable(account), ...(window && { window }) });
    }
    return reached;
  };
