import type { Result } from '../../src/base/result.ts';
import type { Chat, OutboxItem, Settled, StartFlow } from '../../src/chat/chat.ts';
import type { Question, QuestionSource } from '../../src/learning/types.ts';
import type { Address, Group, Holder, HolderFilter, OrgService, Post, Unit } from '../../src/org/types.ts';
import type { Admin, AuditChange, LiveUpdate, Route } from '../../src/web/route.ts';

/** Someone of the fake roster: one post, on a channel by `contacts`. */
export interface Officer {
  readonly person: string;
  readonly name: string;
  readonly post: Post;
  readonly unit: string;
  readonly contacts?: readonly string[];
  readonly address?: Address;
  /** Local days, inclusive. */
  readonly from?: string;
  readonly to?: string;
}

const unit = (id: string, name: string, level: string, parent?: Unit): Unit => ({
  id,
  code: id,
  name,
  level,
  ...(parent ? { parent: parent.id } : {}),
  path: parent ? `${parent.path}${id}/` : `/${id}/`,
  validFrom: '2025-07-01',
  successorOf: [],
});

export const PROVINCE = unit('19', 'Tỉnh Thái Nguyên', 'tinh');
export const NA_RI = unit('02155', 'Xã Na Rì', 'xa', PROVINCE);
export const BANG_THANH = unit('01864', 'Xã Bằng Thành', 'xa', PROVINCE);
export const BAN_CHANG = unit('ban-chang', 'Chi hội thôn Bản Chang', 'chi_hoi', NA_RI);
export const UNITS = [PROVINCE, NA_RI, BANG_THANH, BAN_CHANG];

export const group = (id: string, name: string, of: Unit): Group => ({
  id,
  thread: `zalo:${id}`,
  name,
  unit: { id: of.id, name: of.name, path: of.path },
  active: true,
});
export const NA_RI_GROUP = group('g1', 'Cán bộ Hội xã Na Rì', NA_RI);
export const CHANG_GROUP = group('g2', 'Chi hội Bản Chang', BAN_CHANG);
export const BANG_THANH_GROUP = group('g3', 'Hội LHPN xã Bằng Thành', BANG_THANH);
export const GROUPS = [NA_RI_GROUP, CHANG_GROUP, BANG_THANH_GROUP];

/** An org room that knows what it is given; `officers` may be changed while a test runs. */
export const fakeOrg = (
  officers: Officer[],
  groups: readonly Group[] = GROUPS,
  units: readonly Unit[] = UNITS,
): OrgService => {
  const unitById = new Map(units.map((u) => [u.id, u]));
  const refOf = (id: string) => {
    const found = unitById.get(id);
    if (!found) throw new Error(`no unit ${id} in the fake`);
    return { id: found.id, name: found.name, path: found.path };
  };
  const matching = ({ unitPaths, posts, on }: HolderFilter): Holder[] => {
    const day = (on ?? new Date('2026-11-23T00:00:00Z')).toISOString().slice(0, 10);
    return officers
      .filter((o) => (o.from ?? '') <= day && day <= (o.to ?? '9999'))
      .filter((o) => unitPaths.some((path) => refOf(o.unit).path.startsWith(path)))
      .filter((o) => !posts || posts.includes(o.post))
      .map((o) => ({
        person: { id: o.person, name: o.name, address: o.address ?? 'chị' },
        post: o.post,
        unit: refOf(o.unit),
        contacts: o.contacts ?? [],
      }));
  };
  return {
    unit: async (id) => unitById.get(id),
    unitsUnder: async (path, options) =>
      units.filter((u) => u.path.startsWith(path) && (!options?.level || u.level === options.level)),
    async *holders(filter) {
      yield* matching(filter);
    },
    async countHolders(filter) {
      const found = matching(filter);
      return { posts: found.length, persons: new Set(found.map((h) => h.person.id)).size };
    },
    async *groups(paths) {
      yield* groups.filter((g) => paths.some((path) => g.unit.path.startsWith(path)));
    },
    countGroups: async (paths) => groups.filter((g) => paths.some((path) => g.unit.path.startsWith(path))).length,
    groupOfThread: async (thread) => groups.find((g) => g.thread === thread),
    async personOfContact(contact) {
      const mine = officers.filter((o) => o.contacts?.includes(contact));
      const first = mine[0];
      if (!first) return undefined;
      const posts = mine.map((o) => ({ post: o.post, unit: refOf(o.unit) }));
      return { id: first.person, name: first.name, address: first.address ?? 'chị', posts };
    },
    linkContact: async () => {},
    aliases: async () => new Map(),
    personIds: async (person) => [person],
    whose: async (records) =>
      records.map(
        ({ contact, person }) =>
          officers.find((o) => contact !== undefined && o.contacts?.includes(contact))?.person ?? person,
      ),
    async accountsOf(contact) {
      const mine = officers.find((o) => o.contacts?.includes(contact))?.contacts ?? [];
      return [contact, ...mine.filter((other) => other !== contact)];
    },
  };
};

