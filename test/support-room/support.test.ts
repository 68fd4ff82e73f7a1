import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext } from '../../src/flow/action.ts';
import { supportActions } from '../../src/support/actions.ts';
import { supportPersonalData } from '../../src/support/personal-data.ts';
import { supportRoutes } from '../../src/support/routes.ts';
import { createSupportService, type SupportService } from '../../src/support/service.ts';
import { type Difficulty, MAX_RESTRICTED_CHARACTERS } from '../../src/support/types.ts';
import { admin, BANG_THANH, caller, fakeChat, fakeLive, fakeOrg, NA_RI, value } from '../learning/support.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const VIOLENCE = 'Chồng đánh vợ ở thôn em, đang nguy hiểm';
let store: TestStore;
let clock: FakeClock;
let chat: ReturnType<typeof fakeChat>;
let live: ReturnType<typeof fakeLive>;
let service: SupportService;
let api: ReturnType<typeof caller>;

beforeEach(async () => {
  store = await openTestStore();
  clock = fakeClock('2026-11-23T03:00:00Z');
  chat = fakeChat({ 'zalo:ann': 'zalo:d-ann' });
  live = fakeLive();
  service = createSupportService({
    connection: store.connection,
    clock,
    org: fakeOrg([
      { person: 'ann', name: 'Ann', post: 'chi_hoi_truong', unit: NA_RI.id, contacts: ['zalo:ann'] },
      { person: 'bob', name: 'Bob', post: 'chi_hoi_truong', unit: BANG_THANH.id, contacts: ['zalo:bob'] },
    ]),
    chat: chat.chat,
    publish: live.publish,
  });
  api = caller(supportRoutes(service), clock);
});
afterEach(() => store.close());

const act = (name: string, args: Record<string, unknown>, change: Partial<ActionContext> = {}) => {
  const found = supportActions(service)[name];
  if (!found) throw new Error(`no action ${name}`);
  const context: ActionContext = {
    account: 'zalo',
    thread: 'zalo:d-ann',
    threadKind: 'direct',
    contact: 'zalo:ann',
    key: 'session.1.1',
    now: clock.now(),
    ...change,
  };
  return found.run(found.args.parse(args), context) as Promise<Record<string, unknown>>;
};
const report = (text: string, change: Partial<ActionContext> & { urgent?: boolean } = {}) => {
  const { urgent = false, ...context } = change;
  return act('support.report', { text, urgent }, context);
};
const rows = async (who = admin(NA_RI.path)) => value<Difficulty[]>(await api.call(who, 'GET', '/difficulties'));

