import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AccountModels, SignInDoc } from './model.ts';
import type { Entry, Registry } from './registry.ts';

/** The code that a platform gives lives ten minutes at the most; so does our half of the sign-in. */
const LIFETIME_MS = 10 * 60 * 1000;

export interface OauthSignIns {
  /** The platform's page to send the administrator to. */
  begin(entry: Entry, admin: string): Promise<Result<string>>;
  /** Takes what came back. Each sign-in can be finished once. */
  finish(query: URLSearchParams): Promise<Result<{ readonly account: string }>>;
}

const expired = () =>
  fail('accounts.sign_in_expired', 'Lần kết nối này đã hết hạn hoặc đã dùng. Chị mở trang Kênh và bấm kết nối lại.');

export const createOauthSignIns = (deps: {
  readonly models: AccountModels;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly redirectUri: () => string;
  readonly save: (account: string, secrets: unknown, settings?: unknown) => Promise<void>;
}): OauthSignIns => {
  const { models, registry, clock, redirectUri, save } = deps;
  return {
    async begin(entry, admin) {
      const { signIn } = entry.kind;
      if (signIn.type !== 'oauth')
        return fail('accounts.no_oauth', 'Loại kênh này không kết nối qua trang của nền tảng.');
      const verifier = randomBytes(32).toString('base64url');
      const state = randomBytes(24).toString('base64url');
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const url = signIn.begin(entry.view, { redirectUri: redirectUri(), state, challenge });
      if (!url.ok) return url;
      await models.signIns.collection.insertOne({
        _id: state,
        account: entry.doc._id,
        admin,
        verifier,
        at: clock.now(),
      } as never);
      return url;
    },

    async finish(query) {
      const state = query.get('state') ?? '';
      const flow = (await models.signIns.findOneAndDelete({ _id: state }).lean()) as SignInDoc | null;
      if (!flow || clock.now().getTime() - flow.at.getTime() > LIFETIME_MS) return expired();
      const entry = registry.find(flow.account) ?? (await registry.refresh(flow.account));
      if (entry?.kind.signIn.type !== 'oauth') return expired();
      const result = await entry.kind.signIn.finish(entry.view, {
        query,
        verifier: flow.verifier,
        redirectUri: redirectUri(),
        now: clock.now(),
      });
      if (!result.ok) return result;
      await save(flow.account, result.value.secrets, result.value.settings);
      return ok({ account: flow.account });
    },
  };
};