export const question = (id: string, answer = 0): Question => ({
  id,
  text: `Câu hỏi ${id}?`,
  options: [{ text: 'Một' }, { text: 'Hai' }, { text: 'Ba' }],
  answer,
  explanation: `Vì sao ${id}`,
  source: `vwu.vn, "${id}"`,
  version: 1,
});

/** A content room with one topic `bdg` (all questions) and one bank `binh-dang-gioi`. */
export const fakeQuestions = (questions: Question[]): QuestionSource => ({
  topics: async () => [
    { id: 'bdg', title: 'Bình đẳng giới' },
    { id: 'trong', title: 'Chưa có câu hỏi' },
  ],
  bank: async (id) => (id === 'binh-dang-gioi' ? { title: 'Bình đẳng giới', unitPath: '/' } : undefined),
  question: async (id) => questions.find((q) => q.id === id),
  questions: async ({ topic, count }) => (topic === 'trong' ? [] : questions.slice(0, count)),
});

/** A chat that remembers what it was handed, each key once. `failing` threads refuse. */
export const fakeChat = (direct: Readonly<Record<string, string>> = {}) => {
  const items: OutboxItem[] = [];
  const starts: StartFlow[] = [];
  const keys = new Set<string>();
  const cancelled: string[] = [];
  const failing = new Set<string>();
  const fresh = (key: string): boolean => !keys.has(key) && Boolean(keys.add(key));
  const chat: Chat = {
    async send(list) {
      if (list.some((item) => failing.has(item.thread))) throw new Error('store is busy');
      const added = list.filter((item) => fresh(item.key));
      items.push(...added);
      return { queued: added.length, duplicates: list.length - added.length };
    },
    async startFlow(list) {
      if (list.some((start) => failing.has(start.thread))) throw new Error('store is busy');
      starts.push(...list.filter((start) => fresh(start.key)));
    },
    thread: async () => undefined,
    directThread: async (contact) => direct[contact],
    async cancel(name) {
      cancelled.push(name);
    },
    pause: async () => {},
    resume: async () => {},
    onSettled() {},
    states: async (wanted) =>
      wanted
        .filter((key) => keys.has(key))
        .map((key): Settled => ({ key, thread: '', state: 'sent', at: new Date(0) })),
  };
  return { chat, items, starts, cancelled, failing };
};

export const fakeLive = () => {
  const updates: LiveUpdate[] = [];
  return { updates, publish: (update: LiveUpdate) => void updates.push(update) };
};

export const admin = (unitPath: string, role: Admin['role'] = 'editor', id = 'admin-1'): Admin => ({
  id,
  name: 'Chị Nga',
  unitPath,
  role,
});

/** Calls the admin API as the web room does: schemas first, then the handler. What is audited is collected. */
export const caller = (routes: readonly Route[], clock: { now(): Date }) => {
  const audits: AuditChange[] = [];
  const call = async (
    who: Admin,
    method: Route['method'],
    path: string,
    input: { query?: unknown; body?: unknown } = {},
  ): Promise<Result<unknown>> => {
    const [pathname = ''] = path.split('?');
    for (const route of routes) {
      const names = [...route.path.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '');
      const match = new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`).exec(pathname);
      if (route.method !== method || !match) continue;
      const params = Object.fromEntries(names.map((name, i) => [name, match[i + 1]]));
      const parsed: Record<string, unknown> = {};
      for (const [part, schema, value] of [
        ['params', route.params, params],
        ['query', route.query, input.query ?? {}],
        ['body', route.body, input.body ?? {}],
      ] as const) {
        if (!schema) continue;
        const result = await schema.safeParseAsync(value);
        if (!result.success) {
          const issue = result.error.issues[0];
          const place = [part, ...(issue?.path ?? [])].join('.');
          return { ok: false, error: { code: 'invalid', message: issue?.message ?? '', place } };
        }
        parsed[part] = result.data;
      }
      return route.handle({
        params: parsed.params,
        query: parsed.query,
        body: parsed.body,
        admin: who,
        now: clock.now(),
        async audit(change) {
          audits.push(change);
        },
      });
    }
    throw new Error(`no route ${method} ${path}`);
  };
  return { call, audits };
};

/** The value of a result that must have succeeded. */
export const value = <T = never>(result: Result<unknown>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value as T;
};
