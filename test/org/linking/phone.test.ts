import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addPerson, BA_BE, BANG_THANH, openTestOrg } from '../support.ts';
import { openLinking } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
let links: ReturnType<typeof openLinking>;
let lan: string;
beforeEach(async () => {
  room = await openTestOrg();
  links = openLinking(room);
  lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
});
afterEach(() => room.close());

const PHONE = '+84912345678';
const ann = { name: 'Ann', scope: BA_BE };
const give = (contact: string, phone = PHONE, more = {}) => links.run(contact, 'org.link_by_phone', { phone }, more);
const answer = (contact: string, request: string, yes: boolean) =>
  links.run(contact, 'org.answer_link', { request, yes });
const ownerOf = async (contact: string) => (await room.org.personOfContact(contact))?.id;
const waiting = async (scope = '/') => (await links.linking.requests(scope)).map(({ id }) => id);

describe('on the account that is hers already', () => {
  beforeEach(() => room.org.linkContact('zalo:lan', lan, 'self'));

  test('she is asked, and linked after her yes; the new account hears of it', async () => {
    expect(await give('messenger:lan')).toEqual({ ok: true, message: '' });
    expect(links.starts).toMatchObject([
      {
        thread: 'zalo:lan',
        contact: 'zalo:lan',
        flow: 'xac-nhan-lien-ket',
        vars: { yeu_cau: 'request-1', kenh: 'Messenger', ten_ho: 'Tên messenger:lan' },
      },
    ]);
    expect(await ownerOf('messenger:lan')).toBeUndefined();
    expect(await answer('zalo:lan', 'request-1', true)).toEqual({ ok: true, message: '', channel: 'Messenger' });
    expect(await ownerOf('messenger:lan')).toBe(lan);
    expect(links.said.map(({ thread, message }) => [thread, 'text' in message && message.text])).toEqual([
      ['messenger:lan', expect.stringContaining('chị Lan, Xã Ba Bể')],
    ]);
    expect(JSON.stringify(links.said)).not.toContain('912345678');
  });

  test('after her no, that account hears nothing and does not trouble her for a month', async () => {
    await give('messenger:x');
    expect(await answer('zalo:lan', 'request-1', false)).toMatchObject({ ok: true });
    expect(await give('messenger:x')).toEqual({ ok: true, message: '' });
    expect([links.starts.length, links.said, await waiting()]).toEqual([1, [], []]);
    await room.clock.advance(31 * 86_400_000);
    await give('messenger:x');
    expect(links.starts).toHaveLength(2);
  });

  test('nobody but the asked account answers, and not after it was taken from her', async () => {
    await give('messenger:x');
    expect(await answer('messenger:x', 'request-1', true)).toMatchObject({ ok: false });
    expect(await answer('zalo:lan', 'request-9', true)).toMatchObject({ ok: false });
    await room.org.unlinkContact('zalo:lan', '/', 'Ann');
    expect(await answer('zalo:lan', 'request-1', true)).toMatchObject({ ok: false });
    expect(await ownerOf('messenger:x')).toBeUndefined();
  });

  test('the same effect again asks once; three accounts a day are enough for one person', async () => {
    await give('messenger:lan', PHONE, { key: 'same' });
    await give('messenger:lan', PHONE, { key: 'same' });
    expect(links.starts).toHaveLength(1);
    for (const contact of ['bot:a', 'bot:b', 'bot:c', 'bot:d']) await give(contact);
    expect(links.starts).toHaveLength(3);
  });

  test('without an answer in a day an administrator decides', async () => {
    await give('messenger:lan');
    expect(await waiting()).toEqual([]);
    expect(await links.linking.approve('request-1', ann)).toMatchObject({ error: { code: 'org.already_decided' } });
    await room.clock.advance(25 * 3_600_000);
    expect(await waiting()).toEqual(['request-1']);
    expect(await links.linking.approve('request-1', ann)).toMatchObject({ ok: true });
    expect(await ownerOf('messenger:lan')).toBe(lan);
  });
});

describe('with no other account of hers', () => {
  test('an administrator of her unit approves: linked by name, and told in the new account', async () => {
    await give('messenger:lan');
    expect(links.starts).toEqual([]);
    expect(await waiting(BANG_THANH)).toEqual([]);
    expect(await links.linking.approve('request-1', { name: 'Cat', scope: BANG_THANH })).toMatchObject({
      error: { code: 'org.not_found' },
    });
    expect(await links.linking.requests(BA_BE)).toMatchObject([
      { channel: 'messenger', name: 'Tên messenger:lan', reason: 'phone', person: { name: 'Nông Thị Lan' } },
    ]);
    expect(await links.linking.approve('request-1', ann)).toMatchObject({ ok: true });
    expect(await links.linking.accountsOf(lan)).toMatchObject([{ by: 'admin', admin: 'Ann' }]);
    expect(links.said).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    expect(await links.linking.decline('request-1', ann)).toMatchObject({ error: { code: 'org.already_decided' } });
  });

  test('or declines, of which the account hears nothing', async () => {
    await give('messenger:x');
    expect(await links.linking.decline('request-1', ann)).toMatchObject({ ok: true });
    await give('messenger:x');
    expect([await waiting(), links.said, await ownerOf('messenger:x')]).toEqual([[], [], undefined]);
  });
});

test('whether a number is in the roster cannot be told from the answer', async () => {
  await room.org.linkContact('zalo:lan', lan);
  const answers = await Promise.all([give('messenger:x'), give('messenger:x', '0987654321'), give('zalo:mai')]);
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect((await give('messenger:x', '0912')).message).toContain('chưa đọc được số');
});

test('five numbers a day from one account, none from a group', async () => {
  for (let i = 0; i < 5; i++) expect(await give('messenger:x', `098765432${i}`)).toMatchObject({ ok: true });
  expect((await give('messenger:x')).message).toContain('Ngày mai');
  expect(await give('messenger:lan', PHONE, { threadKind: 'group' })).toMatchObject({ ok: false });
  await room.clock.advance(25 * 3_600_000);
  expect(await give('messenger:x')).toMatchObject({ ok: true });
});

describe('a number that the platform vouches for', () => {
  test('links at once', async () => {
    expect(await links.linking.confirmPhone('messenger:lan', '0912 345 678')).toBe('linked');
    expect(await links.linking.confirmPhone('messenger:lan', '84912345678')).toBe('already');
    expect(await links.linking.accountsOf(lan)).toMatchObject([{ by: 'platform' }]);
    expect(links.said).toHaveLength(1);
  });
  test('of nobody, or of somebody else than the account belongs to', async () => {
    expect(await links.linking.confirmPhone('messenger:x', '0987654321')).toBe('unknown');
    expect(await links.linking.confirmPhone('messenger:x', 'không phải số')).toBe('unknown');
    await room.org.linkContact('messenger:x', await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906'));
    expect(await links.linking.confirmPhone('messenger:x', PHONE)).toBe('asked');
    expect(await links.linking.confirmPhone('messenger:x', PHONE)).toBe('asked');
    expect(await links.linking.requests('/')).toMatchObject([{ linkedTo: { name: 'Lý Thị Mai' } }]);
  });
});
