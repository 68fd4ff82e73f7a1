import type { AccountContext } from '../kind.ts';
import { GROUP, type ZaloApi } from './client.ts';
import type { Limited } from './groups.ts';
import { reminderMessage } from './inbound.ts';

/** Which reminder stands for a topic in a group: one at a time, known beyond a restart. */
export interface Topics {
  /** A reminder of this topic was made; the one before it is taken away. */
  stands(api: ZaloApi, group: string, topic: string, id: string): Promise<void>;
  /** Takes the topic's reminder away; nothing to do where there is none. */
  end(api: ZaloApi, group: string, topic: string): Promise<void>;
}

export const createTopics = (deps: {
  readonly memory: AccountContext<unknown, unknown>['memory'];
  readonly limited: Limited;
  /** The reminder with this message's id is no longer there: its answers are not read any more. */
  readonly gone: (messageId: string) => Promise<void>;
}): Topics => {
  const { memory, limited, gone } = deps;
  const keyOf = (group: string, topic: string) => `topic:${group}:${topic}`;

  const standing = async (group: string, topic: string): Promise<string | undefined> => {
    const id = await memory.get(keyOf(group, topic));
    return typeof id === 'string' && id !== '' ? id : undefined;
  };
  const remove = async (api: ZaloApi, group: string, id: string): Promise<void> => {
    await gone(reminderMessage(id));
    await limited('removeReminder', () => api.removeReminder(id, group, GROUP));
  };

  return {
    async stands(api, group, topic, id) {
      const before = await standing(group, topic);
      if (before === id) return;
      await memory.set(keyOf(group, topic), id);
      if (before !== undefined) await remove(api, group, before);
    },
    async end(api, group, topic) {
      const id = await standing(group, topic);
      if (id === undefined) return;
      await remove(api, group, id);
      await memory.set(keyOf(group, topic), '');
    },
  };
};
