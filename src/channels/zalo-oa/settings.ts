import { z } from 'zod';

/** Hosts of the platform; an account may name others (an emulator, a proxy). */
const API = 'https://openapi.zalo.me';
const OAUTH = 'https://oauth.zaloapp.com';

const address = z.url({ protocol: /^https?$/, error: 'cần là một địa chỉ bắt đầu bằng http:// hoặc https://' });
const secret = z.string().trim().min(1).max(4_000);

/** The code out of what an administrator pastes: the code, the name of the file, or the whole tag. */
const codeOf = (pasted: string): string =>
  /content=["']([^"']+)["']/.exec(pasted)?.[1] ??
  pasted
    .trim()
    .replace(/^zalo_verifier/, '')
    .replace(/\.html$/, '');

export const ZaloOaSettings = z.object({
  appId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'chỉ gồm chữ số, như trên trang của ứng dụng.'),
  /** Known after signing in; an account without it takes every event of its app. */
  oaId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'chỉ gồm chữ số.')
    .optional(),
  /** By which a group calls the OA (`@Hội Phụ nữ xã …`). */
  oaName: z.string().trim().min(1).max(200).optional(),
  /** `report`: an event with a wrong signature is taken all the same and the page says so. For setting up only. */
  signature: z.enum(['strict', 'report']).default('strict'),
  verification: z
    .string()
    .transform(codeOf)
    .pipe(z.string().regex(/^[\w-]{1,200}$/, 'dán mã, tên tệp hoặc cả thẻ meta mà Zalo đưa.'))
    .optional(),
  /** Buttons and lists work in practice but stand in no page of the platform; without them choices are numbered. */
  buttons: z.boolean().default(true),
  apiBase: address.optional(),
  oauthBase: address.optional(),
});
export type ZaloOaSettings = z.output<typeof ZaloOaSettings>;

export const ZaloOaSecrets = z.object({
  /** The app's own secret; for OAuth alone. */
  appSecret: secret.optional(),
  /** The OA's secret; signs webhooks. */
  oaSecretKey: secret.optional(),
  accessToken: secret.optional(),
  /** Good for one use. */
  refreshToken: secret.optional(),
  /** When the access token ends. */
  expiresAt: z.iso.datetime().optional(),
  /** When the refresh token ends, if it is not used before. */
  refreshUntil: z.iso.datetime().optional(),
});
export type ZaloOaSecrets = z.output<typeof ZaloOaSecrets>;

const joined = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`;

export const apiUrl = (settings: ZaloOaSettings, path: string): string => joined(settings.apiBase ?? API, path);
export const oauthUrl = (settings: ZaloOaSettings, path: string): string => joined(settings.oauthBase ?? OAUTH, path);
