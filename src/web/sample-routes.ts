import { fail, ok } from '../base/result.ts';
import type { SampleData } from './ports.ts';
import { type Route, route } from './route.ts';
import { WHOLE_HOUSE } from './scope.ts';

const target = { type: 'sample', id: 'sample', label: 'Dữ liệu mẫu' } as const;
const onlyWholeHouse = () =>
  fail('web.sample_forbidden', 'Chỉ chủ quản của toàn hệ thống được nạp hoặc xóa dữ liệu mẫu.');

/** `/sample`: whether the sample data is loaded, loading it, and removing it again. */
export const sampleRoutes = (sample: SampleData): Route[] => [
  route({ method: 'GET', path: '/sample', handle: async () => ok({ loaded: await sample.loaded() }) }),
  route({
    method: 'POST',
    path: '/sample',
    role: 'owner',
    async handle({ admin, audit }) {
      if (admin.unitPath !== WHOLE_HOUSE) return onlyWholeHouse();
      const loaded = await sample.load();
      if (!loaded.ok) return loaded;
      await audit({ action: 'sample.loaded', target, unitPath: WHOLE_HOUSE });
      return ok({ loaded: true });
    },
  }),
  route({
    method: 'DELETE',
    path: '/sample',
    role: 'owner',
    async handle({ admin, audit }) {
      if (admin.unitPath !== WHOLE_HOUSE) return onlyWholeHouse();
      const removed = await sample.remove();
      if (!removed.ok) return removed;
      await audit({ action: 'sample.removed', target, unitPath: WHOLE_HOUSE });
      return ok({ loaded: false });
    },
  }),
];
