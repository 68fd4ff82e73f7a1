import { expect, it } from 'vitest';
import { zaloBot } from '../../../src/channels/zalo-bot/kind.ts';
import { createSending } from '../../../src/channels/zalo-bot/send.ts';
import { outgoingTable } from '../harness.ts';
import { outgoing, SENDER } from './outgoing.ts';

outgoingTable(zaloBot, SENDER, outgoing);

it('an internal error that stays is a refusal after two more tries of the same message', async () => {
  const send = createSending(
    async () => ({ type: 'refused', error: 403 }),
    () => undefined,
    (url) => ({ ok: true, value: url }),
  );
  const request = { thread: 'c', threadKind: 'direct', message: { type: 'text', text: 'a' }, key: 'k' } as const;
  const retries = [];
  for (let time = 0; time < 3; time += 1) {
    const outcome = await send(request);
    retries.push(outcome.type === 'failed' && outcome.error.retry);
  }
  expect(retries).toEqual([true, true, false]);
});
