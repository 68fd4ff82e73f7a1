import type { Model } from 'mongoose';
import { fail, ok, type Result } from '../../base/result.ts';
import { dayOf, OPEN_END } from '../days.ts';
import type { PersonDoc } from '../model.ts';
import type { OrgRoom } from '../room.ts';
import { outOfScope, pathRange } from '../scope.ts';
import { fold, tidy } from '../text.ts';
import { applyOps } from './apply.ts';
import { type ImportDoc, KEEP_DAYS } from './model.ts';
import { planRoster } from './plan.ts';
import { readRows } from './rows.ts';
import { readSheet } from './sheet.ts';
import {
  CHANGE_KINDS,
  type ChangeKind,
  type PlannedChange,
  type RosterAnswer,
  type RosterChange,
  type RosterImport,
} from './types.ts';
import { ONE_HOLDER } from './words.ts';

/** The roster import: a sheet becomes a list of changes, which is confirmed as a whole or not at all. */
export interface RosterService {
  /** Reads the workbook and compares it with what is stored. Nothing but the draft is written. */
  upload(
    request: { readonly file: string; readonly bytes: Buffer; readonly by: string },
    scope: string,
  ): Promise<Result<RosterImport>>;
  /** The newest imports of the scope, without their changes. */
  imports(scope: string): Promise<RosterImport[]>;
  import(id: string, scope: string): Promise<RosterImport | undefined>;
  /** Answers questions of doubtful rows and makes the list again. */
  answer(id: string, answers: readonly RosterAnswer[], scope: string): Promise<Result<RosterImport>>;
  /**
   * Carries the list out. Refused while questions are open; when the roster has changed since the list was made, the
   * list is made again and has to be looked at again. Confirming twice, or after a crash, finishes the same work.
   */
  confirm(id: string, scope: string): Promise<Result<RosterImport>>;
  discard(id: string, scope: string): Promise<Result<RosterImport>>;
  /** Finishes imports that a crash cut short; called at start. */
  finishImports(): Promise<number>;
}

/** Names and numbers looked up in one query. */
const CHUNK = 500;
const DAY_MS = 86_400_000;

