import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.ts';
import { type CallOutcome, call } from '../http.ts';
import type { AccountView, SignIn } from '../kind.ts';
import { apiUrl, oauthUrl, type ZaloOaSecrets, type ZaloOaSettings } from './settings.ts';

/** How long a refresh token lasts from when it was issued, if it is not used: three months, told by no answer. */
const REFRESH_DAYS = 90;
/** An access token lasts 25 hours; taken when the answer does not say. */
const ACCESS_SECONDS = 90_000;
/** For the OA's name, which only helps: the sign-in does not wait longer for it. */
const NAME_TIMEOUT_MS = 8_000;

/** Some answers write the seconds as a string. A refusal has `error` instead, also under HTTP 200. */
const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive().max(31_536_000).catch(ACCESS_SECONDS),
});
const Refusal = z.looseObject({
  error: z.union([z.string(), z.number()]).optional(),
  error_name: z.string().optional().catch(undefined),
});

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly refreshUntil: string;
}

/**
 * `refused`: the platform said no, the grant is spent. `later`: it could not be asked, or its answer was lost; asking
 * again is right.
 */
export type TokenOutcome =
  | { readonly type: 'tokens'; readonly pair: TokenPair }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'later'; readonly reason: string };

const after = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

const tokenOutcome = (outcome: CallOutcome, now: Date): TokenOutcome => {
  if (outcome.type !== 'answer') return { type: 'later', reason: outcome.reason };
  const tokens = Tokens.safeParse(outcome.json);
  if (tokens.success) {
    const { access_token, refresh_token, expires_in } = tokens.data;
    return {
      type: 'tokens',
      pair: {
        accessToken: access_token,
        refreshToken: refresh_token,
        expiresAt: after(now, expires_in),
        refreshUntil: after(now, REFRESH_DAYS * 86_400),
      },
    };
  }
  const refusal = Refusal.safeParse(outcome.json);
  const error = refusal.success ? refusal.data.error : undefined;
  // A page of a proxy, a server that is down, or too many requests is no word about the grant.
  if (error === undefined || String(error) === '-32' || outcome.status >= 500 || outcome.status === 429)
    return { type: 'later', reason: `http_${outcome.status}` };
  return { type: 'refused', reason: String(error) };
};

type Grant =
  | { readonly type: 'code'; readonly code: string; readonly verifier: string }
  | { readonly type: 'refresh'; readonly refreshToken: string };

/** Asks for a pair of tokens. A refresh token and a code are good for one use each. */
export const requestTokens = async (
  settings: ZaloOaSettings,
  appSecret: string,
  grant: Grant,
  now: Date,
): Promise<TokenOutcome> => {
  const form = new URLSearchParams({
    app_id: settings.appId,
    ...(grant.type === 'code'
      ? { grant_type: 'authorization_code', code: grant.code, code_verifier: grant.verifier }
      : { grant_type: 'refresh_token', refresh_token: grant.refreshToken }),
  });
  const url = oauthUrl(settings, '/v4/oa/access_token');
  return tokenOutcome(await call({ url, form, headers: { secret_key: appSecret } }), now);
};

/** Sources differ in the name of the id. */
const Oa = z.object({
  data: z.looseObject({
    name: z.string().min(1).max(200).optional().catch(undefined),
    oa_id: z.coerce.string().optional(),
    oaid: z.coerce.string().optional(),
  }),
});

/** The name and id of the OA that a token belongs to, where the platform tells them now. */
const oaOf = async (settings: ZaloOaSettings, accessToken: string): Promise<{ oaName?: string; oaId?: string }> => {
  const url = apiUrl(settings, '/v2.0/oa/getoa');
  const outcome = await call({ url, headers: { access_token: accessToken }, timeoutMs: NAME_TIMEOUT_MS });
  const found = Oa.safeParse(outcome.type === 'answer' ? outcome.json : undefined);
  if (!found.success) return {};
  const { name, oa_id, oaid } = found.data.data;
  const oaId = oa_id ?? oaid;
  return { ...(name !== undefined && { oaName: name }), ...(oaId !== undefined && { oaId }) };
};

type Account = AccountView<ZaloOaSettings, ZaloOaSecrets>;

const NO_SECRET = () =>
  fail('zalo_oa.no_app_secret', 'Chưa có khóa bí mật của ứng dụng. Chị nhập ô đó trước khi đăng nhập.', 'appSecret');

/** OAuth v4 for Official Accounts, with PKCE. */
export const signIn: Extract<SignIn<ZaloOaSettings, ZaloOaSecrets>, { type: 'oauth' }> = {
  type: 'oauth',

  begin({ settings, secrets }: Account, { redirectUri, state, challenge }): Result<string> {
    if (!secrets.appSecret) return NO_SECRET();
    const query = new URLSearchParams({
      app_id: settings.appId,
      redirect_uri: redirectUri,
      code_challenge: challenge,
      state,
    });
    return ok(`${oauthUrl(settings, '/v4/oa/permission')}?${query}`);
  },

  async finish({ settings, secrets }: Account, { query, verifier, now }) {
    if (!secrets.appSecret) return NO_SECRET();
    const code = query.get('code');
    const oaId = query.get('oa_id') ?? undefined;
    if (!code)
      return fail(
        'zalo_oa.not_allowed',
        'Zalo không trả về mã cho phép. Chị bấm Đăng nhập và chọn đồng ý trên trang Zalo.',
      );
    if (oaId !== undefined && settings.oaId !== undefined && oaId !== settings.oaId)
      return fail(
        'zalo_oa.other_oa',
        'OA vừa cho phép không phải OA của tài khoản này. Chị đăng nhập lại và chọn đúng OA, hoặc thêm một tài khoản mới.',
      );
    const outcome = await requestTokens(settings, secrets.appSecret, { type: 'code', code, verifier }, now);
    if (outcome.type === 'later')
      return fail(
        'zalo_oa.unreachable',
        'Không kết nối được tới Zalo để lấy khóa truy cập. Chị bấm Đăng nhập lần nữa.',
      );
    if (outcome.type === 'refused')
      return fail(
        'zalo_oa.refused',
        `Zalo không đổi mã cho phép lấy khóa truy cập (mã ${outcome.reason}). Chị xem lại mã và khóa bí mật của ứng dụng, rồi đăng nhập lại trong 10 phút.`,
      );
    const told = await oaOf(settings, outcome.pair.accessToken);
    return ok({
      secrets: { ...secrets, ...outcome.pair },
      settings: { ...settings, ...told, ...(oaId !== undefined && { oaId }) },
    });
  },
};
