import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ActionContext, ActionTable } from '../flow/action.ts';
import type { FlowEvent } from '../flow/session.ts';
import type { Queue } from '../queue/queue.ts';
import type { Channel } from './channel.ts';
import { accountOf, type OutboxItem, type StartFlow } from './chat.ts';
import type { Contacts } from './contacts.ts';
import { GROUP_KEY } from './conversation.ts';
import type { PendingEffect, ThreadDoc } from './model.ts';
import type { Outbox } from './outbox.ts';

/** The queue whose jobs wake sessions at a moment. */
export const TIMER_QUEUE = 'chat.timer';
/** An action that takes longer than this has failed for the person who waits. */
const ACTION_TIMEOUT_SECONDS = 20;

/** An answer for a session that waits for an action. */
export interface ActionAnswer {
  readonly session: string;
  readonly event: Extract<FlowEvent, { type: 'action_done' | 'action_failed' }>;
  /** The message that what comes next answers, as it stood with the action. */
  readonly repliesTo?: string;
}

interface EffectDeps {
  readonly outbox: Outbox;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly contacts: Contacts;
  readonly actions: () => ActionTable;
  readonly channel: (account: string) => Channel | undefined;
  readonly directThread: (contact: string) => Promise<string | undefined>;
  readonly startFlow: (starts: readonly StartFlow[]) => Promise<void>;
  /** A person of the office is asked to take over. */
  readonly handedOver: (thread: string, contact: string | undefined, reason: string) => Promise<void>;
}

type EffectOf<T extends PendingEffect['effect']['type']> = Extract<PendingEffect['effect'], { type: T }>;

/**
 * Carries out what a step decided. Everything is done under a key made of the thread and the effect's id, so that
 * doing the list again after a crash changes nothing. Returns the answers of actions, in order.
 */
export const createEffectRunner = (deps: EffectDeps) => {
  const { outbox, queue, clock, logger, contacts, actions, channel, directThread, startFlow, handedOver } = deps;

  /** Said in the group when the platform lets nobody write to a person first. */
  const WRITE_FIRST =
    'Việc này em xin trao đổi riêng ạ. Chị mở trò chuyện riêng với em, nhắn một tin rồi hỏi lại giúp em nhé.';

  const item = async (thread: ThreadDoc, pending: PendingEffect, effect: EffectOf<'send'>): Promise<OutboxItem> => {
    const direct = effect.to && thread.kind === 'group' ? await directThread(effect.to.direct) : undefined;
    return {
      key: pending.outboxKey ?? `${thread._id}/${effect.id}`,
      thread: direct ?? thread._id,
      // What is personal is never said in the group instead.
      message: effect.to && thread.kind === 'group' && !direct ? { type: 'text', text: WRITE_FIRST } : effect.message,
      lane: pending.outboxKey === undefined ? 'reply' : 'bulk',
      ...(pending.outboxKey !== undefined && pending.group !== undefined && { group: pending.group }),
      ...(!direct && pending.repliesTo !== undefined && { repliesTo: pending.repliesTo }),
    };
  };

  const act = async (thread: ThreadDoc, pending: PendingEffect, effect: EffectOf<'do'>): Promise<ActionAnswer> => {
    const failed = (reason: string): ActionAnswer => ({
      session: pending.session,
      event: { type: 'action_failed', effect: effect.id, reason },
    });
    const action = actions()[effect.action];
    if (!action) return failed(`không có việc ${effect.action}`);
    const args = action.args.safeParse(effect.args);
    if (!args.success) {
      const where = args.error.issues[0]?.path.join('.');
      logger.error({ action: effect.action, where }, 'a flow called an action with arguments it does not take');
      return failed('tham số không đúng');
    }
    const contact = effect.person ?? (pending.sessionKey === GROUP_KEY ? undefined : pending.sessionKey);
    const context: ActionContext = {
      account: thread.account,
      thread: thread._id,
      threadKind: thread.kind,
      key: `${thread._id}/${effect.id}`,
      now: clock.now(),
      ...(contact !== undefined && { contact }),
    };
    channel(thread.account)
      ?.signal?.(thread.platformId, thread.kind, { type: 'typing' })
      .catch((error: unknown) => logger.debug({ err: error }, 'typing was not shown'));
    let timer: NodeJS.Timeout | undefined;
    try {
      const value = await Promise.race([
        action.run(args.data, context),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('the action took too long')), ACTION_TIMEOUT_SECONDS * 1000);
        }),
      ]);
      return { session: pending.session, event: { type: 'action_done', effect: effect.id, value } };
    } catch (error) {
      logger.error({ err: error, action: effect.action }, 'an action failed');
      return failed('gặp trục trặc');
    } finally {
      clearTimeout(timer);
    }
  };

  const timerKey = (thread: ThreadDoc, session: string, timer: string) => `${thread._id}/${session}/${timer}`;

  return async (thread: ThreadDoc, list: readonly PendingEffect[]): Promise<ActionAnswer[]> => {
    const answers: ActionAnswer[] = [];
    let sends: OutboxItem[] = [];
    const flush = async () => {
      if (sends.length > 0) await outbox.put(sends, thread.seq);
      sends = [];
    };
    for (const pending of list) {
      const { effect } = pending;
      if (effect.type === 'send') {
        sends.push(await item(thread, pending, effect));
        continue;
      }
      await flush();
      switch (effect.type) {
        case 'do':
          answers.push({
            ...(await act(thread, pending, effect)),
            ...(pending.repliesTo !== undefined && { repliesTo: pending.repliesTo }),
          });
          break;
        case 'react':
          await channel(accountOf(thread._id))
            ?.signal?.(thread.platformId, thread.kind, {
              type: 'react',
              messageId: effect.messageId,
              emoji: effect.emoji,
            })
            .catch((error: unknown) => logger.debug({ err: error }, 'a reaction was not shown'));
          break;
        case 'set_timer':
          await queue.add({
            queue: TIMER_QUEUE,
            key: `${timerKey(thread, pending.session, effect.timer)}@${effect.at}`,
            at: new Date(effect.at),
            data: { thread: thread._id, session: pending.session, timer: effect.timer, at: effect.at },
            priority: 'reply',
            group: timerKey(thread, pending.session, effect.timer),
          });
          break;
        case 'clear_timer':
          await queue.cancel(timerKey(thread, pending.session, effect.timer));
          break;
        case 'subscribe':
          if (pending.sessionKey !== GROUP_KEY)
            await contacts.update(pending.sessionKey, { subscribed: effect.state === 'on' });
          break;
        case 'hand_over':
          await handedOver(
            thread._id,
            pending.sessionKey === GROUP_KEY ? undefined : pending.sessionKey,
            effect.reason,
          );
          break;
        case 'start_direct': {
          const direct = await directThread(effect.person);
          const key = `${thread._id}/${effect.id}`;
          if (direct)
            await startFlow([{ key, thread: direct, flow: effect.flow, contact: effect.person, vars: effect.vars }]);
          else
            await outbox.put([
              { key, thread: thread._id, message: { type: 'text', text: WRITE_FIRST }, lane: 'reply' },
            ]);
          break;
        }
        case 'ended':
          if (effect.reason === 'failed') logger.error({ detail: effect.detail }, 'a conversation ended by a failure');
          break;
      }
    }
    await flush();
    return answers;
  };
};

export type EffectRunner = ReturnType<typeof createEffectRunner>;
