import { parseBody } from '../body.ts';
import type { AccountNote, AccountView, Received, WebhookRequest } from '../kind.ts';
import { OaEvent, sidesOf } from './event.ts';
import { meaningOf } from './happenings.ts';
import type { ZaloOaSecrets, ZaloOaSettings } from './settings.ts';
import { isSigned, type Signed } from './signature.ts';

type Account = AccountView<ZaloOaSettings, ZaloOaSecrets>;

const answered = (status: number, body = '', notes: readonly AccountNote[] = []): Received => ({
  answer: { status, body },
  told: [],
  notes,
});

const headerOf = ({ headers }: WebhookRequest, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** The accounts whose OA may have sent this: those that it names, else those whose OA is not known yet. */
const ownersOf = (event: OaEvent, accounts: readonly Account[]): readonly Account[] => {
  const sides = sidesOf(event);
  if (sides.length === 0 && accounts.length === 1) return accounts;
  const named = accounts.filter(({ settings }) => settings.oaId !== undefined && sides.includes(settings.oaId));
  return named.length > 0 ? named : accounts.filter(({ settings }) => settings.oaId === undefined);
};

const WRONG_SIGNATURE = 'chữ ký chưa khớp: xem lại “Khóa bí mật của OA”';

/** An event of one of our apps for an OA that is not among the accounts: answered, so that the webhook stays switched on. */
const stranger = (event: OaEvent, signed: Signed, accounts: readonly Account[]): Received => {
  const account = accounts.find(({ secrets }) => secrets.oaSecretKey && isSigned(signed, secrets.oaSecretKey));
  if (!account) return answered(401);
  return answered(200, '', [
    { type: 'unknown_event', account: account.account, name: `${event.event_name} (OA khác)`, body: event },
  ]);
};

/**
 * A webhook of the platform: one event a request. Refuses what is no JSON (400), another app's (403) and what is not
 * signed by the OA (401); everything else is acknowledged, known or not. The unsigned `{}` is the console's own check
 * of the address.
 */
export const receive = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  if (request.path !== '') return answered(404);
  if (request.method === 'GET') {
    const challenge = request.query.get('hub.challenge') ?? '';
    return answered(200, /^[\w.-]{1,200}$/.test(challenge) ? challenge : 'OK');
  }
  const raw = request.body.length === 0 ? {} : parseBody(request.body);
  if (!raw) return answered(400);
  if (Object.keys(raw).length === 0)
    return answered(
      200,
      '',
      accounts.map(({ account }) => ({
        type: 'tested',
        account,
        what: 'Trang của Zalo đã gọi thử địa chỉ webhook và nhận được trả lời.',
      })),
    );

  const parsed = OaEvent.safeParse(raw);
  if (!parsed.success) return answered(400);
  const event = parsed.data;
  const ofApp = accounts.filter(({ settings }) => settings.appId === event.app_id);
  if (event.app_id === undefined || ofApp.length === 0) return answered(403);

  const signed: Signed = {
    given: headerOf(request, 'x-zevent-signature'),
    appId: event.app_id,
    body: request.body,
    timestamps: [...new Set([event.timestamp ?? '', headerOf(request, 'x-zevent-timestamp') ?? ''])],
  };
  const owners = ownersOf(event, ofApp);
  if (owners.length === 0) return stranger(event, signed, ofApp);

  const signer = owners.find(({ secrets }) => secrets.oaSecretKey && isSigned(signed, secrets.oaSecretKey));
  const owner = signer ?? owners.find(({ settings }) => settings.signature === 'report');
  if (!owner) return answered(401);

  const { account, settings } = owner;
  const { oaId, oaName } = settings;
  const meaning = meaningOf(event, { account, oaId, oaName }, request.now);
  return {
    answer: { status: 200, body: '' },
    told: meaning.told,
    notes: [
      ...(signer
        ? []
        : [{ type: 'unknown_event', account, name: WRONG_SIGNATURE, body: { event_name: event.event_name } } as const]),
      ...meaning.notes,
      ...(meaning.known ? [] : [{ type: 'unknown_event', account, name: event.event_name, body: raw } as const]),
    ],
  };
};
