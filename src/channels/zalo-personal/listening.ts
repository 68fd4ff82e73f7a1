import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Happening, Tell } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';
import type { Ballots } from './ballots.ts';
import { createGather } from './gather.ts';
import type { Groups } from './groups.ts';
import { groupMeanings, type InboundContext, type Meaning, messageMeaning, reactionMeaning } from './inbound.ts';
import type { LineEvents } from './line.ts';
import { Bounded, type Intent, type Recent } from './recent.ts';
import { readFriendEvent, readGroupEvent, readMessage, readReaction, readReceipt } from './rows.ts';
import type { Timing } from './timing.ts';

/** How far before the moment of the last event the catching up begins: clocks differ, and a dead line is noticed late. */
const OVERLAP_MS = 10 * 60_000;
/** Own messages of the history are shown as echoes when they may still settle a send of unknown end. */
const ECHO_MS = 30 * 60_000;
/** The moment of the last event is remembered at most this often. */
const MARK_MS = 60_000;
const MARK = 'heardAt';
const MOST_SEEN = 5_000;

export interface Listening {
  readonly handlers: Omit<LineEvents, 'open' | 'closed' | 'dead' | 'trouble'>;
  /** From which moment on missed messages count; to be asked before they are asked for. */
  catchUp(): Promise<void>;
  flush(): Promise<void>;
}

interface ListeningDeps {
  readonly account: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: Timing;
  readonly catchUpHours: number;
  readonly recent: Recent;
  readonly groups: Groups;
  readonly ballots: Ballots;
  readonly memory: AccountContext<unknown, unknown>['memory'];
  readonly note: AccountContext<unknown, unknown>['note'];
  readonly tell: Tell;
  readonly ownId: () => string | undefined;
  /** A send of ours is shown back for the first time. */
  readonly echoed: (intent: Intent, messageId: string) => void;
  readonly askedToBeFriends: (uid: string) => void;
  readonly cameIntoGroup: () => void;
}

