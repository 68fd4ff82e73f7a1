import { createHash, randomBytes } from 'node:crypto';
import type { Exchange, Reply } from '../loopback.ts';
import type { World } from './world.ts';

const ACCESS_MS = 90_000_000;
const CODE_MS = 10 * 60_000;

const token = (): string => randomBytes(24).toString('base64url');

/** Gives out a new pair and ends the old one, as every exchange does. */
export const issue = (world: World): { access_token: string; refresh_token: string; expires_in: string } => {
  const { tokens } = world;
  if (tokens.refresh !== undefined) tokens.spent.add(tokens.refresh);
  tokens.access = { value: token(), until: world.now() + ACCESS_MS };
  tokens.refresh = token();
  tokens.issued.push(tokens.access.value, tokens.refresh);
  // A string, as the platform writes it at times.
  return { access_token: tokens.access.value, refresh_token: tokens.refresh, expires_in: `${ACCESS_MS / 1000}` };
};

const refusal = (error: number, error_name: string): Reply => ({
  json: { error, error_name, error_description: error_name },
});

/** The consent page, which here agrees at once, and the exchange of codes and refresh tokens. */
export const oauthReply = (world: World, { method, path, query, headers, body }: Exchange): Reply | undefined => {
  const { tokens, app, oa } = world;
  if (method === 'GET' && path === '/v4/oa/permission') {
    const [redirect, challenge, state] = ['redirect_uri', 'code_challenge', 'state'].map((name) => query.get(name));
    if (query.get('app_id') !== app.id || !redirect || !challenge)
      return { html: '<p>Invalid app or redirect</p>', status: 400 };
    const code = token();
    tokens.codes.set(code, { challenge, at: world.now(), used: false });
    const to = new URL(redirect);
    to.searchParams.set('code', code);
    to.searchParams.set('oa_id', oa.id);
    if (state) to.searchParams.set('state', state);
    return { redirect: to.href };
  }
  if (method !== 'POST' || path !== '/v4/oa/access_token') return undefined;
  const form = new URLSearchParams(body.toString('utf8'));
  if (headers['secret_key'] !== app.secret || form.get('app_id') !== app.id) return refusal(-14004, 'Invalid app');
  if (form.get('grant_type') === 'authorization_code') {
    const held = tokens.codes.get(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!held || held.used || world.now() - held.at > CODE_MS) return refusal(-14019, 'Invalid code');
    if (held.challenge !== verifier) return refusal(-14021, 'Invalid code verifier');
    held.used = true;
    return { json: issue(world) };
  }
  if (form.get('grant_type') !== 'refresh_token') return refusal(-14002, 'Invalid grant type');
  return form.get('refresh_token') === tokens.refresh
    ? { json: issue(world) }
    : refusal(-14014, 'Invalid refresh token');
};
