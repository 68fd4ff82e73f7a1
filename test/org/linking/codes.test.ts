import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addPerson, openTestOrg } from '../support.ts';
import { openLinking } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
let links: ReturnType<typeof openLinking>;
let lan: string;
beforeEach(async () => {
  room = await openTestOrg();
  links = openLinking(room);
  lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
  await room.org.linkContact('zalo:lan', lan, 'self');
});
afterEach(() => room.close());

const issue = async () => String((await links.run('zalo:lan', 'org.link_code', {})).code);
const enter = (contact: string, code: string, more = {}) => links.run(contact, 'org.enter_code', { code }, more);
const confirm = (contact: string, code: string, yes = true, more = {}) =>
  links.run(contact, 'org.confirm_code', { code, yes }, more);
const ownerOf = async (contact: string) => (await room.org.personOfContact(contact))?.id;

test('a code from the known account links the new one once she has confirmed her given name and unit', async () => {
  expect(await links.run('zalo:lan', 'org.link_code', {})).toEqual({
    ok: true,
    message: '',
    code: '100001',
    minutes: 15,
  });
  expect(await enter('messenger:lan', 'mã 100 001 ạ')).toEqual({
    ok: true,
    message: '',
    name: 'Lan',
    unit: 'Xã Ba Bể',
  });
  expect(await ownerOf('messenger:lan')).toBeUndefined();
  expect(await confirm('messenger:lan', '100001')).toEqual({ ok: true, message: '', name: 'Lan', unit: 'Xã Ba Bể' });
  expect(await ownerOf('messenger:lan')).toBe(lan);
  expect(await links.linking.accountsOf(lan)).toMatchObject([
    { contact: 'zalo:lan', by: 'self' },
    { contact: 'messenger:lan', by: 'code', channel: 'messenger', name: 'Tên messenger:lan' },
  ]);
});

test('the code is nowhere in the store', async () => {
  const code = await issue();
  const stored = JSON.stringify(await room.connection.collection('org_link_codes').find().toArray());
  expect(stored).toContain('zalo:lan');
  expect(stored).not.toContain(code);
});

describe('wrong, expired, used and somebody else’s codes get the same answer', () => {
  const WRONG = { ok: false, message: expect.stringContaining('không đúng hoặc đã hết hạn'), name: '', unit: '' };

  test('one that was never given', async () => {
    expect(await enter('messenger:lan', '999999')).toEqual(WRONG);
    expect(await confirm('messenger:lan', '999999')).toMatchObject({ ok: false });
  });

  test('after fifteen minutes, before the confirmation too', async () => {
    const code = await issue();
    await room.clock.advance(14 * 60_000);
    expect(await enter('messenger:lan', code)).toMatchObject({ ok: true });
    await room.clock.advance(61_000);
    expect(await enter('messenger:lan', code)).toEqual(WRONG);
    expect(await confirm('messenger:lan', code)).toMatchObject({
      ok: false,
      message: expect.stringContaining('hết hạn'),
    });
    expect(await ownerOf('messenger:lan')).toBeUndefined();
  });

  test('a used one, for others and for herself', async () => {
    const code = await issue();
    await enter('messenger:lan', code);
    await confirm('messenger:lan', code);
    expect(await enter('messenger:x', code)).toEqual(WRONG);
    expect(await enter('messenger:lan', code)).toEqual(WRONG);
  });

  test('one that another account has typed already, or that was declined', async () => {
    const code = await issue();
    await enter('messenger:lan', code);
    expect(await enter('messenger:x', code)).toEqual(WRONG);
    expect(await confirm('messenger:x', code)).toMatchObject({ ok: false });
    expect(await confirm('messenger:lan', code, false)).toMatchObject({ ok: false, message: '' });
    expect(await enter('messenger:lan', code)).toEqual(WRONG);
    expect(await ownerOf('messenger:lan')).toBeUndefined();
  });

  test('an older one, when she has asked for a new one', async () => {
    const old = await issue();
    const fresh = await issue();
    expect(await enter('messenger:lan', old)).toEqual(WRONG);
    expect(await enter('messenger:lan', fresh)).toMatchObject({ ok: true });
  });

  test('one that was typed three times without an answer', async () => {
    const code = await issue();
    for (let i = 0; i < 3; i++) expect(await enter('messenger:lan', code)).toMatchObject({ ok: true });
    expect(await enter('messenger:lan', code)).toEqual(WRONG);
  });
});

