import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import { compose, type Parts } from '../../../src/compose.ts';
import { readConfig } from '../../../src/config.ts';
import { fakeClock, settle } from '../../support/clock.ts';
import { addPerson } from '../support.ts';

/** The whole product, with two accounts of the simulator standing for one woman's Zalo and Messenger. */

let dir: string;
let parts: Parts;
let lan: string;

const ZALO = 'simulator:zalo';
const MESSENGER = 'simulator:messenger';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chihoi-linking-'));
  const read = readConfig({ DATA_DIR: dir, LOG_LEVEL: 'silent' });
  if (!read.ok) throw new Error(read.error.message);
  const composed = await compose({
    config: read.value.config,
    clock: fakeClock('2026-11-20T09:00:00+07:00'),
    logger: createLogger('silent'),
    consoleDir: dir,
  });
  if (!composed.ok) throw new Error(composed.error.message);
  parts = composed.value;
  await parts.start();
  for (const id of ['zalo', 'messenger']) await parts.simulator.phone.addContact({ id, name: `Lan ${id}` });
  lan = await addPerson(parts.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
  // She has used her first account for a while.
  await says('zalo', 'chào em', 'đồng ý', 'để sau');
  await parts.org.linkContact(ZALO, lan, 'self');
}, 60_000);

afterEach(async () => {
  await parts.stop(1);
  await rm(dir, { recursive: true, force: true });
});

/** The assistant's words and buttons in her direct chat, newest last. */
const heard = async (who: string): Promise<string[]> => {
  const { messages } = await parts.simulator.phone.messages(who);
  return messages.filter((message) => message.from === undefined).map((message) => JSON.stringify(message.message));
};
const says = async (who: string, ...texts: string[]): Promise<string> => {
  for (const text of texts) {
    const written = await parts.simulator.phone.write({ contact: who, thread: who, text });
    if (!written.ok) throw new Error(written.error.message);
    await settle();
    await parts.chat.idle();
  }
  return (await heard(who)).at(-1) ?? '';
};
const ownerOf = async (contact: string) => (await parts.org.personOfContact(contact))?.id;

it('by a code: her first words on the new account, confirmed there; then she is forgotten on both', async () => {
  const code = /\d{6}/.exec(await says('zalo', 'em muốn chuyển sang messenger'))?.[0] ?? '';
  expect(code).toMatch(/^\d{6}$/);
  expect(await says('messenger', `nhập mã ${code}`, 'đồng ý')).toContain('Mã này của Lan, Xã Ba Bể');
  expect(await ownerOf(MESSENGER)).toBeUndefined();
  expect(await says('messenger', 'phải')).toContain('Em đã liên kết tài khoản này với Lan, Xã Ba Bể');
  expect(await ownerOf(MESSENGER)).toBe(lan);

  await says('messenger', 'dữ liệu của tôi');
  expect((await heard('messenger')).join()).toContain('Tài khoản đã liên kết: Kênh thử (Lan');
  expect(await says('messenger', 'xóa dữ liệu của tôi')).toContain('2 tài khoản đã liên kết');
  expect(await says('messenger', 'xóa ở mọi tài khoản')).toContain('Em đã xóa');
  expect([await ownerOf(ZALO), await ownerOf(MESSENGER)]).toEqual([undefined, undefined]);
  for (const contact of [ZALO, MESSENGER])
    expect(await parts.chat.contacts.find(contact)).toMatchObject({ name: '', subscribed: false });
});

it('by her number: asked on the known account, linked after her yes, and told on the new one', async () => {
  await says('messenger', 'chào em', 'đồng ý', 'để sau');
  expect(await says('messenger', 'số điện thoại của em là 0912 345 678')).toContain('Em đã nhận ạ');
  expect((await heard('zalo')).at(-1)).toContain('Có người trên Kênh thử tên');
  expect(await says('zalo', 'có')).toContain('Em đã liên kết');
  expect(await ownerOf(MESSENGER)).toBe(lan);
  expect((await heard('messenger')).at(-1)).toContain('Em đã liên kết tài khoản này với chị Lan, Xã Ba Bể');
});

it('in a group neither code nor number is taken: it goes on in private', async () => {
  await parts.simulator.phone.addGroup({ id: 'g', name: 'Nhóm', members: ['zalo', 'messenger'] });
  for (const text of ['/mã liên kết', '/nhập mã 123456', '/liên kết số điện thoại'])
    await parts.simulator.phone.write({ contact: 'zalo', thread: 'g', text });
  await settle();
  await parts.chat.idle();
  expect((await heard('g')).join()).not.toMatch(/\d{6}/);
  expect((await heard('zalo')).join()).toMatch(/Mã của chị: \d{6}/);
});
