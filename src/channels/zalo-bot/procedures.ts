import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.ts';
import type { AccountContext, Procedure } from '../kind.ts';
import type { BotApi, BotOutcome } from './api.ts';
import { OFFLINE, ruleOf, SIGNED_OUT } from './errors.ts';
import type { ZaloBotSecrets, ZaloBotSettings } from './settings.ts';

/** Bytes of a secret that we make; written as hex it has 64 of the 8 to 256 characters allowed. */
const SECRET_BYTES = 32;

const Webhook = z.looseObject({
  url: z.string().catch(''),
  verification: z
    .looseObject({
      ok: z.boolean(),
      status_code: z.coerce.number().optional().catch(undefined),
      hint: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const failure = (outcome: Exclude<BotOutcome, { type: 'ok' }>): Result<never> => {
  if (outcome.type === 'no_token') return fail('zalo_bot.signed_out', SIGNED_OUT);
  if (outcome.type !== 'refused') return fail('zalo_bot.offline', OFFLINE.sentence);
  const { code, sentence } = ruleOf(outcome.error);
  return fail(`zalo_bot.${code}`, sentence);
};

const REFUSED_ADDRESS =
  'Zalo không nhận địa chỉ webhook. Địa chỉ phải là https, có tên miền và mở được từ Internet; chị xem PUBLIC_URL.';

/** What an administrator has done at the platform by a button; none of it happens by itself at a start. */
export const proceduresOf = (
  context: AccountContext<ZaloBotSettings, ZaloBotSecrets>,
  api: BotApi,
): Readonly<Record<string, Procedure>> => {
  const { settings } = context;

  const secretToken = (): Promise<string> =>
    context.exclusively('secrets', async () => {
      const secrets = await context.secrets();
      if (secrets.secretToken !== undefined) return secrets.secretToken;
      const made = randomBytes(SECRET_BYTES).toString('hex');
      await context.saveSecrets({ ...secrets, secretToken: made });
      return made;
    });

  return {
    set_webhook: {
      label: 'Đặt webhook',
      about: 'Báo cho Zalo địa chỉ webhook của tài khoản này, kèm một mã kiểm tra do chương trình tự tạo.',
      async run({ webhookUrl }) {
        if (settings.mode === 'polling')
          return fail(
            'zalo_bot.polling',
            'Tài khoản đang để cách nhận là “Hỏi tin”. Chị chuyển sang “Webhook” rồi bấm lại.',
          );
        // An emulator or a proxy may stand on this machine.
        if (webhookUrl === undefined || (!webhookUrl.startsWith('https://') && settings.apiBase === undefined))
          return fail('zalo_bot.no_address', REFUSED_ADDRESS);
        const outcome = await api({
          method: 'setWebhook',
          params: { url: webhookUrl, secret_token: await secretToken() },
        });
        if (outcome.type === 'refused' && outcome.error === 400) return fail('zalo_bot.no_address', REFUSED_ADDRESS);
        if (outcome.type !== 'ok') return failure(outcome);
        const { verification } = Webhook.parse(outcome.result ?? {});
        if (verification?.ok === false) {
          const status = verification.status_code === undefined ? '' : ` (mã ${verification.status_code})`;
          return ok(
            `Đã đặt webhook, nhưng Zalo gọi thử chưa được${status}. Chị kiểm tra địa chỉ có mở được từ Internet không.`,
          );
        }
        const info = await api({ method: 'getWebhookInfo' });
        const { url } = Webhook.parse(info.type === 'ok' ? (info.result ?? {}) : {});
        return ok(`Đã đặt webhook. Zalo đang gửi tin về: ${url === '' ? webhookUrl : url}`);
      },
    },
    delete_webhook: {
      label: 'Gỡ webhook',
      about: 'Báo cho Zalo thôi gửi tin về địa chỉ webhook. Cần làm trước khi dùng cách “Hỏi tin”.',
      async run() {
        const outcome = await api({ method: 'deleteWebhook' });
        return outcome.type === 'ok' ? ok('Đã gỡ webhook.') : failure(outcome);
      },
    },
    webhook_info: {
      label: 'Xem webhook',
      about: 'Hỏi Zalo xem tin của bot đang được gửi về địa chỉ nào.',
      async run({ webhookUrl }) {
        const outcome = await api({ method: 'getWebhookInfo' });
        if (outcome.type !== 'ok') return failure(outcome);
        const { url } = Webhook.parse(outcome.result ?? {});
        if (url === '') return ok('Bot chưa đặt webhook.');
        return ok(
          url === webhookUrl
            ? `Zalo đang gửi tin về đúng địa chỉ của tài khoản này: ${url}`
            : `Zalo đang gửi tin về địa chỉ khác: ${url}. Chị bấm “Đặt webhook” để chuyển về đây.`,
        );
      },
    },
  };
};
