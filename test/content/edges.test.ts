import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { contentActions } from '../../src/content/actions.ts';
import { contentRoutes } from '../../src/content/routes.ts';
import { createContentService } from '../../src/content/service.ts';
import type { ContentService } from '../../src/content/types.ts';
import type { ActionContext } from '../../src/flow/action.ts';
import type { OrgService } from '../../src/org/types.ts';
import type { Admin, AuditChange } from '../../src/web/route.ts';
import { fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const now = new Date('2026-11-23T02:00:00.000Z');
const ANN: Admin = { id: 'ann', name: 'Ann', unitPath: '/19/', role: 'owner' };
const BOB: Admin = { id: 'bob', name: 'Bob', unitPath: '/19/01864/', role: 'editor' };
const CAT: Admin = { id: 'cat', name: 'Cat', unitPath: '/19/02155/', role: 'editor' };

let store: TestStore;
let service: ContentService;
const audits: AuditChange[] = [];

beforeAll(async () => {
  store = await openTestStore();
  service = createContentService({
    connection: store.connection,
    dataDir: store.dataDir,
    contentDir: join(import.meta.dirname, '../../content'),
    clock: fakeClock(now.toISOString()),
    logger: createLogger('silent'),
  });
  await service.start();
});
afterAll(async () => {
  await service.stop();
  await store.close();
});

/** Calls a route as the web room does, with its schemas. */
const call = async (
  admin: Admin,
  method: string,
  path: string,
  input: { params?: unknown; query?: unknown; body?: unknown } = {},
) => {
  const found = contentRoutes(service).find((route) => route.method === method && route.path === path);
  if (!found) throw new Error(`no route ${method} ${path}`);
  return (await found.handle({
    params: found.params?.parse(input.params),
    query: found.query?.parse(input.query ?? {}),
    body: found.body?.parse(input.body),
    admin,
    now,
    audit: async (change) => void audits.push(change),
  })) as { ok: boolean; value: never; error: { code: string } };
};

const material = {
  title: 'Lịch phát quà Trung thu',
  topic: 'ky-nang-can-bo',
  summary: 'Ai phát, ở đâu.',
  sources: [{ site: 'Hội LHPN xã', title: 'Thông báo 3' }],
  updated: '2026-11-20',
  body: 'Phát ở nhà văn hóa.',
};

describe('the admin API', () => {
  it('lists, opens, searches and shows problems', async () => {
    expect(await call(ANN, 'GET', '/content/materials', { query: { topic: 'bao-luc-gia-dinh' } })).toMatchObject({
      value: { total: 2 },
    });
    expect(await call(ANN, 'GET', '/content/materials/:id', { params: { id: 'de-an-938' } })).toMatchObject({
      value: {
        material: { id: 'de-an-938' },
        firstMessage: expect.stringContaining('📘'),
        fullText: expect.stringContaining('Nguồn:'),
      },
    });
    expect(await call(ANN, 'GET', '/content/search', { query: { q: 'BLGĐ' } })).toMatchObject({
      value: { items: [{ id: 'bao-luc-gia-dinh' }, {}, {}, {}] },
    });
    expect(await call(ANN, 'GET', '/content/banks')).toMatchObject({ value: { total: 15 } });
    expect(await call(ANN, 'GET', '/content/topics')).toMatchObject({ ok: true });
    expect(await call(ANN, 'GET', '/content/problems')).toMatchObject({ value: [] });
    expect(await call(ANN, 'GET', '/content/materials/:id', { params: { id: 'x' } })).toMatchObject({
      error: { code: 'content.not_found' },
    });
  });

  it('audits every change with before and after, and keeps to the unit', async () => {
    audits.length = 0;
    const made = await call(BOB, 'POST', '/content/materials', { body: material });
    const { id } = made.value as { id: string };
    const body = { ...material, title: 'Lịch phát quà Tết' };
    expect(await call(CAT, 'GET', '/content/materials/:id', { params: { id } })).toMatchObject({ ok: false });
    expect(await call(CAT, 'PUT', '/content/materials/:id', { params: { id }, body })).toMatchObject({ ok: false });
    expect(await call(ANN, 'PUT', '/content/materials/:id', { params: { id }, body })).toMatchObject({ ok: true });
    expect(await call(CAT, 'DELETE', '/content/materials/:id', { params: { id } })).toMatchObject({ ok: false });
    expect(await call(BOB, 'DELETE', '/content/materials/:id', { params: { id } })).toMatchObject({ ok: true });
    expect(audits).toMatchObject([
      { action: 'material.created', unitPath: BOB.unitPath, after: { title: material.title } },
      {
        action: 'material.changed',
        unitPath: BOB.unitPath,
        before: { title: material.title },
        after: { title: body.title },
      },
      { action: 'material.deleted', unitPath: BOB.unitPath, before: { title: body.title } },
    ]);
  });

  it('takes banks and the order to read the files again', async () => {
    const option = { text: 'Nhà văn hóa' };
    const bank = {
      title: 'Riêng của xã',
      topic: 'dia-phuong',
      updated: '2026-11-20',
      questions: [
        { text: 'Họp ở đâu?', options: [option, { text: 'Sân đình' }], answer: 'A', explanation: 'Thế.', source: 'Xã' },
      ],
    };
    const made = await call(BOB, 'POST', '/content/banks', { body: bank });
    const { id } = made.value as { id: string };
    expect(await call(BOB, 'GET', '/content/banks/:id', { params: { id } })).toMatchObject({ value: { size: 1 } });
    expect(
      await call(BOB, 'PUT', '/content/banks/:id', { params: { id }, body: { ...bank, title: 'Tên mới' } }),
    ).toMatchObject({
      value: { title: 'Tên mới' },
    });
    expect(await call(BOB, 'DELETE', '/content/banks/:id', { params: { id } })).toMatchObject({ ok: true });
    expect(await call(ANN, 'POST', '/content/reload')).toMatchObject({
      value: { questions: { added: 0, changed: 0, retired: 0 } },
    });
    expect(contentRoutes(service).find(({ path }) => path === '/content/reload')?.role).toBe('owner');
  });
});

describe('what flows may do', () => {
  const context: ActionContext = {
    account: 'sim',
    thread: 'sim:t',
    threadKind: 'direct',
    contact: 'sim:c',
    key: 'k',
    now,
  };
  const unit = (path: string) => ({ id: 'u', name: 'Đơn vị', path });
  /** The contact is an officer of Bob's commune; the group belongs to Cat's. */
  const org: Pick<OrgService, 'groupOfThread' | 'personOfContact'> = {
    groupOfThread: async (thread) => ({ id: 'g', thread, name: 'Nhóm', unit: unit(CAT.unitPath), active: true }),
    personOfContact: async () => ({
      id: 'p',
      name: 'Dan',
      address: 'anh',
      posts: [{ post: 'chi_hoi_truong', unit: unit(BOB.unitPath) }],
    }),
  };
  const run = async (
    name: string,
    args: unknown,
    more: Partial<ActionContext> = {},
    who: typeof org | undefined = org,
  ) => {
    const found = contentActions(service, who)[name];
    if (!found) throw new Error(`no action ${name}`);
    return found.result.parse(await found.run(found.args.parse(args), { ...context, ...more }));
  };

  it('finds materials by what was typed', async () => {
    expect(await run('content.search', { query: 'tai lieu bao luc gia dinh', limit: 1 })).toEqual({
      items: [
        {
          id: 'bao-luc-gia-dinh',
          title: 'Phòng, chống bạo lực gia đình',
          summary: expect.any(String),
          topic: 'bao-luc-gia-dinh',
        },
      ],
      total: expect.any(Number),
    });
    expect(await run('content.search', { query: 'x'.repeat(1_000_000) })).toEqual({ items: [], total: 0 });
  });

  it('opens a material as a summary or in full, and says when there is none', async () => {
    const summary = await run('content.open', { id: 'so-khan-cap' });
    expect(summary).toMatchObject({
      found: true,
      title: 'Số điện thoại khẩn cấp',
      updated: '2026-11-23',
      messages: [{ type: 'text' }],
    });
    expect(await run('content.open', { id: 'bao-luc-gia-dinh', part: 'full' })).toMatchObject({
      text: expect.stringContaining('Ai nhận tin báo'),
      messages: [{ type: 'text' }, { type: 'text' }],
    });
    expect(await run('content.open', { id: 'khong-co' })).toEqual({
      found: false,
      id: 'khong-co',
      title: '',
      text: '',
      source: '',
      updated: '',
      messages: [],
    });
  });

  it('lists topics with their labels', async () => {
    expect(await run('content.topics', {})).toMatchObject({
      topics: [{ id: 'to-chuc-hoi', label: 'Tổ chức Hội và Điều lệ' }, ...Array(14).fill({})],
    });
  });

  it('shows content of a unit to its officers in private, and in a group only to the group of that unit', async () => {
    const made = await service.createMaterial(material, BOB);
    const id = made.ok ? made.value.id : '';
    const found = async (more: Partial<ActionContext>, who?: typeof org) =>
      (
        (await run('content.search', { query: 'phát quà trung thu' }, more, who)) as { items: { id: string }[] }
      ).items.some((item) => item.id === id);
    expect(await found({}, org)).toBe(true);
    expect(await found({ threadKind: 'group' }, org)).toBe(false);
    expect(await run('content.open', { id })).toMatchObject({ found: true });
    expect(await run('content.open', { id }, { threadKind: 'group' })).toMatchObject({ found: false });
    const stranger = { ...org, personOfContact: async () => undefined };
    expect(await found({}, stranger)).toBe(false);
    expect(await run('content.open', { id }, {}, stranger)).toMatchObject({ found: false });
  });
});
