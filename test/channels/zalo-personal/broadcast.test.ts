import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Broadcast, Delivery } from '../../../src/broadcasts/types.ts';
import { openZaloHouse, UNIT, until, type ZaloHouse } from './house.ts';

const GROUPS = 300;
/** Groups of another unit, for the second broadcast. */
const FEW = 40;
/** The pace, scaled down so that the test takes seconds; the real numbers are settings of the account. */
const GAP_MS = 20;
/** Sends in a row over which the pace is measured: one send alone may be late at the emulator. */
const STRETCH = 25;

let zalo: ZaloHouse;
/** The two units and their groups' number. */
let units: readonly (readonly [string, number])[];
beforeAll(async () => {
  zalo = await openZaloHouse('2026-11-27T09:00:00+07:00', { minGapMs: GAP_MS, jitterMs: 10 });
  const { control, bot, account, call } = zalo;
  const communes = await zalo.house.parts.org.unitsUnder('/', { level: 'xa' });
  const other = communes.find(({ id }) => id !== UNIT)?.id ?? '';
  units = [
    [UNIT, GROUPS],
    [other, FEW],
  ];
  const officer = control.addPerson({ name: 'Hoàng Thị Cúc' }).uid;
  for (const [unit, count] of units)
    for (let n = 0; n < count; n += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, step) => {
          const { id, name } = control.addGroup({ name: `Chi hội ${n + step + 1}`, members: [officer, bot] });
          return call('POST', '/groups', { thread: `${account}:${id}`, unit, name });
        }),
      );
}, 120_000);
afterAll(() => zalo.close());

const send = async (text: string, unit: string): Promise<string> => {
  const { call } = zalo;
  const draft = {
    title: text,
    content: { type: 'text', text },
    audience: { unitIds: [unit], to: 'groups' },
    when: { type: 'now' },
  };
  const { after } = await call<{ after: Broadcast }>('POST', '/broadcasts', draft);
  await call('POST', `/broadcasts/${after.id}/send`);
  return after.id;
};
const whenDone = (id: string) =>
  until(
    async () => {
      const broadcast = await zalo.call<Broadcast>('GET', `/broadcasts/${id}`);
      return broadcast.state === 'done' && broadcast;
    },
    'the end of the broadcast',
    200_000,
  );
const state = async () => {
  const found = await zalo.house.parts.accounts.get(zalo.account, '/');
  return found.ok ? found.value.state : undefined;
};
const arrived = (text: string) => zalo.control.sent().filter((one) => one.text === text);

it(`reaches ${GROUPS} groups once each, at its pace, though the session is lost in the middle and signed in again`, async () => {
  const { control, bot, account, house } = zalo;
  const text = 'Mời các chị dự hội thi ngày 8/12';
  const id = await send(text, UNIT);
  await until(() => arrived(text).length >= 100, 'a hundred sends', 60_000);
  // The login dies as it does on the real service: calls say so, and then the line is closed.
  control.killSession(bot);
  await until(async () => (await state()) === 'offline', 'the end of the login');
  control.closeSocket({ account: bot, code: 3003 });
  const before = arrived(text).length;
  expect(before).toBeLessThan(GROUPS);
  house.clock.forward(61_000);
  await until(async () => (await state()) === 'needs_sign_in', 'the call for a person');
  // However long nobody comes, nothing is given up.
  for (let hour = 0; hour < 3; hour += 1) {
    house.clock.forward(3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(arrived(text)).toHaveLength(before);

  await house.parts.accounts.beginQr(account, '/');
  await until(() => control.qr()?.state === 'new', 'a code');
  control.scan(bot);
  await until(() => control.qr()?.state === 'scanned', 'the scan');
  control.confirm();
  await until(async () => (await state()) === 'connected', 'the new login');
  house.clock.forward(25_000);
  const done = await whenDone(id);
  expect(done.progress).toMatchObject({ total: GROUPS });

  const times = new Map<string, number>();
  for (const { thread } of arrived(text)) times.set(thread, (times.get(thread) ?? 0) + 1);
  expect([...times.values()].filter((count) => count !== 1)).toEqual([]);
  expect(times.size).toBe(GROUPS);
  const { items } = await zalo.call<{ items: Delivery[] }>('GET', `/broadcasts/${id}/deliveries?limit=500`);
  expect(items.filter((one) => !['sent', 'delivered', 'seen'].includes(one.state))).toEqual([]);

  const moments = arrived(text).map(({ at }) => at);
  const stretches = moments.slice(STRETCH).map((at, index) => at - (moments[index] ?? 0));
  expect(Math.min(...stretches)).toBeGreaterThanOrEqual(STRETCH * GAP_MS * 0.8);
}, 300_000);

it('slows down when Zalo says too fast, lists nothing as sent that was not, and still reaches every group once', async () => {
  const { control, house } = zalo;
  const text = 'Nhắc các chị nộp báo cáo tháng';
  control.fault({ fault: { type: 'code', code: 221 }, on: 'send', after: 10 });
  control.fault({ fault: { type: 'lose_answer' }, on: 'send', after: 20 });
  const id = await send(text, units[1]?.[0] ?? '');
  await until(async () => {
    const found = await house.parts.accounts.get(zalo.account, '/');
    return found.ok && found.value.sentence.includes('quá nhanh');
  }, 'the rest');
  const resting = arrived(text).length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(arrived(text).length).toBe(resting);
  house.clock.forward(5 * 60_000);
  // The echo of the send whose answer was lost comes a little later.
  await until(() => arrived(text).length >= FEW, 'every group', 60_000);
  house.clock.forward(60_000);
  await whenDone(id);
  const times = new Map<string, number>();
  for (const { thread } of arrived(text)) times.set(thread, (times.get(thread) ?? 0) + 1);
  expect(times.size).toBe(FEW);
  expect([...times.values()].filter((count) => count !== 1)).toEqual([]);
  const deliveries = async () =>
    (await zalo.call<{ items: Delivery[] }>('GET', `/broadcasts/${id}/deliveries?limit=500`)).items;
  await until(
    async () => (await deliveries()).every((one) => ['sent', 'delivered', 'seen'].includes(one.state)),
    'the end of every send, told by the echo where the answer was lost',
    30_000,
  );
}, 300_000);