export const rosterService = (room: OrgRoom, imports: Model<ImportDoc>): RosterService => {
  const { models, directory, clock, logger, newId, changed } = room;

  const read = (id: string, scope: string) => imports.findOne({ _id: id, scope }).lean<ImportDoc>();

  /** Everyone whom the rows may mean: by name, by number, and the holders of posts that have one holder. */
  const peopleFor = async (doc: Pick<ImportDoc, 'rows' | 'scope' | 'day'>): Promise<PersonDoc[]> => {
    const found = new Map<string, PersonDoc>();
    const collect = async (condition: object) => {
      for (const person of await models.people.find(condition).lean<PersonDoc[]>()) found.set(person._id, person);
    };
    const names = [...new Set(doc.rows.map((row) => fold(row.name)))];
    const phones = [...new Set(doc.rows.flatMap((row) => row.phone ?? []))];
    for (let i = 0; i < names.length; i += CHUNK)
      await collect({
        folded: { $in: names.slice(i, i + CHUNK) },
        posts: { $elemMatch: { unitPath: pathRange(doc.scope) } },
      });
    for (let i = 0; i < phones.length; i += CHUNK) await collect({ phone: { $in: phones.slice(i, i + CHUNK) } });
    if (doc.rows.some((row) => row.posts.some((post) => ONE_HOLDER.has(post))))
      await collect({
        posts: { $elemMatch: { unitPath: pathRange(doc.scope), post: { $in: [...ONE_HOLDER] }, to: OPEN_END } },
      });
    return [...found.values()].sort((a, b) => (a._id < b._id ? -1 : 1));
  };

  const plan = async (
    doc: Pick<ImportDoc, '_id' | 'sheet' | 'rows' | 'scope' | 'day' | 'answers'>,
  ): Promise<PlannedChange[]> => {
    const people = await peopleFor(doc);
    const units = await directory.index();
    const changes = planRoster({ ...doc, id: doc._id, units, people });
    // Stored as plain JSON: fields that are not there are not stored as null.
    return JSON.parse(JSON.stringify(changes)) as PlannedChange[];
  };

  const carryOut = async (doc: ImportDoc): Promise<ImportDoc> => {
    const now = clock.now();
    await applyOps(
      models,
      doc.changes.flatMap((change) => change.ops),
      now,
    );
    const after: ImportDoc = {
      ...doc,
      status: 'applied',
      appliedAt: now,
      rows: [],
      answers: {},
      changes: doc.changes.map((change) => ({ ...change, ops: change.ops.filter((op) => op.type === 'unit') })),
    };
    const { status, appliedAt, rows, answers, changes } = after;
    await imports.updateOne({ _id: doc._id }, { $set: { status, appliedAt, rows, answers, changes } });
    directory.reset();
    changed('units', doc.scope);
    changed('people', doc.scope);
    changed('roster', doc.scope, doc._id);
    return after;
  };

  return {
    async upload(request, scope) {
      const sheet = await readSheet(request.bytes, logger);
      if (!sheet.ok) return sheet;
      const rows = readRows(sheet.value);
      if (!rows.ok) return rows;
      const now = clock.now();
      const draft = {
        _id: newId(),
        scope,
        by: request.by,
        file: tidy(request.file).slice(0, 200),
        sheet: sheet.value.name,
        day: dayOf(now),
        notes: [...rows.value.notes],
        rows: [...rows.value.rows],
        answers: {},
        status: 'draft' as const,
        createdAt: now,
        appliedAt: null,
        expireAt: new Date(now.getTime() + KEEP_DAYS * DAY_MS),
      };
      const doc: ImportDoc = { ...draft, changes: await plan(draft) };
      await imports.create(doc);
      return ok(show(doc));
    },

    async imports(scope) {
      const docs = await imports.find({ scope }).sort({ createdAt: -1 }).limit(20).lean<ImportDoc[]>();
      return docs.map((doc) => ({ ...show(doc), changes: [] }));
    },

    async import(id, scope) {
      const doc = await read(id, scope);
      return doc === null ? undefined : show(doc);
    },

    async answer(id, given, scope) {
      const doc = await read(id, scope);
      if (doc === null) return outOfScope('lần nhập danh sách này');
      if (doc.status !== 'draft') return notADraft(doc);
      const answers: Record<string, Record<string, string>> = JSON.parse(JSON.stringify(doc.answers));
      for (const { row, kind, value } of given) answers[String(row)] = { ...answers[String(row)], [kind]: value };
      const after = { ...doc, answers };
      after.changes = await plan(after);
      await imports.updateOne({ _id: id, status: 'draft' }, { $set: { answers, changes: after.changes } });
      return ok(show(after));
    },

    async confirm(id, scope) {
      const doc = await read(id, scope);
      if (doc === null) return outOfScope('lần nhập danh sách này');
      if (doc.status === 'applied') return ok(show(doc));
      if (doc.status === 'discarded') return notADraft(doc);
      if (doc.status === 'draft') {
        const open = doc.changes.filter((change) => change.kind === 'doubtful').length;
        if (open > 0)
          return fail(
            'roster.questions_left',
            `Còn ${open} dòng cần chị trả lời hoặc chọn “Bỏ qua dòng này” trước khi xác nhận.`,
          );
        directory.reset();
        const fresh = await plan(doc);
        if (JSON.stringify(fresh) !== JSON.stringify(doc.changes)) {
          await imports.updateOne({ _id: id, status: 'draft' }, { $set: { changes: fresh } });
          return fail(
            'roster.stale',
            'Danh sách cán bộ vừa có thay đổi khác, nên các dòng dưới đây đã được so lại. Chị xem lại rồi xác nhận.',
          );
        }
        const taken = await imports.updateOne({ _id: id, status: 'draft' }, { $set: { status: 'applying' } });
        if (taken.modifiedCount === 0) return notADraft(doc);
      }
      return ok(show(await carryOut(doc)));
    },

    async discard(id, scope) {
      const doc = await read(id, scope);
      if (doc === null) return outOfScope('lần nhập danh sách này');
      const write = await imports.updateOne(
        { _id: id, status: 'draft' },
        { $set: { status: 'discarded', rows: [], answers: {}, changes: [] } },
      );
      if (write.matchedCount === 0) return notADraft(doc);
      return ok(show({ ...doc, status: 'discarded', changes: [] }));
    },

    async finishImports() {
      const halves = await imports.find({ status: 'applying' }).lean<ImportDoc[]>();
      for (const doc of halves) await carryOut(doc);
      return halves.length;
    },
  };
};

const notADraft = (doc: ImportDoc): Result<never> =>
  fail(
    'roster.not_a_draft',
    doc.status === 'discarded'
      ? 'Lần nhập này đã được bỏ. Chị tải tệp lên lại.'
      : 'Lần nhập này đã được xác nhận rồi. Chị tải lại trang để xem kết quả.',
  );

/** Doubtful rows first: they are what the administrator has to look at. */
const ORDER: readonly ChangeKind[] = ['doubtful', 'ended', 'moved', 'changed', 'new', 'skipped', 'unchanged'];

const show = (doc: ImportDoc): RosterImport => {
  const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
  for (const change of doc.changes) counts[change.kind]++;
  return {
    id: doc._id,
    file: doc.file,
    sheet: doc.sheet,
    status: doc.status,
    createdAt: doc.createdAt,
    ...(doc.appliedAt === null ? {} : { appliedAt: doc.appliedAt }),
    counts,
    newUnits: doc.changes.flatMap((change) => change.ops.flatMap((op) => (op.type === 'unit' ? [op.unit.name] : []))),
    notes: doc.notes,
    changes: doc.changes
      .filter((change) => change.kind !== 'unchanged')
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.row - b.row)
      .map(({ ops: _, ...change }): RosterChange => change),
  };
};
