import { z } from 'zod';
import { fail, ok } from '../base/result.ts';
import { type Admin, type Route, route } from '../web/route.ts';
import { fullText, summaryText } from './messages.ts';
import { BankInput, MaterialInput } from './schema.ts';
import type { Bank, ContentService, Material } from './types.ts';

const Id = z.object({ id: z.string().min(1).max(80) });
const List = z.object({
  topic: z.string().max(80).optional(),
  origin: z.enum(['library', 'own']).optional(),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
const Search = z.object({
  q: z.string(),
  topic: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});

const notFound = fail('content.not_found', 'Không có nội dung này, có thể đã bị xóa. Tải lại danh sách.');

/** Library content is everyone's; own content is seen from its unit, below it and above it. */
const maySee = (item: { readonly unitPath: string; readonly origin: string }, { unitPath }: Admin): boolean =>
  item.origin === 'library' || item.unitPath.startsWith(unitPath) || unitPath.startsWith(item.unitPath);

const compact = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const target = (type: 'material' | 'bank', item: Material | Bank) => ({ type, id: item.id, label: item.title });

const materialRoutes = (service: ContentService): Route[] => [
  route({
    method: 'GET',
    path: '/content/materials',
    query: List,
    handle: async ({ query, admin }) => ok(await service.materials({ ...compact(query), unitPath: admin.unitPath })),
  }),
  route({
    method: 'GET',
    path: '/content/materials/:id',
    params: Id,
    /** The material, and its texts as a chat shows them. */
    async handle({ params, admin }) {
      const material = await service.material(params.id);
      if (!material || !maySee(material, admin)) return notFound;
      return ok({ material, firstMessage: summaryText(material), fullText: fullText(material) });
    },
  }),
  route({
    method: 'POST',
    path: '/content/materials',
    body: MaterialInput,
    async handle({ body, admin, audit }) {
      const made = await service.createMaterial(body, admin);
      if (!made.ok) return made;
      const { value } = made;
      await audit({
        action: 'material.created',
        target: target('material', value),
        unitPath: value.unitPath,
        after: value,
      });
      return made;
    },
  }),
  route({
    method: 'PUT',
    path: '/content/materials/:id',
    params: Id,
    body: MaterialInput,
    async handle({ params, body, admin, audit }) {
      const changed = await service.updateMaterial(params.id, body, admin);
      if (!changed.ok) return changed;
      const { before, after } = changed.value;
      await audit({
        action: 'material.changed',
        target: target('material', after),
        unitPath: after.unitPath,
        before,
        after,
      });
      return ok(after);
    },
  }),
  route({
    method: 'DELETE',
    path: '/content/materials/:id',
    params: Id,
    async handle({ params, admin, audit }) {
      const gone = await service.deleteMaterial(params.id, admin);
      if (!gone.ok) return gone;
      const { value } = gone;
      await audit({
        action: 'material.deleted',
        target: target('material', value),
        unitPath: value.unitPath,
        before: value,
      });
      return ok({ id: value.id });
    },
  }),
];

const bankRoutes = (service: ContentService): Route[] => [
  route({
    method: 'GET',
    path: '/content/banks',
    query: List,
    handle: async ({ query, admin }) => ok(await service.banks({ ...compact(query), unitPath: admin.unitPath })),
  }),
  route({
    method: 'GET',
    path: '/content/banks/:id',
    params: Id,
    async handle({ params, admin }) {
      const bank = await service.bank(params.id);
      return bank && maySee(bank, admin) ? ok(bank) : notFound;
    },
  }),
  route({
    method: 'POST',
    path: '/content/banks',
    body: BankInput,
    async handle({ body, admin, audit }) {
      const made = await service.createBank(body, admin);
      if (!made.ok) return made;
      const { value } = made;
      await audit({ action: 'bank.created', target: target('bank', value), unitPath: value.unitPath, after: value });
      return made;
    },
  }),
  route({
    method: 'PUT',
    path: '/content/banks/:id',
    params: Id,
    body: BankInput,
    async handle({ params, body, admin, audit }) {
      const changed = await service.updateBank(params.id, body, admin);
      if (!changed.ok) return changed;
      const { before, after } = changed.value;
      await audit({ action: 'bank.changed', target: target('bank', after), unitPath: after.unitPath, before, after });
      return ok(after);
    },
  }),
  route({
    method: 'DELETE',
    path: '/content/banks/:id',
    params: Id,
    async handle({ params, admin, audit }) {
      const gone = await service.deleteBank(params.id, admin);
      if (!gone.ok) return gone;
      const { value } = gone;
      await audit({ action: 'bank.deleted', target: target('bank', value), unitPath: value.unitPath, before: value });
      return ok({ id: value.id });
    },
  }),
];

/** The admin API of the content room. */
export const contentRoutes = (service: ContentService): Route[] => [
  ...materialRoutes(service),
  ...bankRoutes(service),
  route({ method: 'GET', path: '/content/topics', handle: async () => ok(await service.topics()) }),
  route({ method: 'GET', path: '/content/problems', handle: async () => ok(service.problems()) }),
  route({
    method: 'GET',
    path: '/content/search',
    query: Search,
    handle: async ({ query: { q, ...options }, admin }) =>
      ok(await service.search(q, { ...compact(options), unitPath: admin.unitPath })),
  }),
  route({
    method: 'POST',
    path: '/content/reload',
    role: 'owner',
    async handle({ admin, audit }) {
      const report = await service.reload();
      const target = { type: 'content', id: 'library', label: 'Thư viện' };
      await audit({ action: 'content.reloaded', target, unitPath: admin.unitPath, after: report });
      return ok(report);
    },
  }),
];
