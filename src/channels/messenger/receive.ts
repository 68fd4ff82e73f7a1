import type { Happening } from '../../chat/channel.ts';
import { parseBody } from '../body.ts';
import type { AccountNote, AccountView, Received, WebhookAnswer, WebhookRequest } from '../kind.ts';
import { hmacHex, sameSecret } from '../signature.ts';
import { deletionCode, deletionPage, isDeletionCode, noDeletionPage } from './deletion.ts';
import { readEvent } from './events.ts';
import { momentOf } from './moment.ts';
import { Entry, Envelope } from './payloads.ts';
import type { Secrets, Settings } from './settings.ts';
import { readSignedRequest } from './signed-request.ts';

type Account = AccountView<Settings, Secrets>;

/** The dashboard's test button sends an entry of this page. */
const TEST_PAGE = '0';

const answer = (status: number, body: string): WebhookAnswer => ({ status, body });
const only = (given: WebhookAnswer): Received => ({ answer: given, told: [], notes: [] });
const FORBIDDEN = only(answer(403, 'forbidden'));
const NOT_FOUND = only(answer(404, 'not found'));

/** Meta asks for our address when it is saved. A parameter that comes twice is nobody's honest request. */
const handshake = ({ query }: WebhookRequest, accounts: readonly Account[]): Received => {
  const one = (name: string): string | undefined => {
    const all = query.getAll(name);
    return all.length === 1 ? all[0] : undefined;
  };
  const token = one('hub.verify_token');
  const challenge = one('hub.challenge');
  if (one('hub.mode') !== 'subscribe' || !token || challenge === undefined || !/^[\w-]{1,200}$/.test(challenge))
    return FORBIDDEN;
  // Every account is compared, so that the time says nothing about which one fits.
  const known = accounts.filter(
    ({ secrets }) => secrets.verifyToken !== undefined && sameSecret(token, secrets.verifyToken),
  );
  if (known.length === 0) return FORBIDDEN;
  return {
    answer: answer(200, challenge),
    told: [],
    notes: known.map(({ account }) => ({ type: 'tested', account, what: 'Facebook đã xác minh địa chỉ webhook' })),
  };
};

/** The accounts whose own secret signed these bytes. One with a wrong secret, or none, must not hear what it cannot check. */
const signedFor = ({ headers, body }: WebhookRequest, accounts: readonly Account[]): readonly Account[] => {
  const header = headers['x-hub-signature-256'];
  if (typeof header !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(header)) return [];
  const checked = new Map<string, boolean>();
  return accounts.filter(({ secrets: { appSecret } }) => {
    if (!appSecret) return false;
    const known = checked.get(appSecret);
    if (known !== undefined) return known;
    const isRight = sameSecret(header.slice('sha256='.length), hmacHex(appSecret, body));
    checked.set(appSecret, isRight);
    return isRight;
  });
};

const testNotes = (changes: readonly unknown[], accounts: readonly Account[]): AccountNote[] =>
  changes.flatMap((change) => {
    const field = (change as { field?: unknown } | null)?.field;
    const what = `nút thử trên trang của Facebook: ${typeof field === 'string' ? field.slice(0, 60) : 'sự kiện'}`;
    return accounts.map(({ account }): AccountNote => ({ type: 'tested', account, what }));
  });

const momentIn = (one: Happening): number => {
  if (one.type === 'event') return Date.parse(one.event.at);
  if (one.type === 'receipts_until') return one.until.getTime();
  return one.type === 'contact' ? 0 : one.at.getTime();
};

const readEntry = (given: unknown, accounts: readonly Account[], now: Date): Omit<Received, 'answer'> => {
  const [first] = accounts as readonly [Account, ...Account[]];
  const read = Entry.safeParse(given);
  if (!read.success)
    return { told: [], notes: [{ type: 'unknown_event', account: first.account, name: 'entry', body: given }] };
  const { id: page, messaging = [], standby = [], changes = [], time } = read.data;
  if (page === TEST_PAGE) return { told: [], notes: testNotes(changes, accounts) };
  const mine = accounts.filter(({ settings }) => settings.pageId === page);
  // Only the page's id is kept: the rest is other people's talk.
  if (mine.length === 0)
    return { told: [], notes: [{ type: 'unknown_event', account: first.account, name: 'wrong_page', body: { page } }] };
  const results = mine.flatMap(({ account, settings }) => {
    const place = { account, page, app: settings.appId, time: momentOf(time, now) ?? now, now };
    const notes = changes.map((change): AccountNote => {
      const field = (change as { field?: unknown } | null)?.field;
      const name = `changes.${typeof field === 'string' ? field.slice(0, 50) : 'unknown'}`;
      return { type: 'unknown_event', account, name, body: change };
    });
    return [
      ...messaging.map((event) => readEvent(event, { ...place, standby: false })),
      ...standby.map((event) => readEvent(event, { ...place, standby: true })),
      { told: [], notes },
    ];
  });
  return { told: results.flatMap(({ told }) => told), notes: results.flatMap(({ notes }) => notes) };
};

