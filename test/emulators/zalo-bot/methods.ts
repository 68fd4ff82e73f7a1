import type { Reply } from '../loopback.ts';
import type { World } from './world.ts';

type Params = Readonly<Record<string, unknown>>;

export const refusal = (error_code: number, description = 'emulated'): Reply => ({
  json: { ok: false, error_code, description },
});
const result = (value: unknown): Reply => ({ json: { ok: true, result: value } });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const fits = (value: unknown): boolean => text(value).length >= 1 && text(value).length <= 2_000;
const isAddress = (value: unknown): boolean => /^https?:\/\/./.test(text(value));

const sends = (world: World, method: string, params: Params, valid: boolean): Reply => {
  const chat = text(params.chat_id);
  if (!world.people.has(chat) && !world.groups.has(chat)) return refusal(404, 'chat not found');
  if (!valid) return refusal(400, 'parameter is invalid');
  const id = world.nextId();
  world.sent.push({ id, chat, method, params, at: world.now() });
  return result({ message_id: id, date: world.now() });
};

/** Tells when there is an update, the time is over, or nobody waits any more. */
export type Wait = (timeoutMs: number, gone: AbortSignal) => Promise<void>;

/** The platform probes a webhook's address at once, and keeps it whatever the outcome. */
export type Probe = (url: string) => Promise<number>;

/** A method of the platform; undefined when there is none of this name, which is case-sensitive. */
export const methodOf = (
  world: World,
  wait: Wait,
  probe: Probe,
): Readonly<Record<string, (params: Params, gone: AbortSignal) => Reply | Promise<Reply>>> => ({
  getMe: () =>
    result({
      id: world.bot.id,
      account_name: world.bot.name,
      account_type: 'BASIC',
      can_join_groups: world.bot.canJoinGroups,
    }),

  async getUpdates({ timeout }, gone) {
    if (world.webhook) return refusal(400, 'webhook is active');
    if (world.queue.length === 0) await wait(Number(timeout ?? 30) * 1000, gone);
    return world.queue.length === 0 || gone.aborted ? refusal(408, 'Request timeout') : result(world.queue.shift());
  },

  async setWebhook({ url, secret_token }) {
    const secret = text(secret_token);
    if (!isAddress(url) || secret.length < 8 || secret.length > 256)
      return refusal(400, 'url or secret_token is invalid');
    world.webhook = { url: text(url), secret, updatedAt: world.now() };
    const status_code = await probe(text(url)).catch(() => 0);
    const verification = { ok: status_code >= 200 && status_code < 300, outcome: 'probed', status_code, hint: '' };
    return result({ url, updated_at: world.now(), verification });
  },
  deleteWebhook() {
    world.webhook = undefined;
    return result({ url: '', updated_at: world.now() });
  },
  getWebhookInfo: () => result({ url: world.webhook?.url ?? '', updated_at: world.webhook?.updatedAt ?? 0 }),

  sendMessage: (params) => sends(world, 'sendMessage', params, fits(params.text)),
  sendPhoto: (params) =>
    sends(
      world,
      'sendPhoto',
      params,
      isAddress(params.photo) && (params.caption === undefined || fits(params.caption)),
    ),
  sendSticker: (params) => sends(world, 'sendSticker', params, text(params.sticker) !== ''),
  sendVoice: (params) =>
    sends(
      world,
      'sendVoice',
      params,
      text(params.voice_url).endsWith('.aac') && !world.groups.has(text(params.chat_id)),
    ),
  sendChatAction: ({ action }) => (action === 'typing' ? { json: { ok: true } } : refusal(400, 'action is invalid')),
});
