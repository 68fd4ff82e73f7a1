import { z } from 'zod';

/** The host that the platform's documentation names now; older programs use another. */
const API = 'https://bot-api.zaloplatforms.com';

export const ZaloBotSettings = z.object({
  /** `polling`: for places without a public address; one process asks for what is new. */
  mode: z.enum(['webhook', 'polling']).default('webhook'),
  apiBase: z.url({ protocol: /^https?$/, error: 'cần là một địa chỉ bắt đầu bằng http:// hoặc https://' }).optional(),
});
export type ZaloBotSettings = z.output<typeof ZaloBotSettings>;

export const ZaloBotSecrets = z.object({
  /** `<digits>:<secret>`. It stands in the path of every call, so nothing that would end a path may be in it. */
  token: z
    .string()
    .trim()
    .regex(
      /^\d{1,30}:[^\s/?#:]{1,300}$/,
      'gồm một dãy số, dấu hai chấm và một dãy ký tự, như trong tin Zalo gửi cho chị.',
    )
    .optional(),
  /** What the platform sends in the header of every webhook; made by us. */
  secretToken: z.string().trim().min(8).max(256).optional(),
  /**
   * What groups call the bot by, as the platform told it. No secret; it stands here because a connection can write
   * nothing else that a webhook reads.
   */
  names: z.array(z.string().max(200)).max(5).optional(),
});
export type ZaloBotSecrets = z.output<typeof ZaloBotSecrets>;

export const methodUrl = (settings: ZaloBotSettings, token: string, method: string): string =>
  `${(settings.apiBase ?? API).replace(/\/+$/, '')}/bot${token}/${method}`;