/**
 * A batch may be of several Pages. Whatever is signed by Meta is acknowledged, also what we cannot read: trying again would
 * change nothing, and an hour of refusals unsubscribes the Page.
 */
const events = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  const signed = signedFor(request, accounts);
  const [first] = signed;
  if (!first) return FORBIDDEN;
  const done = answer(200, 'EVENT_RECEIVED');
  const odd = (name: string, body: unknown): Received => ({
    answer: done,
    told: [],
    notes: [{ type: 'unknown_event', account: first.account, name, body }],
  });
  const body = parseBody(request.body);
  const read = Envelope.safeParse(body);
  if (!read.success) return odd('unreadable', body ?? null);
  const { object, entry } = read.data;
  if (object !== 'page') return odd(`object.${object.slice(0, 50)}`, body);
  const results = entry.map((one) => readEntry(one, signed, request.now));
  return {
    answer: done,
    told: results.flatMap(({ told }) => told).sort((a, b) => momentIn(a) - momentIn(b)),
    notes: results.flatMap(({ notes }) => notes),
  };
};

/** Our address as Meta called it, for the status page. Behind a proxy the proxy says what was called. */
const originOf = ({ headers }: WebhookRequest): string => {
  const one = (name: string) => {
    const value = headers[name];
    return (typeof value === 'string' ? value : value?.[0])?.split(',')[0]?.trim();
  };
  const host = one('x-forwarded-host') ?? one('host') ?? 'localhost';
  const scheme = one('x-forwarded-proto') ?? (/^(localhost|127\.|\[::1\])/.test(host) ? 'http' : 'https');
  return `${scheme === 'http' ? 'http' : 'https'}://${host}`;
};

const signedRequest = (request: WebhookRequest, accounts: readonly Account[]) => {
  const given = new URLSearchParams(request.body.toString('utf8')).getAll('signed_request');
  const [text] = given;
  if (given.length !== 1 || text === undefined) return undefined;
  for (const { secrets } of accounts) {
    const read = secrets.appSecret ? readSignedRequest(text, secrets.appSecret, request.now) : undefined;
    if (read && secrets.appSecret) return { ...read, appSecret: secrets.appSecret };
  }
  return undefined;
};

const withSecret = (accounts: readonly Account[], appSecret: string): readonly Account[] =>
  accounts.filter(({ secrets }) => secrets.appSecret === appSecret);

const deletion = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  const read = signedRequest(request, accounts);
  if (!read) return FORBIDDEN;
  const code = deletionCode(read.userId, read.appSecret);
  const mine = withSecret(accounts, read.appSecret);
  const url = `${originOf(request)}/webhook/messenger/${mine[0]?.settings.appId ?? ''}/deletion/${code}`;
  return {
    answer: { status: 200, type: 'application/json', body: JSON.stringify({ url, confirmation_code: code }) },
    told: [],
    notes: mine.map(({ account }) => ({ type: 'deletion_requested', account, person: read.userId, code })),
  };
};

/** Somebody took the app out of her Facebook settings. If it was she who had connected the Page, its token is dead now. */
const deauthorize = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  const read = signedRequest(request, accounts);
  if (!read) return FORBIDDEN;
  return {
    answer: answer(200, 'ok'),
    told: [],
    notes: withSecret(accounts, read.appSecret).map(({ account }) => ({
      type: 'unknown_event',
      account,
      name: 'deauthorize',
      body: {},
    })),
  };
};

const statusPage = (path: string, accounts: readonly Account[]): Received => {
  const code = path.slice('deletion/'.length);
  const isOurs = accounts.some(({ secrets }) => secrets.appSecret && isDeletionCode(code, secrets.appSecret));
  return only(isOurs ? deletionPage(code) : noDeletionPage());
};

/** Everything that Meta, or a person following her request, asks of our address. Pure. */
export const receive = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  const { method, path } = request;
  if (method === 'GET') {
    if (path === '') return handshake(request, accounts);
    return path.startsWith('deletion/') ? statusPage(path, accounts) : NOT_FOUND;
  }
  switch (path) {
    case '':
      return events(request, accounts);
    case 'deletion':
      return deletion(request, accounts);
    case 'deauthorize':
      return deauthorize(request, accounts);
    default:
      return NOT_FOUND;
  }
};
