import type { Logger } from '../base/log.ts';
import type { StateReport } from '../channels/kind.ts';
import { accountOf, type Chat } from '../chat/chat.ts';
import type { AccountDoc } from './model.ts';

/** So many people are told of one alarm. */
const MAX_TOLD = 10;

interface AlarmDeps {
  readonly chat: () => Pick<Chat, 'directThread' | 'send'>;
  /** Contacts of those who look after a unit's accounts, the most recently active account of each first. */
  readonly caretakers: (unitPath: string) => AsyncIterable<readonly string[]>;
  readonly isUsable: (account: string) => boolean;
  readonly logger: Logger;
}

/**
 * Tells administrators that an account needs them, by an account that works: each once for one trouble. Nobody is told
 * when no other account reaches anybody; the console shows the alarm all the same.
 */
export const createAlarm =
  ({ chat, caretakers, isUsable, logger }: AlarmDeps) =>
  async (account: AccountDoc, report: StateReport): Promise<void> => {
    logger.error({ account: account._id, state: report.state }, 'an account needs a person');
    let told = 0;
    for await (const contacts of caretakers(account.unitPath)) {
      const contact = contacts.find((one) => accountOf(one) !== account._id && isUsable(accountOf(one)));
      const thread = contact === undefined ? undefined : await chat().directThread(contact);
      if (thread === undefined) continue;
      await chat().send([
        {
          key: `alarm/${account._id}/${account.revision}/${report.state}/${account.stateAt.getTime()}/${thread}`,
          thread,
          lane: 'reply',
          message: {
            type: 'text',
            text: `Tài khoản “${account.name}” không gửi được tin. ${report.sentence ?? ''} Chị mở trang quản trị, mục Kênh để xử lý giúp em ạ.`,
          },
        },
      ]);
      told += 1;
      if (told >= MAX_TOLD) return;
    }
  };
