import { z } from 'zod';
import { fail, ok } from '../../base/result.ts';
import { type Admin, type Route, route } from '../../web/route.ts';
import { rosterTemplate } from '../roster/template.ts';
import { RosterAnswer, type RosterImport } from '../roster/types.ts';
import { outOfScope } from '../scope.ts';
import type { Org } from '../service.ts';
import { Id } from './shared.ts';

/** A roster of 5,000 rows takes about 400 kB. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What the import did, row by row: each line says what was before and what is after; numbers are masked in it. */
const target = (verb: string, roster: RosterImport, admin: Admin) => ({
  action: `roster.${verb}`,
  target: { type: 'roster', id: roster.id, label: roster.file },
  unitPath: admin.unitPath,
  after: { counts: roster.counts, newUnits: roster.newUnits, changes: roster.changes },
});

export const rosterRoutes = (org: Org): Route[] => [
  route({
    method: 'GET',
    path: '/rosters/template',
    handle: async () =>
      ok({ download: { name: 'mau-danh-sach-can-bo.xlsx', type: XLSX, bytes: await rosterTemplate() } }),
  }),
  route({
    method: 'GET',
    path: '/rosters',
    handle: async ({ admin }) => ok({ rows: await org.roster.imports(admin.unitPath) }),
  }),
  /** The body is the workbook's bytes; `file` is its name. */
  route({
    method: 'POST',
    path: '/rosters',
    bodyType: 'raw',
    maxBytes: MAX_FILE_BYTES,
    query: z.object({ file: z.string().max(300).default('danh-sach.xlsx') }),
    async handle({ query, body, admin }) {
      if (!Buffer.isBuffer(body)) return fail('roster.empty', 'Chưa có tệp nào được tải lên. Chị chọn tệp .xlsx.');
      return org.roster.upload({ file: query.file, bytes: body, by: admin.id }, admin.unitPath);
    },
  }),
  route({
    method: 'GET',
    path: '/rosters/:id',
    params: Id,
    async handle({ params, admin }) {
      const roster = await org.roster.import(params.id, admin.unitPath);
      return roster === undefined ? outOfScope('lần nhập danh sách này') : ok(roster);
    },
  }),
  route({
    method: 'POST',
    path: '/rosters/:id/answers',
    params: Id,
    body: z.object({ answers: z.array(RosterAnswer).min(1).max(1_000) }),
    handle: async ({ params, body, admin }) => org.roster.answer(params.id, body.answers, admin.unitPath),
  }),
  route({
    method: 'POST',
    path: '/rosters/:id/confirm',
    params: Id,
    async handle({ params, admin, audit }) {
      const done = await org.roster.confirm(params.id, admin.unitPath);
      if (done.ok) await audit(target('imported', done.value, admin));
      return done;
    },
  }),
  route({
    method: 'POST',
    path: '/rosters/:id/discard',
    params: Id,
    async handle({ params, admin, audit }) {
      const done = await org.roster.discard(params.id, admin.unitPath);
      if (done.ok) await audit(target('discarded', done.value, admin));
      return done;
    },
  }),
];