describe('a difficulty', () => {
  it('gets a code that can be said aloud, the same when the effect is run again', async () => {
    const done = { ok: true, message: '', code: 'KK-0001', answerBy: '' };
    expect(await report('Chi hội chưa có loa để sinh hoạt')).toEqual(done);
    expect(await report('Chi hội chưa có loa để sinh hoạt')).toEqual(done);
    expect(await report('Thiếu tài liệu', { key: 'session.2.1' })).toMatchObject({ code: 'KK-0002' });
    expect(await rows()).toMatchObject([
      { code: 'KK-0002', state: 'new' },
      { code: 'KK-0001', name: 'Ann', unitName: NA_RI.name, restricted: false },
    ]);
    expect(live.updates[0]).toMatchObject({ topic: 'difficulty', unitPath: NA_RI.path });
  });

  it('is seen by the administrators above its unit and by no neighbour', async () => {
    await report('Thiếu tài liệu');
    expect(await rows(admin('/19/'))).toHaveLength(1);
    expect(await rows(admin(BANG_THANH.path))).toEqual([]);
    const [row] = await rows();
    for (const [method, path, body] of [
      ['GET', '', {}],
      ['POST', '/take', {}],
      ['POST', '/answer', { text: 'x', request: 'request-1' }],
    ] as const) {
      const refused = await api.call(admin(BANG_THANH.path), method, `/difficulties/${row?.id}${path}`, { body });
      expect(refused).toMatchObject({ ok: false, error: { code: 'support.unknown' } });
    }
  });

  it('of somebody nobody knows goes to the topmost unit', async () => {
    await report('Em cần giúp', { contact: 'zalo:stranger', thread: 'zalo:d-stranger' });
    expect(await rows(admin('/19/'))).toMatchObject([{ unitPath: '/19/', name: '' }]);
  });

  it('without words is refused, unless it is urgent', async () => {
    expect(await report('  ')).toMatchObject({ ok: false, code: '' });
    expect(await report('', { urgent: true })).toMatchObject({ ok: true });
  });

  it('is taken up and answered in her direct thread, once for each press', async () => {
    await report('Thiếu tài liệu');
    const [row] = await rows();
    value(await api.call(admin(NA_RI.path), 'POST', `/difficulties/${row?.id}/take`));
    const press = () =>
      api.call(admin(NA_RI.path), 'POST', `/difficulties/${row?.id}/answer`, {
        body: { text: 'Em đã gửi tài liệu vào nhóm.', request: 'request-1' },
      });
    value(await press());
    expect(value(await press())).toMatchObject({ state: 'answered', answers: [{ by: 'Chị Nga', sent: true }] });
    expect(chat.items.map((i) => [i.thread, i.lane, i.message])).toEqual([
      [
        'zalo:d-ann',
        'reply',
        { type: 'text', text: 'Em gửi trả lời cho phản ánh KK-0001 ạ:\nEm đã gửi tài liệu vào nhóm.' },
      ],
    ]);
    expect(api.audits.map((a) => [a.action, a.before, a.after])).toEqual([
      ['difficulty.taken', { state: 'new' }, { state: 'in_progress' }],
      ['difficulty.answered', { state: 'in_progress' }, expect.objectContaining({ state: 'answered', sent: true })],
      ['difficulty.answered', { state: 'answered' }, expect.objectContaining({ state: 'answered', sent: true })],
    ]);
    expect((await act('support.mine', {})).items).toEqual([
      { code: 'KK-0001', at: '2026-11-23T03:00:00.000Z', state: 'đã trả lời', summary: 'Thiếu tài liệu' },
    ]);
  });

  it('whose answer was lost in a crash is answered by the sweep, once', async () => {
    await report('Thiếu tài liệu');
    const [row] = await rows();
    chat.failing.add('zalo:d-ann');
    const answer = { text: 'Em gửi rồi ạ.', send: true, request: 'request-1' };
    await expect(service.answer(row?.id ?? '', answer, 'Chị Nga')).rejects.toThrow('busy');
    chat.failing.clear();
    await service.sweep();
    await service.sweep();
    expect(chat.items).toHaveLength(1);
    expect((await rows())[0]?.answers[0]?.sent).toBe(true);
  });

  it('of somebody without a direct thread is not answered in a group: it is noted as told', async () => {
    const inGroup = { contact: 'zalo:bob', thread: 'zalo:g3', threadKind: 'group' as const };
    await report('Thiếu loa', inGroup);
    const chair = admin(BANG_THANH.path);
    const [row] = await rows(chair);
    const answer = (send: boolean) =>
      api.call(chair, 'POST', `/difficulties/${row?.id}/answer`, {
        body: { text: 'Đã gọi điện.', send, request: 'request-1' },
      });
    expect(await answer(true)).toMatchObject({
      ok: false,
      error: { code: 'support.no_direct_chat', place: 'body.send' },
    });
    expect(value(await answer(false))).toMatchObject({ state: 'answered', answers: [{ sent: false }] });
    expect(chat.items).toEqual([]);
    expect(await act('support.mine', {}, inGroup)).toEqual({ items: [] });
  });
});

