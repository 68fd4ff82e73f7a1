import type { Exchange, Reply } from '../loopback.ts';
import type { SentMessage, World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WINDOW_MS = 7 * DAY_MS;
const FREE_MS = 2 * DAY_MS;
const MB = 1024 * 1024;

type Row = Readonly<Record<string, unknown>>;

const error = (code: number, message: string): Reply => ({ json: { error: code, message } });
const success = (data: unknown): Reply => ({ json: { error: 0, message: 'Success', data } });
const row = (value: unknown): Row => (typeof value === 'object' && value !== null ? (value as Row) : {});
const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.map(row) : []);

const BUTTONS = new Set(['oa.open.url', 'oa.query.show', 'oa.query.hide', 'oa.open.phone', 'oa.open.sms']);

const buttonFault = (buttons: unknown): string | undefined => {
  if (buttons === undefined) return undefined;
  const all = rows(buttons);
  if (all.length === 0 || all.length > 5) return 'buttons';
  return all.every(({ title, type }) => typeof title === 'string' && title.length <= 100 && BUTTONS.has(`${type}`))
    ? undefined
    : 'buttons';
};

/** The error of a message that the platform would not take, as [code, field]. */
const messageFault = (world: World, kind: 'direct' | 'group', message: Row): readonly [number, string] | undefined => {
  const { refused } = world;
  const { text, attachment, quote_message_id } = message;
  if (text !== undefined && (typeof text !== 'string' || text === '')) return [-201, 'text'];
  if (typeof text === 'string' && text.length > 2_000) return [-210, 'text'];
  if (quote_message_id !== undefined && (kind === 'group' || refused.has('quote'))) return [-201, 'quote_message_id'];
  if (attachment === undefined) return text === undefined ? [-201, 'message'] : undefined;
  const { type, payload } = row(attachment);
  const body = row(payload);
  if (type === 'file') {
    if (!world.uploads.has(`${body.token}`)) return [-100, 'token'];
    return text === undefined ? undefined : [-201, 'text'];
  }
  if (type !== 'template') return [-233, 'attachment'];
  const fault = buttonFault(body.buttons);
  if (fault) return [-201, fault];
  const elements = rows(body.elements);
  const form = body.template_type ?? 'buttons';
  if (form !== 'media' && (kind === 'group' || refused.has(`${form}`))) return [-233, `${form}`];
  switch (form) {
    case 'media': {
      const [media] = elements;
      if (elements.length !== 1 || media?.media_type !== 'image') return [-201, 'elements'];
      if (typeof media.url === 'string') return media.url.startsWith('https://') ? undefined : [-201, 'url'];
      return world.uploads.has(`${media.attachment_id}`) ? undefined : [-100, 'attachment_id'];
    }
    case 'list':
      return elements.length >= 1 && elements.length <= 5 && elements.every(({ title }) => typeof title === 'string')
        ? undefined
        : [-201, 'elements'];
    case 'request_user_info': {
      const [one] = elements;
      const whole = one && [one.title, one.subtitle, one.image_url].every((field) => typeof field === 'string');
      return elements.length === 1 && whole ? undefined : [-201, 'elements'];
    }
    case 'buttons':
      return text === undefined || body.buttons === undefined ? [-201, 'buttons'] : undefined;
    default:
      return [-233, `${form}`];
  }
};

/** What the emulator does when a message of the OA has arrived: keeps it, and shows it back. */
export type Arrived = (message: SentMessage) => void;

const sendTo = (world: World, kind: 'direct' | 'group', body: Row, arrived: Arrived): Reply => {
  const recipient = row(body.recipient);
  const to = `${kind === 'direct' ? recipient.user_id : recipient.group_id}`;
  const person = world.people.get(to);
  const group = world.groups.get(to);
  if (kind === 'direct' && !person) return error(-201, 'user_id is invalid');
  if (kind === 'group' && !group) return error(-403, 'OA is not in the group');
  if (group?.status === 'disabled') return error(-237, 'Group is disabled');
  const since = person?.lastInteraction === undefined ? Number.POSITIVE_INFINITY : world.now() - person.lastInteraction;
  if (kind === 'direct' && since >= WINDOW_MS)
    return error(-230, 'User has not interacted with the OA in the past 7 days');
  const fault = messageFault(world, kind, row(body.message));
  if (fault) return error(fault[0], `${fault[1]} is invalid`);
  const message = { id: world.nextId(), kind, to, message: row(body.message), at: world.now() };
  world.sent.push(message);
  arrived(message);
  if (kind === 'group') return success({ message_id: message.id, group_id: to });
  const quota = { quota_type: 'reply', remain: '7', total: '8' };
  return success({ message_id: message.id, user_id: to, ...(since < FREE_MS && { quota }) });
};

/** The file of a multipart upload: its name and bytes. */
const fileOf = async ({ headers, body }: Exchange): Promise<{ name: string; bytes: Buffer } | undefined> => {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  return file instanceof File ? { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) } : undefined;
};

