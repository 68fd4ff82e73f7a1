import { z } from 'zod';
import { fail, ok } from '../../base/result.ts';
import { createHealth } from '../health.ts';
import type { AccountContext, ConnectedChannel, StateReport } from '../kind.ts';
import { createStanding } from '../standing.ts';
import { createBotApi } from './api.ts';
import { SIGNED_OUT } from './errors.ts';
import { type Poll, startPoll } from './poll.ts';
import { failure, proceduresOf } from './procedures.ts';
import { ABILITIES, createSending } from './send.ts';
import type { ZaloBotSecrets, ZaloBotSettings } from './settings.ts';

/** Sources differ in the name of the name. */
const Me = z.looseObject({
  account_name: z.string().optional().catch(undefined),
  display_name: z.string().optional().catch(undefined),
  account_type: z.string().optional().catch(undefined),
  can_join_groups: z.boolean().optional().catch(undefined),
});

const NO_TOKEN = 'Chưa có mã của bot (token). Chị nhập mã mà Zalo gửi khi tạo bot.';

/** A connected bot of the Zalo Bot Platform. */
export const connect = (context: AccountContext<ZaloBotSettings, ZaloBotSecrets>): ConnectedChannel => {
  const { account, settings, clock, logger } = context;
  let held: Promise<ZaloBotSecrets> | undefined;
  const secrets = (): Promise<ZaloBotSecrets> => {
    // A change of the token makes a new connection, so that it is read once.
    held ??= context.secrets().catch((error: unknown) => {
      held = undefined;
      throw error;
    });
    return held;
  };
  const api = createBotApi(settings, async () => (await secrets()).token);
  const report = createStanding((state) => context.report(state));
  let names: readonly string[] = [];
  let poll: Poll | undefined;

  /** Keeps what the platform calls the bot, for webhooks that are read in other processes too. */
  const learn = async (found: readonly string[]): Promise<void> => {
    names = found;
    await context.exclusively('secrets', async () => {
      const latest = await context.secrets();
      if (JSON.stringify(latest.names ?? []) !== JSON.stringify(found))
        await context.saveSecrets({ ...latest, names: [...found] });
    });
  };

  const askMe = async () => {
    const outcome = await api({ method: 'getMe' });
    if (outcome.type !== 'ok') return { outcome };
    const me = Me.safeParse(outcome.result).data ?? {};
    const found = [...new Set([me.display_name, me.account_name].filter((name) => name !== undefined && name !== ''))];
    if (found.length > 0)
      await learn(found as string[]).catch((error: unknown) =>
        logger.warn({ err: error, account }, 'the names of a bot were not kept'),
      );
    return { outcome, me };
  };

  const check = async (): Promise<StateReport> => {
    const { outcome } = await askMe();
    switch (outcome.type) {
      case 'ok':
        return { state: 'connected' };
      case 'no_token':
        return { state: 'needs_sign_in', sentence: NO_TOKEN };
      case 'refused':
        return outcome.error === 401 || outcome.error === 404
          ? { state: 'needs_sign_in', sentence: SIGNED_OUT }
          : { state: 'connected' };
      case 'unsent':
      case 'lost':
        return { state: 'offline', sentence: 'Không kết nối được tới Zalo. Trợ lý tự thử lại.' };
    }
  };
  const health = createHealth({ clock, check, stand: report });
  const stand = (next: StateReport): void => {
    report(next);
    if (next.state === 'offline' && poll === undefined) health.look();
  };
  const send = createSending(api, stand, context.link);

  return {
    account,
    kind: 'zalo-bot',
    abilities: ABILITIES,
    procedures: proceduresOf(context, api),

    async start(tell) {
      const { token, names: known = [] } = await secrets();
      names = known;
      if (token === undefined) {
        report({ state: 'needs_sign_in', sentence: NO_TOKEN });
        return;
      }
      report({ state: 'connecting' });
      health.look();
      if (settings.mode === 'polling')
        poll = startPoll({
          api,
          tell,
          note: (note) => context.note(note),
          stand: report,
          owner: () => ({ account, names }),
          clock,
          logger,
        });
    },

    async stop() {
      health.stop();
      await poll?.stop();
      poll = undefined;
    },

    send,

    async signal(thread, _kind, signal) {
      if (signal.type === 'typing')
        await api({ method: 'sendChatAction', params: { chat_id: thread, action: 'typing' } });
    },

    async test() {
      const { outcome, me } = await askMe();
      if (outcome.type !== 'ok' || !me)
        return outcome.type === 'ok' ? fail('zalo_bot.offline', NO_TOKEN) : failure(outcome);
      report({ state: 'connected' });
      return ok({
        name: me.display_name ?? me.account_name ?? 'Zalo Bot',
        facts: [
          ...(me.account_type === undefined ? [] : [`Loại bot: ${me.account_type}`]),
          ...(me.can_join_groups === undefined
            ? []
            : [me.can_join_groups ? 'Bot vào được nhóm' : 'Bot chưa được phép vào nhóm']),
          settings.mode === 'polling' ? 'Cách nhận tin: hỏi tin' : 'Cách nhận tin: webhook',
        ],
      });
    },
  };
};
