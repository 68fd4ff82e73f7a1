import { parseBody } from '../body.ts';
import type { AccountNote, AccountView, Received, WebhookRequest } from '../kind.ts';
import { sameSecret } from '../signature.ts';
import type { ZaloBotSecrets, ZaloBotSettings } from './settings.ts';
import { meaningOf, unwrapped } from './update.ts';

type Account = AccountView<ZaloBotSettings, ZaloBotSecrets>;

const answered = (status: number, notes: readonly AccountNote[] = []): Received => ({
  answer: { status },
  told: [],
  notes,
});

/**
 * A webhook of the platform: one update a request, with the secret that we gave it in `X-Bot-Api-Secret-Token`. An empty
 * body is the platform's look whether we are there.
 */
export const receive = (request: WebhookRequest, accounts: readonly Account[]): Received => {
  if (request.path !== '') return answered(404);
  if (request.method === 'GET') return answered(200);
  if (request.body.length === 0)
    return answered(
      200,
      accounts.map(({ account }) => ({
        type: 'tested',
        account,
        what: 'Zalo đã gọi thử địa chỉ webhook và nhận được trả lời.',
      })),
    );
  const given = request.headers['x-bot-api-secret-token'];
  if (typeof given !== 'string') return answered(401);
  const owner = accounts.find(({ secrets }) => secrets.secretToken && sameSecret(given, secrets.secretToken));
  if (!owner) return answered(401);

  const body = parseBody(request.body);
  if (!body) return answered(400);
  const { account, secrets } = owner;
  const meaning = meaningOf(unwrapped(body), { account, names: secrets.names ?? [] }, request.now);
  return meaning.type === 'told'
    ? { answer: { status: 200 }, told: meaning.happenings, notes: [] }
    : answered(200, [{ type: 'unknown_event', account, name: meaning.name, body: meaning.body }]);
};
