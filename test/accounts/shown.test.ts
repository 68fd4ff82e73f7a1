import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountChange } from '../../src/accounts/audited.ts';
import type { AccountView } from '../../src/accounts/types.ts';
import { withoutSecrets } from '../../src/web/audit.ts';
import { openBench } from '../channels/harness.ts';
import { type MadeUpPlatform, madeUpKinds, madeUpPlatform } from '../support/made-up-kinds.ts';

let platform: MadeUpPlatform;
let bench: Awaited<ReturnType<typeof openBench>>;
beforeEach(async () => {
  platform = madeUpPlatform();
  const [hook] = madeUpKinds(platform);
  if (!hook) throw new Error('no kind');
  bench = await openBench(hook, [{ name: 'ann', values: { page: '12', token: 'made-up-token' } }]);
});
afterEach(() => bench.close());

const id = () => bench.ids.get('ann') as string;
const shown = async (): Promise<AccountView> => {
  await bench.accounts.idle();
  const account = await bench.accounts.get(id(), '/');
  if (!account.ok) throw new Error(account.error.message);
  return account.value;
};

test('a kind tells what it is set to where nobody fills anything in, also when it asks for some of it', () => {
  expect(bench.accounts.kinds()).toMatchObject([
    { recommended: true, unofficial: false, signIn: 'fields', defaults: { mode: 'strict', buttons: true, hours: 24 } },
  ]);
});

test('an account shows which secrets it has, and none of them', async () => {
  const account = await shown();
  expect(account).toMatchObject({ state: 'connected', secretsSet: ['token'], settings: { page: '12' } });
  expect(JSON.stringify(account)).not.toContain('made-up-token');
});

test('a test event is seen at once, an event and a send no later than ten seconds', async () => {
  expect(await shown()).not.toHaveProperty('testedAt');
  await fetch(`${bench.url}/webhook/made-up-hook/${id()}?test`, { method: 'POST' });
  expect((await shown()).testedAt).toBe(bench.clock.now().toISOString());

  const channel = bench.channels.get(id());
  const send = () =>
    channel?.send({ thread: 'p-1', threadKind: 'direct', key: 'k', message: { type: 'text', text: 'chào chị' } });
  await send();
  const first = bench.clock.now().toISOString();
  expect((await shown()).lastSentAt).toBe(first);
  await bench.clock.advance(3_000);
  await send();
  expect((await shown()).lastSentAt).toBe(first);
  await bench.clock.advance(7_000);
  await send();
  expect((await shown()).lastSentAt).toBe(bench.clock.now().toISOString());
});

test('a send that failed is told in words', async () => {
  platform.send = {
    type: 'failed',
    error: {
      code: 'blocked',
      retry: false,
      attention: true,
      sentence: 'Tài khoản bị chặn. Chị kiểm tra trên điện thoại.',
    },
  };
  await bench.channels
    .get(id())
    ?.send({ thread: 'p-1', threadKind: 'direct', key: 'k', message: { type: 'text', text: 'chào chị' } });
  expect(await shown()).toMatchObject({
    lastError: { code: 'blocked', sentence: 'Tài khoản bị chặn. Chị kiểm tra trên điện thoại.' },
  });
});

test('an account that is set to ask for its events has no address any more, and gets one again', async () => {
  expect((await shown()).webhookUrl).toBe(`https://chihoi.example.vn/webhook/made-up-hook/${id()}`);
  await bench.accounts.edit(id(), { values: { mode: 'report' } }, '/');
  expect(await shown()).not.toHaveProperty('webhookUrl');
  expect((await fetch(`${bench.url}/webhook/made-up-hook/${id()}?test`, { method: 'POST' })).status).toBe(404);
  await bench.accounts.edit(id(), { values: { mode: 'strict' } }, '/');
  expect((await shown()).webhookUrl).toBe(`https://chihoi.example.vn/webhook/made-up-hook/${id()}`);
});

test('the log says which secrets are there and which were replaced, and shows none', async () => {
  const account = await shown();
  const line = accountChange('account.changed', account, { before: account, after: account, replaced: ['token'] });
  expect(withoutSecrets(line)).toMatchObject({
    target: { label: 'Kênh có webhook: ann' },
    before: { filled: ['token'] },
    after: { filled: ['token'], replaced: ['token'] },
  });
});
