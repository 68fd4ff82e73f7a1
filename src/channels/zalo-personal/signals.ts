import type { Channel } from '../../chat/channel.ts';
import { threadType, type ZaloApi } from './client.ts';
import { signOf } from './emoji.ts';
import type { Limited } from './groups.ts';
import type { Recent } from './recent.ts';

type SignalOf = NonNullable<Channel['signal']>;

/** Typing, seen and reactions. A message that this process has not heard itself cannot be reacted to: its ids are unknown. */
export const createSignals =
  (deps: { readonly limited: Limited; readonly recent: Recent; readonly api: () => ZaloApi | undefined }): SignalOf =>
  async (thread, threadKind, signal) => {
    const api = deps.api();
    if (!api) return;
    const type = threadType(threadKind);
    if (signal.type === 'typing') {
      await deps.limited('sendTypingEvent', () => api.sendTypingEvent(thread, type));
      return;
    }
    const row = deps.recent.message(signal.messageId)?.row;
    if (!row?.cliMsgId) return;
    const { msgId, cliMsgId } = row;
    if (signal.type === 'react') {
      const icon = signOf(signal.emoji) as Parameters<ZaloApi['addReaction']>[0];
      await deps.limited('addReaction', () =>
        api.addReaction(icon, { data: { msgId, cliMsgId }, threadId: thread, type }),
      );
      return;
    }
    const seen = {
      msgId,
      cliMsgId,
      uidFrom: row.uidFrom,
      idTo: row.idTo,
      msgType: row.msgType,
      st: 0,
      at: 0,
      cmd: 0,
      ts: String(row.ts),
    };
    await deps.limited('sendSeenEvent', () => api.sendSeenEvent([seen], type));
  };
