import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type AdminRow, type Admins, Password, PersonName, UserName } from './admins.ts';
import type { WebModels } from './models.ts';
import { checkPassword } from './password.ts';
import type { SampleData, UnitDirectory } from './ports.ts';
import { UNIT_PATH, WHOLE_HOUSE } from './scope.ts';

/** Letters and digits that nobody confuses when reading them from a screen. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** Twelve of 32 letters: 60 bits, far beyond what the limit on tries lets anybody guess. */
const CODE_LENGTH = 12;

const hashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest('base64url');

const Stored = z.object({ hash: z.string(), used: z.boolean() });

const Code = z.string().min(1).max(60);
export const SetupCheck = z.object({ code: Code });
export const SetupForm = z.object({
  code: Code,
  name: PersonName,
  userName: UserName,
  password: Password,
  /** Absent: the whole house. */
  unitPath: z.string().regex(UNIT_PATH, 'cần là đường dẫn đơn vị.').optional(),
  /** Loads the sample data first. */
  sample: z.boolean().default(false),
});
export type SetupForm = z.output<typeof SetupForm>;

const alreadyDone = () => fail('web.already_set_up', 'Hệ thống đã có quản trị viên. Chị đăng nhập như bình thường.');

/** The first administrator: whoever reads the one-time code from the terminal may make herself one, once. */
export const createSetup = ({
  models,
  clock,
  admins,
  units,
  sample,
}: {
  models: Pick<WebModels, 'House'>;
  clock: Clock;
  admins: Admins;
  units?: UnitDirectory;
  sample?: SampleData;
}) => {
  const { House } = models;

  const check = async (code: string): Promise<Result<{ hash: string }>> => {
    if ((await admins.count()) > 0) return alreadyDone();
    const doc = await House.findById('setup').lean();
    const stored = Stored.safeParse(doc?.value);
    const hash = hashOf(code);
    if (
      stored.success &&
      !stored.data.used &&
      stored.data.hash.length === hash.length &&
      timingSafeEqual(Buffer.from(stored.data.hash), Buffer.from(hash))
    ) {
      return ok({ hash });
    }
    return fail(
      'web.setup_code',
      'Mã thiết lập chưa đúng hoặc đã dùng. Chị xem mã mới nhất ở cửa sổ khởi động chương trình.',
      'body.code',
    );
  };

  return {
    /** Whether there is nobody yet who could sign in. */
    needed: async (): Promise<boolean> => (await admins.count()) === 0,

    /** A new code to print at start, replacing an earlier one; undefined once an administrator exists. */
    async code(): Promise<string | undefined> {
      if ((await admins.count()) > 0) {
        await House.deleteOne({ _id: 'setup' });
        return undefined;
      }
      const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
      const code = letters.join('').replace(/(.{4})(?=.)/g, '$1-');
      await House.updateOne(
        { _id: 'setup' },
        { $set: { value: { hash: hashOf(code), used: false }, at: clock.now() } },
        { upsert: true },
      );
      return code;
    },

    /** What the form needs, for whoever has the code. */
    async begin(code: string) {
      const checked = await check(code);
      if (!checked.ok) return checked;
      const known = units ? await units.unitsUnder(WHOLE_HOUSE) : [];
      return ok({
        units: known.slice(0, 1000).map(({ id, name, level, path }) => ({ id, name, level, path })),
        sample: sample !== undefined && !(await sample.loaded()),
      });
    },

    /** Uses the code up and makes the first administrator, an owner. On failure the code stays good and nobody is made. */
    async finish(form: SetupForm): Promise<Result<AdminRow>> {
      const checked = await check(form.code);
      if (!checked.ok) return checked;
      // Before the code is used up and the sample loaded, which takes seconds.
      const password = checkPassword(form.password, form.userName, 'body.password');
      if (!password.ok) return password;
      // One atomic write decides who wins when two people send the right code at once.
      const claimed = await House.findOneAndUpdate(
        { _id: 'setup', 'value.hash': checked.value.hash, 'value.used': false },
        { $set: { 'value.used': true } },
      ).lean();
      if (!claimed) return alreadyDone();
      const give = async () => {
        await House.updateOne({ _id: 'setup' }, { $set: { 'value.used': false } });
      };
      try {
        if (form.sample && sample && !(await sample.loaded())) {
          const loaded = await sample.load();
          if (!loaded.ok) {
            await give();
            return loaded;
          }
        }
        const made = await admins.create({
          name: form.name,
          userName: form.userName,
          password: form.password,
          role: 'owner',
          unitPath: form.unitPath ?? WHOLE_HOUSE,
        });
        if (made.ok) await House.deleteOne({ _id: 'setup' });
        else await give();
        return made;
      } catch (error) {
        await give();
        throw error;
      }
    },
  };
};
export type Setup = ReturnType<typeof createSetup>;
