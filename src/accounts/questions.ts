import { fail, ok, type Result } from '../base/result.ts';
import type { ConnectedChannel, PlatformGroup } from '../channels/kind.ts';
import type { Question } from './remote.ts';

/** What each question is answered with. */
export interface Answers {
  readonly test: { readonly name: string; readonly facts: readonly string[] };
  readonly groups: readonly PlatformGroup[];
  readonly join_group: { readonly id?: string; readonly waiting: boolean };
  readonly procedure: { readonly sentence: string };
}

/** Answers a question by the connection of an account, in the process that holds it. */
export const answerBy = async (channel: ConnectedChannel, question: Question): Promise<Result<unknown>> => {
  switch (question.type) {
    case 'test':
      return channel.test();
    case 'groups':
      return channel.groups ? channel.groups() : fail('accounts.no_groups', 'Kênh này không có nhóm.');
    case 'join_group':
      return channel.joinGroup
        ? channel.joinGroup(question.link)
        : fail('accounts.no_join', 'Kênh này không vào nhóm bằng liên kết được.');
    case 'procedure': {
      const procedure = channel.procedures?.[question.name];
      if (!procedure)
        return fail('accounts.unknown_procedure', `Tài khoản này không có việc “${question.name}”.`, 'params.name');
      const { webhookUrl } = question;
      const result = await procedure.run({ ...(webhookUrl !== undefined && { webhookUrl }) });
      return result.ok ? ok({ sentence: result.value }) : result;
    }
  }
};
