import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AdminDoc, WebModels } from './models.ts';
import { checkPassword, hashPassword, MAX_PASSWORD_CHARACTERS } from './password.ts';
import type { UnitDirectory } from './ports.ts';
import type { Admin } from './route.ts';
import { covers, UNIT_PATH, underPath, WHOLE_HOUSE } from './scope.ts';
import type { Sessions } from './sessions.ts';

export const PersonName = z.string().trim().min(1).max(100);
export const UserName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, 'cần 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch.');
export const Password = z.string().max(MAX_PASSWORD_CHARACTERS * 4);
export const Role = z.enum(['owner', 'editor', 'viewer']);
const UnitPath = z.string().regex(UNIT_PATH, 'cần là đường dẫn đơn vị, ví dụ /19/01864/.');

export const NewAdmin = z.object({
  name: PersonName,
  userName: UserName,
  password: Password,
  role: Role,
  unitPath: UnitPath,
});
export type NewAdmin = z.output<typeof NewAdmin>;

export const AdminChange = z.object({
  name: PersonName.optional(),
  role: Role.optional(),
  unitPath: UnitPath.optional(),
  active: z.boolean().optional(),
  /** A new password that she must replace at her next sign-in. */
  password: Password.optional(),
});
export type AdminChange = z.output<typeof AdminChange>;

/** An administrator as others see her: without the password's hash. */
export interface AdminRow {
  readonly id: string;
  readonly name: string;
  readonly userName: string;
  readonly role: Admin['role'];
  readonly unitPath: string;
  readonly active: boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
}

export const adminRow = (doc: AdminDoc): AdminRow => ({
  id: doc._id,
  name: doc.name,
  userName: doc.userName,
  role: doc.role,
  unitPath: doc.unitPath,
  active: doc.active,
  createdAt: doc.createdAt.toISOString(),
  lastSignInAt: doc.lastSignInAt?.toISOString() ?? null,
});

const duplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;

const notFound = () =>
  fail('web.admin_not_found', 'Không tìm thấy quản trị viên này trong đơn vị của chị.', 'params.id');
const rightsChanged = () => fail('web.forbidden', 'Quyền của chị vừa thay đổi. Chị tải lại trang.');
const outside = () =>
  fail(
    'web.unit_out_of_scope',
    'Đơn vị này nằm ngoài phạm vi của chị. Chị chọn đơn vị của mình hoặc cấp dưới.',
    'body.unitPath',
  );
const notYourself = () =>
  fail('web.admin_not_allowed', 'Chị không thể tự đổi quyền, đơn vị, khóa hay xóa chính mình. Nhờ một chủ quản khác.');

/** Administrators: who may sign in, with which role, over which part of the units' tree. */
export const createAdmins = ({
  models,
  clock,
  sessions,
  units,
}: {
  models: Pick<WebModels, 'Admins'>;
  clock: Clock;
  sessions: Sessions;
  /** Absent: any well-formed path is taken. */
  units?: UnitDirectory;
}) => {
  const { Admins } = models;
  // One change at a time in this process, so that two owners cannot take each other's role away at the same moment.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  const stillOwner = async (actor: Admin): Promise<boolean> => {
    const doc = await Admins.findById(actor.id).lean();
    return doc?.active === true && doc.role === 'owner' && doc.unitPath === actor.unitPath;
  };
  const inScope = async (actor: Admin, id: string): Promise<AdminDoc | undefined> =>
    (await Admins.findOne({ _id: id, unitPath: underPath(actor.unitPath) }).lean()) ?? undefined;
  const checkUnit = async (actor: Admin, path: string): Promise<Result<undefined>> => {
    if (!covers(actor.unitPath, path)) return outside();
    if (!units || path === WHOLE_HOUSE) return ok(undefined);
    const unit = await units.unit(path.split('/').at(-2) ?? '');
    if (unit?.path === path) return ok(undefined);
    return fail('web.admin_unknown_unit', 'Không có đơn vị này. Chị chọn đơn vị trong danh sách.', 'body.unitPath');
  };

  return {
    count: (): Promise<number> => Admins.countDocuments({}),

    /** Makes an administrator without asking who may: for the first one and for the command line. */
    async create(input: NewAdmin, options: { mustChangePassword?: boolean } = {}): Promise<Result<AdminRow>> {
      const password = checkPassword(input.password, input.userName, 'body.password');
      if (!password.ok) return password;
      try {
        const doc = await Admins.create({
          _id: randomUUID(),
          name: input.name,
          userName: input.userName,
          passwordHash: await hashPassword(password.value),
          unitPath: input.unitPath,
          role: input.role,
          active: true,
          mustChangePassword: options.mustChangePassword ?? false,
          createdAt: clock.now(),
          lastSignInAt: null,
        });
        return ok(adminRow(doc.toObject()));
      } catch (error) {
        if (!duplicate(error)) throw error;
        return fail('web.user_name_taken', `Tên đăng nhập "${input.userName}" đã có người dùng.`, 'body.userName');
      }
    },

    async list(actor: Admin): Promise<AdminRow[]> {
      const docs = await Admins.find({ unitPath: underPath(actor.unitPath) })
        .sort({ unitPath: 1, name: 1 })
        .limit(1000)
        .lean();
      return docs.map(adminRow);
    },

    /** An owner adds somebody under her own unit; the new one chooses her own password at the first sign-in. */
    add(actor: Admin, input: NewAdmin): Promise<Result<AdminRow>> {
      return inTurn(async () => {
        if (!(await stillOwner(actor))) return rightsChanged();
        const unit = await checkUnit(actor, input.unitPath);
        if (!unit.ok) return unit;
        return this.create(input, { mustChangePassword: true });
      });
    },

    change(actor: Admin, id: string, change: AdminChange): Promise<Result<{ before: AdminRow; after: AdminRow }>> {
      return inTurn(async () => {
        if (!(await stillOwner(actor))) return rightsChanged();
        const doc = await inScope(actor, id);
        if (!doc) return notFound();
        const touchesRights = change.role !== undefined || change.unitPath !== undefined || change.active !== undefined;
        if (id === actor.id && (touchesRights || change.password !== undefined)) return notYourself();
        const unit = await checkUnit(actor, change.unitPath ?? doc.unitPath);
        if (change.unitPath !== undefined && !unit.ok) return unit;
        const { password, ...fields } = change;
        const update: Partial<AdminDoc> = { ...fields };
        if (password !== undefined) {
          const checked = checkPassword(password, doc.userName, 'body.password');
          if (!checked.ok) return checked;
          update.passwordHash = await hashPassword(checked.value);
          update.mustChangePassword = true;
        }
        const after = await Admins.findOneAndUpdate({ _id: id }, { $set: update }, { returnDocument: 'after' }).lean();
        if (!after) return notFound();
        if (password !== undefined || change.active === false) await sessions.revokeAll(id);
        return ok({ before: adminRow(doc), after: adminRow(after) });
      });
    },

    remove(actor: Admin, id: string): Promise<Result<AdminRow>> {
      return inTurn(async () => {
        if (!(await stillOwner(actor))) return rightsChanged();
        if (id === actor.id) return notYourself();
        const doc = await inScope(actor, id);
        if (!doc) return notFound();
        await Admins.deleteOne({ _id: id });
        await sessions.revokeAll(id);
        return ok(adminRow(doc));
      });
    },
  };
};
export type Admins = ReturnType<typeof createAdmins>;
