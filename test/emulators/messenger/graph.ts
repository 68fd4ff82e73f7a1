import type { Acts } from './acts.ts';
import { checkMessage, checkProfile, checkUrl } from './checks.ts';
import { type Refusal, refuse } from './refuse.ts';
import { hmac } from './wire.ts';
import { type Page, type Person, WINDOW_MS, type World } from './world.ts';

/** A call to the emulated Graph API, read. `file` is what came as `filedata`. */
export interface GraphCall {
  readonly method: string;
  /** Without the version: `123/messages`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
  readonly file?: { readonly name: string; readonly bytes: number };
}

type Answer = Record<string, unknown> | Refusal;

const ATTACHMENT_BYTES = 25 * 1024 * 1024;
const PROFILE_CALLS = 10;
const PROFILE_MS = 10 * 60_000;
const SUBSCRIBABLE = new Set([
  ...['messages', 'messaging_postbacks', 'messaging_optins', 'messaging_referrals', 'message_deliveries'],
  ...['message_reads', 'message_reactions', 'message_edits', 'message_echoes', 'messaging_handovers', 'standby'],
  ...['messaging_policy_enforcement', 'messaging_account_linking', 'response_feedback'],
]);

/** The Page whose token came along, with the proof that its app asks for. */
const pageOf = (call: GraphCall, world: World): Page | Refusal => {
  const given = /^Bearer (.+)$/.exec(call.authorization ?? '')?.[1] ?? call.query.get('access_token') ?? '';
  const page = [...world.pages.values()].find(({ token }) => token === given && token !== '');
  if (!page) return refuse(190, undefined, 'Invalid OAuth access token.', 401);
  const proof = call.query.get('appsecret_proof');
  if (proof !== hmac(world.app(page.app).secret, given))
    return refuse(100, undefined, 'Invalid appsecret_proof provided in the API argument');
  return page;
};

const recipientOf = (body: Record<string, unknown>, page: Page, world: World): Person | Refusal => {
  const id = (body['recipient'] as { id?: unknown } | undefined)?.id;
  const person = typeof id === 'string' ? world.people.get(id) : undefined;
  if (person?.page !== page.id) return refuse(100, 2018001, 'No matching user found');
  if (!person.reachable) return refuse(551, 1545041, "This person isn't available right now.");
  return world.holderOf(person) === page.app ? person : refuse(10, 2018300, 'Another app is controlling this thread');
};

const isRefused = (value: object): value is Refusal => 'status' in value && 'code' in value;

const sign = (person: Person, body: Record<string, unknown>, world: World): Answer => {
  if (body['message'] !== undefined) return refuse(100, 2018014, 'Message and sender_action together');
  const action = `${body['sender_action']}`;
  if (!['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'].includes(action))
    return refuse(100, undefined, 'Invalid parameter: sender_action');
  world.signs.push({ psid: person.psid, action, payload: body['payload'] });
  return { recipient_id: person.psid };
};

const messages = (call: GraphCall, page: Page, world: World, acts: Acts): Answer => {
  const { body } = call;
  const person = recipientOf(body, page, world);
  if (isRefused(person)) return person;
  if (body['sender_action'] !== undefined) return sign(person, body, world);
  const { messaging_type: type, message } = body;
  const wrong = checkMessage(message, type, world, page.id);
  if (wrong) return wrong;
  const isOpen = person.lastInbound !== undefined && world.now() - person.lastInbound < WINDOW_MS;
  if (!isOpen && type !== 'UTILITY') return refuse(10, 2018278, 'This message is sent outside of allowed window.', 403);
  const replyTo = (body['reply_to'] as { mid?: string } | undefined)?.mid;
  if (replyTo !== undefined && !world.thread(person.psid).some(({ mid }) => mid === replyTo))
    return refuse(100, undefined, 'Invalid parameter: reply_to');
  const { metadata, ...rest } = message as Record<string, unknown> & { metadata?: string };
  const { mid } = acts.post({
    page: page.id,
    psid: person.psid,
    body: rest,
    app: page.app,
    messagingType: `${type}`,
    ...(metadata !== undefined && { metadata }),
    ...(replyTo !== undefined && { replyTo }),
  });
  return { recipient_id: person.psid, message_id: mid };
};

const attachments = (call: GraphCall, page: Page, world: World): Answer => {
  const attachment = (call.body['message'] as { attachment?: { type?: string; payload?: { url?: string } } })
    ?.attachment;
  const type = attachment?.type ?? '';
  if (!['image', 'audio', 'video', 'file'].includes(type)) return refuse(100, undefined, 'Invalid parameter: type');
  const url = attachment?.payload?.url;
  if ((url === undefined) === (call.file === undefined))
    return refuse(100, undefined, 'Invalid parameter: either url or filedata');
  const unfetched = url === undefined ? undefined : checkUrl(url, world);
  if (unfetched) return unfetched;
  if ((call.file?.bytes ?? 0) > ATTACHMENT_BYTES)
    return refuse(100, 2018109, 'Attachment size exceeds allowable limit');
  const id = `17${`${world.next('attachment')}`.padStart(15, '0')}`;
  world.attachments.set(id, {
    id,
    page: page.id,
    type,
    at: world.now(),
    ...(call.file && { name: call.file.name, bytes: call.file.bytes }),
    ...(url !== undefined && { url }),
  });
  return { attachment_id: id };
};

const profile = (call: GraphCall, page: Page, world: World): Answer => {
  if (call.method === 'GET') return { data: [page.profile] };
  page.profileCalls = page.profileCalls.filter((at) => world.now() - at < PROFILE_MS);
  if (page.profileCalls.length >= PROFILE_CALLS)
    return refuse(613, undefined, 'Calls to this api have exceeded the rate');
  page.profileCalls.push(world.now());
  const wrong = checkProfile(call.body, page.profile);
  if (wrong) return wrong;
  page.profile = { ...page.profile, ...call.body };
  return { result: 'success' };
};

const subscriptions = (call: GraphCall, page: Page): Answer => {
  if (call.method === 'GET')
    return { data: page.subscribed.length === 0 ? [] : [{ id: page.app, subscribed_fields: page.subscribed }] };
  const fields = (call.query.get('subscribed_fields') ?? '').split(',').filter(Boolean);
  const odd = fields.find((field) => !SUBSCRIBABLE.has(field));
  if (odd !== undefined || fields.length === 0) return refuse(100, undefined, `Invalid parameter: ${odd}`);
  page.subscribed = fields;
  return { success: true };
};

/** The Graph API of one version, as far as a Page's assistant uses it. */
export const answerGraph = (call: GraphCall, world: World, acts: Acts): Answer => {
  const page = pageOf(call, world);
  if (isRefused(page)) return page;
  const [object = '', edge] = call.path.split('/');
  if (edge === undefined && call.method === 'GET') {
    if (object === 'me' || object === page.id) return { id: page.id, name: page.name };
    const person = world.people.get(object);
    if (person?.page !== page.id) return refuse(100, 33, 'Object does not exist');
    const [last = '', ...first] = person.name.split(' ').reverse();
    return { id: person.psid, first_name: last, last_name: first.reverse().join(' ') };
  }
  if (object !== 'me' && object !== page.id) return refuse(100, 33, 'Object does not exist or is not permitted');
  if (edge === 'subscribed_apps') return subscriptions(call, page);
  if (edge === 'messenger_profile') return profile(call, page, world);
  if (call.method !== 'POST') return refuse(100, 33, 'Unsupported request');
  if (edge === 'messages') return messages(call, page, world, acts);
  if (edge === 'message_attachments') return attachments(call, page, world);
  return refuse(100, 33, 'Unsupported request');
};