test('five wrong ones in an hour: this account waits, with the right code too, and others do not', async () => {
  const code = await issue();
  for (let i = 0; i < 5; i++) expect((await enter('messenger:x', `90000${i}`)).message).toContain('không đúng');
  expect((await enter('messenger:x', code)).message).toContain('Một giờ nữa');
  expect(await enter('messenger:lan', code)).toMatchObject({ ok: true });
  await room.clock.advance(61 * 60_000);
  expect((await enter('messenger:x', '900009')).message).toContain('không đúng');
});

test('an effect that is run again after a crash counts once and links once', async () => {
  const again = { key: 'the-same' };
  for (let i = 0; i < 7; i++) expect((await enter('messenger:x', '900001', again)).message).toContain('không đúng');
  const code = await issue();
  await enter('messenger:x', code);
  for (let i = 0; i < 2; i++) expect(await confirm('messenger:x', code, true, again)).toMatchObject({ ok: true });
  expect(await links.linking.accountsOf(lan)).toHaveLength(2);
});

test('what is not six digits is said so and not counted; her own code is for the other application', async () => {
  for (let i = 0; i < 9; i++) expect((await enter('messenger:lan', '12 ạ')).message).toContain('6 chữ số');
  expect((await enter('zalo:lan', await issue())).message).toContain('ứng dụng kia');
});

test('nobody unknown gets a code, nobody in a group gets or enters one, and five an hour are enough', async () => {
  expect(await links.run('messenger:x', 'org.link_code', {})).toMatchObject({ ok: false, code: '' });
  const group = { threadKind: 'group', thread: 'zalo:g' } as const;
  expect(await links.run('zalo:lan', 'org.link_code', {}, group)).toMatchObject({ ok: false, code: '' });
  const code = await issue();
  expect(await enter('messenger:lan', code, group)).toMatchObject({ ok: false });
  expect(await confirm('messenger:lan', code, true, group)).toMatchObject({ ok: false });
  for (let i = 0; i < 4; i++) await issue();
  expect((await links.run('zalo:lan', 'org.link_code', {})).message).toContain('nhiều mã');
  await room.clock.advance(61 * 60_000);
  expect(await links.run('zalo:lan', 'org.link_code', {})).toMatchObject({ ok: true });
});

test('an account that is somebody else’s until now becomes a question for an administrator', async () => {
  const mai = await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906');
  await room.org.linkContact('messenger:lan', mai);
  const code = await issue();
  await enter('messenger:lan', code);
  expect((await confirm('messenger:lan', code)).message).toContain('cán bộ phụ trách');
  expect(await ownerOf('messenger:lan')).toBe(mai);
  expect(await links.linking.requests('/')).toMatchObject([
    { reason: 'code', person: { id: lan }, linkedTo: { id: mai, name: 'Lý Thị Mai' } },
  ]);
});

test('a code of a record that was merged in between leads to who she is today', async () => {
  const code = await issue();
  const keep = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'uv_bch' });
  expect((await room.org.mergePeople(keep, lan, { name: 'Ann', scope: '/' })).ok).toBe(true);
  await enter('messenger:lan', code);
  expect(await confirm('messenger:lan', code)).toMatchObject({ ok: true });
  expect(await ownerOf('messenger:lan')).toBe(keep);
});

test('a code is void once the account that got it was taken from her', async () => {
  const code = await issue();
  await enter('messenger:lan', code);
  await room.org.unlinkContact('zalo:lan', '/', 'Ann');
  expect(await confirm('messenger:lan', code)).toMatchObject({ ok: false });
  expect(await ownerOf('messenger:lan')).toBeUndefined();
});

test('when an account is forgotten, its codes and tries go too', async () => {
  const code = await issue();
  await enter('messenger:lan', '900001');
  await enter('messenger:lan', code);
  await links.linking.forget('messenger:lan');
  for (const name of ['org_link_codes', 'org_link_tries', 'org_link_requests'])
    expect(JSON.stringify(await room.connection.collection(name).find().toArray())).not.toContain('messenger:lan');
});
