import { DateTime } from 'luxon';
import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import { type Admin, type Route, route } from '../web/route.ts';
import type { LearningService } from './service.ts';
import { TargetInput } from './types.ts';

const UnitPath = z.string().max(300).optional();
const year = z.coerce.number().int().min(2020, 'Năm phải từ 2020.').max(2100, 'Năm phải trước 2101.');
const date = z.iso.date('Ngày phải có dạng 2026-06-30.');

export const ProgressQuery = z.object({
  /** Default: the administrator's unit. */
  unitPath: UnitPath,
  /** Default: this year, local time. */
  year: year.optional(),
  /** As of the end of this local day, with the denominators frozen for it. Default: live. */
  on: date.optional(),
});
export const FreezeInput = z.object({ unitPath: UnitPath, date });

interface UnitRef {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Progress of units, reporting dates and yearly targets. */
export const progressRoutes = (service: LearningService): Route[] => {
  const unitOf = async (unitPath: string | undefined, admin: Admin, place: string): Promise<Result<UnitRef>> => {
    const path = unitPath ?? admin.unitPath;
    if (!path.startsWith(admin.unitPath)) {
      return fail('learning.out_of_scope', 'Đơn vị này nằm ngoài phạm vi của chị.', place);
    }
    if (path === '/') return ok({ id: '', name: 'Tất cả đơn vị', path });
    const unit = await service.org.unit(path.split('/').at(-2) ?? '');
    if (unit?.path !== path) {
      return fail('learning.unknown_unit', `Không có đơn vị ở đường dẫn ${path}. Chị chọn lại đơn vị.`, place);
    }
    return ok({ id: unit.id, name: unit.name, path });
  };
  const yearOf = (now: Date): number => DateTime.fromJSDate(now, { zone: DEFAULT_ZONE }).year;
  const today = (now: Date): string => DateTime.fromJSDate(now, { zone: DEFAULT_ZONE }).toFormat('yyyy-MM-dd');

  return [
    route({
      method: 'GET',
      path: '/progress',
      query: ProgressQuery,
      async handle({ query, admin, now }) {
        const unit = await unitOf(query.unitPath, admin, 'query.unitPath');
        if (!unit.ok) return unit;
        if (query.on !== undefined && query.on > today(now)) {
          return fail('learning.future_date', 'Ngày báo cáo chưa tới. Chị chọn từ hôm nay trở về trước.', 'query.on');
        }
        const wanted = query.year ?? (query.on === undefined ? yearOf(now) : Number(query.on.slice(0, 4)));
        if (query.on !== undefined && Number(query.on.slice(0, 4)) !== wanted) {
          return fail('learning.date_outside_year', `Ngày báo cáo phải nằm trong năm ${wanted}.`, 'query.on');
        }
        return ok(await service.progress.progress(unit.value, wanted, query.on));
      },
    }),
    route({
      method: 'GET',
      path: '/progress/dates',
      query: z.object({ unitPath: UnitPath, year: year.optional() }),
      async handle({ query, admin, now }) {
        const unit = await unitOf(query.unitPath, admin, 'query.unitPath');
        if (!unit.ok) return unit;
        return ok({ dates: await service.progress.frozenDates(unit.value.path, query.year ?? yearOf(now)) });
      },
    }),
    route({
      method: 'POST',
      path: '/progress/freeze',
      body: FreezeInput,
      async handle({ body, admin, now, audit }) {
        const unit = await unitOf(body.unitPath, admin, 'body.unitPath');
        if (!unit.ok) return unit;
        if (body.date > today(now)) {
          return fail('learning.future_date', 'Ngày báo cáo chưa tới. Chị chọn từ hôm nay trở về trước.', 'body.date');
        }
        if (!(await service.progress.freeze(unit.value.path, body.date))) {
          return fail('learning.already_frozen', 'Ngày này đã chốt số liệu, không chốt lại được.', 'body.date');
        }
        await audit({
          action: 'progress.frozen',
          target: { type: 'unit', id: unit.value.id, label: unit.value.name },
          unitPath: unit.value.path,
          after: { date: body.date },
        });
        return ok({ dates: await service.progress.frozenDates(unit.value.path, Number(body.date.slice(0, 4))) });
      },
    }),
    route({
      method: 'GET',
      path: '/targets/:year',
      params: z.object({ year }),
      query: z.object({ unitPath: UnitPath }),
      async handle({ params, query, admin }) {
        const unit = await unitOf(query.unitPath, admin, 'query.unitPath');
        return unit.ok ? ok(await service.progress.target(unit.value.path, params.year)) : unit;
      },
    }),
    route({
      method: 'PUT',
      path: '/targets/:year',
      params: z.object({ year }),
      body: TargetInput.extend({ unitPath: UnitPath }),
      async handle({ params, body, admin, audit }) {
        const unit = await unitOf(body.unitPath, admin, 'body.unitPath');
        if (!unit.ok) return unit;
        const before = await service.progress.target(unit.value.path, params.year);
        const after = await service.progress.setTarget(unit.value.path, params.year, body.groups, admin.id);
        await audit({
          action: 'target.set',
          target: {
            type: 'target',
            id: `${params.year}:${unit.value.path}`,
            label: `${unit.value.name} ${params.year}`,
          },
          unitPath: unit.value.path,
          before,
          after,
        });
        return ok(after);
      },
    }),
    route({
      method: 'DELETE',
      path: '/targets/:year',
      params: z.object({ year }),
      query: z.object({ unitPath: UnitPath }),
      async handle({ params, query, admin, audit }) {
        const unit = await unitOf(query.unitPath, admin, 'query.unitPath');
        if (!unit.ok) return unit;
        const before = await service.progress.target(unit.value.path, params.year);
        const after = await service.progress.clearTarget(unit.value.path, params.year);
        await audit({
          action: 'target.cleared',
          target: {
            type: 'target',
            id: `${params.year}:${unit.value.path}`,
            label: `${unit.value.name} ${params.year}`,
          },
          unitPath: unit.value.path,
          before,
          after,
        });
        return ok(after);
      },
    }),
  ];
};