const upload = async (world: World, exchange: Exchange, kind: 'image' | 'file'): Promise<Reply> => {
  const file = await fileOf(exchange);
  if (!file) return error(-201, 'file is invalid');
  const fits = kind === 'image' ? /\.(jpe?g|png)$/i : /\.(pdf|docx?)$/i;
  if (!fits.test(file.name) || file.bytes.length > (kind === 'image' ? MB : 5 * MB))
    return error(-210, 'file is invalid');
  const id = `${kind}-${world.nextId()}`;
  world.uploads.set(id, { kind, ...file, at: world.now() });
  return success(kind === 'image' ? { attachment_id: id } : { token: id });
};

const page = <T>(all: readonly T[], query: URLSearchParams): readonly T[] => {
  const offset = Number(query.get('offset') ?? 0);
  return all.slice(offset, offset + Math.min(50, Number(query.get('count') ?? 10)));
};

/** Prepared: the answer is made when it is known that nothing goes wrong with the call. */
export type Work = () => Reply;

/** Calls of the API by a valid token. Undefined: there is no such call. */
export const apiWork = async (world: World, exchange: Exchange, arrived: Arrived): Promise<Work | undefined> => {
  const { method, path, query } = exchange;
  const json = (): Row => row(JSON.parse(exchange.body.toString('utf8') || '{}'));
  switch (`${method} ${path}`) {
    case 'POST /v3.0/oa/message/cs':
      return () => sendTo(world, 'direct', json(), arrived);
    case 'POST /v3.0/oa/group/message':
      return () => sendTo(world, 'group', json(), arrived);
    case 'POST /v2.0/oa/upload/image':
    case 'POST /v2.0/oa/upload/file': {
      const reply = await upload(world, exchange, path.endsWith('image') ? 'image' : 'file');
      return () => reply;
    }
    case 'POST /v2.0/oa/message':
      return () => (row(json()).sender_action ? success({}) : error(-240, 'API v2 has been shut down'));
    case 'GET /v2.0/oa/getoa': {
      const { id, name, packageName } = world.oa;
      return () =>
        success({
          oa_id: id,
          name,
          is_verified: true,
          package_name: packageName,
          avatar: 'https://s160-ava-talk.zadn.vn/oa.jpg',
        });
    }
    case 'GET /v3.0/oa/user/detail': {
      const person = world.people.get(`${row(JSON.parse(query.get('data') ?? '{}')).user_id}`);
      return () =>
        person
          ? success({ user_id: person.id, display_name: person.name, user_is_follower: person.follows })
          : error(-201, 'user_id is invalid');
    }
    case 'GET /v3.0/oa/group/getgroupsofoa': {
      const groups = page([...world.groups.values()], query);
      return () =>
        success({
          groups: groups.map(({ id, name, members }) => ({ group_id: id, name, total_member: members.length + 1 })),
        });
    }
    case 'GET /v3.0/oa/group/listmember': {
      const group = world.groups.get(query.get('group_id') ?? '');
      if (!group) return () => error(-403, 'OA is not in the group');
      const everyone = [
        { oa_id: world.oa.id, name: world.oa.name },
        ...group.members.map((id) => ({ user_id: id, name: world.people.get(id)?.name ?? '' })),
      ];
      return () => success({ members: page(everyone, query) });
    }
    case 'POST /v2.0/oa/quota/message':
      return () => success([{ quota_type: 'sub_quota', remain: '1970', total: '2000' }]);
    case 'POST /v3.0/oa/quota/group':
      return () =>
        success(
          json().product_type === 'gmf50' && json().quota_type === 'sub_quota'
            ? [{ asset_id: 'a1', product_type: 'gmf50', status: 'available', valid_through: '2027-01-31' }]
            : [],
        );
    default:
      return undefined;
  }
};

/** Counts a request; true when the minute's allowance is used up. */
const overLimit = ({ rate, now }: World): boolean => {
  const minute = Math.floor(now() / 60_000);
  if (rate.minute !== minute) Object.assign(rate, { minute, used: 0 });
  rate.used += 1;
  return rate.used > rate.limit;
};

/** The refusal of a call before it is looked at: its token, or too many of them. */
export const gate = (world: World, { headers }: Exchange): Reply | undefined => {
  const { access } = world.tokens;
  if (access === undefined || headers['access_token'] !== access.value) return error(-216, 'Access token is invalid');
  if (world.now() >= access.until) return error(-220, 'Access token has expired');
  return overLimit(world) ? error(-32, 'Reached limit calls of app') : undefined;
};

/** What is left of the minute's allowance, as the platform tells with every answer. */
export const rateHeaders = ({ rate }: World): Readonly<Record<string, string>> => ({
  'X-RateLimit-Limit': `${rate.limit}`,
  'X-RateLimit-Remain': `${Math.max(0, rate.limit - rate.used)}`,
});