/** Turns what the listener emits into happenings: read, understood, put in order, told. */
export const createListening = (deps: ListeningDeps): Listening => {
  const { account, clock, logger, timing, recent, groups, ballots, memory, note, tell, ownId } = deps;
  const known = new Bounded<true>(MOST_SEEN);
  let horizon = 0;
  let markedAt = 0;

  const context = (): InboundContext => ({ account, ownId: ownId() ?? '', groupName: groups.nameOf });

  const mark = async (): Promise<void> => {
    const now = clock.now();
    if (now.getTime() - markedAt < MARK_MS) return;
    markedAt = now.getTime();
    await memory.set(MARK, now.toISOString());
  };

  const happeningsOf = (meaning: Meaning): Happening[] => {
    switch (meaning.type) {
      case 'tell': {
        const { happening } = meaning;
        if (happening.type !== 'event' || happening.event.type !== 'vote') return [happening];
        const { event } = happening;
        return [{ ...happening, event: { ...event, options: [...ballots.valuesOf(event.messageId, event.options)] } }];
      }
      case 'echo': {
        const { echo, of } = meaning;
        const own = {
          messageId: echo.messageId,
          thread: echo.thread,
          of,
          words: echo.text ?? '',
          at: echo.at.getTime(),
        };
        const intent = recent.sendOf(own);
        if (intent) deps.echoed(intent, echo.messageId);
        return [{ ...echo, account, ...(intent && { key: intent.key }) }];
      }
      case 'poll_changed':
        ballots.changed(meaning.group, meaning.poll === undefined ? undefined : `poll:${meaning.poll}`);
        return [];
      case 'our_place': {
        const { group, name, inside } = meaning;
        if (!inside) {
          const body = { group, name: groups.nameOf(group) };
          groups.left(group);
          note({ type: 'unknown_event', account, name: 'removed_from_group', body });
          return [];
        }
        deps.cameIntoGroup();
        if (name !== undefined) groups.renamed(group, name);
        // Makes the thread known, too, before anybody writes in it.
        const at = clock.now();
        const event = {
          type: 'we_joined' as const,
          id: `g:ours:${group}:${at.getTime()}`,
          account,
          thread: { id: group, kind: 'group' as const, ...(name !== undefined && { name }) },
          at: at.toISOString(),
        };
        return [{ type: 'event', event }];
      }
      case 'unknown':
        note({ type: 'unknown_event', account, name: meaning.name, body: meaning.body });
        return [];
      case 'nothing':
        return [];
    }
  };

  const gather = createGather<Meaning>({
    clock,
    logger,
    gatherMs: timing.gatherMs,
    async hand(meanings) {
      const happenings = meanings.flatMap(happeningsOf);
      if (happenings.length > 0) await tell(happenings);
      for (const happening of happenings) {
        if (happening.type !== 'event' || happening.event.type !== 'vote') continue;
        const { messageId, contact, options } = happening.event;
        ballots.heard(messageId, contact.id, options);
      }
      await mark().catch((error: unknown) => logger.warn({ err: error }, 'the last event was not remembered'));
    },
  });

  const add = (meaning: Meaning, ts: number, id: string) => {
    if (meaning.type === 'nothing') return;
    const key =
      meaning.type === 'echo'
        ? `echo ${meaning.echo.messageId}`
        : meaning.type === 'tell' && meaning.happening.type === 'event'
          ? meaning.happening.event.id
          : undefined;
    if (key !== undefined) {
      if (known.get(key)) return;
      known.set(key, true);
    }
    gather.add({ ts, id, item: meaning });
  };

  const message = (emitted: unknown, isOld: boolean) => {
    const heard = readMessage(emitted);
    if (!heard) {
      const { msgType } = ((emitted as { data?: unknown }).data ?? {}) as { msgType?: unknown };
      logger.warn({ msgType }, 'a message could not be read');
      return;
    }
    const { row, isSelf } = heard;
    if (isOld && row.ts < (isSelf ? clock.now().getTime() - ECHO_MS : horizon)) return;
    if (!isSelf) {
      recent.heard(heard);
      groups.heardOf(row.uidFrom, row.dName);
    }
    add(messageMeaning(heard, context()), row.ts, row.msgId);
  };

  const receiptKeys = new Bounded<true>(MOST_SEEN);

  return {
    flush: gather.flush,

    async catchUp() {
      const last = await memory.get(MARK);
      const now = clock.now().getTime();
      // An account that was never heard here has nothing that it missed.
      const heardAt = typeof last === 'string' ? Date.parse(last) : now;
      horizon = Math.max(heardAt - OVERLAP_MS, now - deps.catchUpHours * 60 * 60_000);
    },

    handlers: {
      message: (emitted) => message(emitted, false),

      oldMessages(all) {
        for (const one of all) message(one, true);
      },

      reaction(emitted) {
        const reaction = readReaction(emitted);
        if (!reaction) return logger.warn('a reaction could not be read');
        add(reactionMeaning(reaction, context()), reaction.data.ts, reaction.data.msgId ?? '');
      },

      groupEvent(emitted) {
        const event = readGroupEvent(emitted);
        if (!event) return logger.warn('a group event could not be read');
        const now = clock.now();
        if (event.type === 'update' && event.data.groupName) groups.renamed(event.threadId, event.data.groupName);
        for (const { id, dName } of event.data.updateMembers ?? []) groups.heardOf(id, dName);
        const ts = Number(event.data.time ?? now.getTime());
        for (const meaning of groupMeanings(event, context(), now)) add(meaning, Number.isFinite(ts) ? ts : 0, '');
      },

      friendEvent(emitted) {
        const friend = readFriendEvent(emitted);
        if (friend?.type === 'request') deps.askedToBeFriends(friend.uid);
        if (friend?.type !== 'added' || friend.uid === ownId()) return;
        const now = clock.now();
        const event = {
          type: 'opened' as const,
          id: `f:${friend.uid}:${now.getTime()}`,
          account,
          thread: { id: friend.uid, kind: 'direct' as const },
          contact: { id: friend.uid },
          at: now.toISOString(),
        };
        add({ type: 'tell', happening: { type: 'event', event } }, now.getTime(), '');
      },

      receipts(state, all) {
        const at = clock.now();
        for (const one of all) {
          const receipt = readReceipt(one);
          const key = `${state} ${receipt?.messageId}`;
          // In a group each member sees a message: the first one counts.
          if (!receipt || receiptKeys.get(key)) continue;
          receiptKeys.set(key, true);
          const happening = { type: 'receipt' as const, account, messageId: receipt.messageId, state, at };
          add({ type: 'tell', happening }, at.getTime(), '');
        }
      },
    },
  };
};