describe('a case of violence', () => {
  const owner = admin(NA_RI.path, 'owner', 'owner-1');

  it('is recognised by its words, kept short and shown to no ordinary administrator', async () => {
    expect(await act('support.assess', { text: VIOLENCE })).toEqual({ urgent: true });
    await report(VIOLENCE.padEnd(1000, '.'));
    expect(await rows()).toEqual([]);
    const [row] = await rows(owner);
    expect(row).toMatchObject({ restricted: true, urgent: true, name: '', text: '' });
    const full = value<Difficulty>(await api.call(owner, 'GET', `/difficulties/${row?.id}`));
    expect(full.name).toBe('Ann');
    expect(full.text).toHaveLength(MAX_RESTRICTED_CHARACTERS);
  });

  it('leaves a trace of every reading, without its words', async () => {
    await report(VIOLENCE);
    const [row] = await rows(owner);
    value(await api.call(owner, 'GET', `/difficulties/${row?.id}`));
    value(await api.call(owner, 'GET', `/difficulties/${row?.id}`));
    const body = { text: 'Chúng tôi đang đến.', request: 'request-1' };
    value(await api.call(owner, 'POST', `/difficulties/${row?.id}/answer`, { body }));
    expect(api.audits.map((a) => a.action)).toEqual(['difficulty.read', 'difficulty.read', 'difficulty.answered']);
    expect(JSON.stringify(api.audits)).not.toMatch(/đánh|đang đến|Ann/);
  });

  it('is for the officers that the nearest unit named, and for nobody else', async () => {
    await report(VIOLENCE);
    value(await api.call(owner, 'PUT', '/difficulties/officers', { body: { admins: ['admin-2'] } }));
    expect(await rows(owner)).toEqual([]);
    expect(await rows(admin(NA_RI.path, 'editor', 'admin-2'))).toHaveLength(1);
    expect(await rows(admin(BANG_THANH.path, 'editor', 'admin-2'))).toEqual([]);
    expect(api.audits).toMatchObject([{ action: 'difficulty.officers_named', before: [], after: ['admin-2'] }]);
    value(await api.call(owner, 'PUT', '/difficulties/officers', { body: { admins: [] } }));
    expect(await rows(owner)).toHaveLength(1);
  });

  it('stays open, without who and what, when its reporter asks to be forgotten', async () => {
    await report(VIOLENCE);
    const data = supportPersonalData(service);
    expect(await data.list('zalo:ann')).toEqual([{ label: 'Khó khăn đã báo', value: 'KK-0001 (mới)' }]);
    await data.forget('zalo:ann');
    expect(await data.list('zalo:ann')).toEqual([]);
    const [row] = await rows(owner);
    const full = value<Difficulty>(await api.call(owner, 'GET', `/difficulties/${row?.id}`));
    expect(full).toMatchObject({ state: 'new', restricted: true, unitName: NA_RI.name, name: '' });
    expect(JSON.stringify(full)).not.toMatch(/đánh|Ann/);
  });

  it('says nothing on her phone that another may read', async () => {
    await report(VIOLENCE);
    expect((await act('support.mine', {})).items).toMatchObject([{ summary: 'Phản ánh riêng', state: 'mới' }]);
  });
});

describe('the admin API refuses', () => {
  it.each([
    ['GET', '/difficulties', { query: { state: 'x' } }, 'invalid', 'query.state'],
    ['GET', '/difficulties', { query: { limit: '501' } }, 'invalid', 'query.limit'],
    ['GET', '/difficulties/none', {}, 'support.unknown', 'params.id'],
    ['POST', '/difficulties/none/take', {}, 'support.unknown', 'params.id'],
    ['POST', '/difficulties/none/answer', { body: { text: ' ', request: 'request-1' } }, 'invalid', 'body.text'],
    ['POST', '/difficulties/none/answer', { body: { text: 'x' } }, 'invalid', 'body.request'],
    ['PUT', '/difficulties/officers', { body: { admins: 'x' } }, 'invalid', 'body.admins'],
    [
      'PUT',
      '/difficulties/officers',
      { body: { admins: [], unitPath: '/20/' } },
      'support.out_of_scope',
      'body.unitPath',
    ],
  ] as const)('%s %s %j with %s', async (method, path, input, code, place) => {
    expect(await api.call(admin('/19/', 'owner'), method, path, input)).toMatchObject({
      ok: false,
      error: { code, place },
    });
    expect(api.audits).toEqual([]);
  });
});
