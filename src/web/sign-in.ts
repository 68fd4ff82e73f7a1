import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/result.ts';
import { sendFailure, statusOf } from './answer.ts';
import type { WriteAudit } from './audit.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './cookies.ts';
import { findSession, sessionOf, signedIn } from './guard.ts';
import { type TryLimits, WINDOW_SECONDS } from './limits.ts';
import type { WebModels } from './models.ts';
import { checkedOr422, jsonBody } from './mount.ts';
import { checkPassword, hashPassword, MAX_PASSWORD_CHARACTERS, verifyPassword } from './password.ts';
import type { UnitDirectory } from './ports.ts';
import type { Admin } from './route.ts';
import { WHOLE_HOUSE } from './scope.ts';
import { adminOf, type Sessions } from './sessions.ts';
import type { HouseSettings, Settings } from './settings.ts';
import { type Setup, SetupCheck, SetupForm } from './setup.ts';

/** Forms of this router are a few hundred bytes; nobody has signed in yet, so nothing longer is read. */
const MAX_FORM_BYTES = 16 * 1024;

export const SignInForm = z.object({
  userName: z.string().trim().toLowerCase().min(1).max(100),
  password: z
    .string()
    .min(1)
    .max(MAX_PASSWORD_CHARACTERS * 4),
});
export const PasswordForm = z.object({
  current: z
    .string()
    .min(1)
    .max(MAX_PASSWORD_CHARACTERS * 4),
  next: z.string().max(MAX_PASSWORD_CHARACTERS * 4),
});

/** Who is signed in, as the console reads it from `GET /api/session`. */
export interface SessionAnswer {
  readonly admin: Admin;
  /** The unit's name for the console's head; undefined for the whole house. */
  readonly unitName?: string;
  /** Goes into `X-CSRF-Token` of every change. */
  readonly csrf: string;
  readonly mustChangePassword: boolean;
  /** Of the house's settings, what every page shows. */
  readonly house: Pick<HouseSettings, 'houseName' | 'language' | 'zone'>;
}

export interface SignInOptions {
  readonly models: WebModels;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly setup: Setup;
  readonly limits: TryLimits;
  readonly audit: WriteAudit;
  readonly settings: Settings;
  readonly units?: UnitDirectory;
  readonly secure: boolean;
}

const tooMany = (res: Response, error: Failure): void => {
  // The longest it can take; the sentence says how long it takes here.
  res.set('retry-after', String(WINDOW_SECONDS));
  sendFailure(res, 429, error);
};

const addressOf = (req: Request): string => req.ip ?? '';

/** Set-up, sign-in, sign-out, one's own password and sessions: everything that happens before or around a session. */
export const signInRouter = (options: SignInOptions): Router => {
  const { models, clock, sessions, setup, limits, audit, settings, units, secure } = options;
  const router = Router({ caseSensitive: true });
  const json = jsonBody(MAX_FORM_BYTES);
  // Checked when the user name is unknown, so that the answer takes as long as for a wrong password.
  const nobodysHash = hashPassword('nobody has this password');
  nobodysHash.catch(() => undefined);

  const answerOf = async (admin: Admin, csrf: string, mustChangePassword: boolean): Promise<SessionAnswer> => {
    const id = admin.unitPath === WHOLE_HOUSE ? undefined : admin.unitPath.split('/').at(-2);
    const unit = id === undefined ? undefined : await units?.unit(id);
    const { houseName, language, zone } = await settings.get();
    return {
      admin,
      csrf,
      mustChangePassword,
      house: { houseName, language, zone },
      ...(unit ? { unitName: unit.name } : {}),
    };
  };

  const begin = async (req: Request, res: Response, id: string): Promise<void> => {
    const doc = await models.Admins.findOneAndUpdate(
      { _id: id },
      { $set: { lastSignInAt: clock.now() } },
      { returnDocument: 'after' },
    ).lean();
    if (!doc) throw new Error('the administrator vanished while signing in');
    // An old session of this browser ends here: a new sign-in is always a new session.
    const old = await findSession(sessions, req, secure);
    if (old) await sessions.close(old.key);
    const session = await sessions.open(id, { address: addressOf(req), userAgent: req.get('user-agent') ?? '' });
    await audit(
      { id, name: doc.name },
      {
        action: 'session.opened',
        target: { type: 'admin', id, label: doc.name },
        unitPath: doc.unitPath,
      },
    );
    setSessionCookie(res, session.value, session.expiresAt, secure);
    res.json(await answerOf(adminOf(doc), session.csrf, doc.mustChangePassword));
  };

  router.post('/setup/check', ...json, async (req, res) => {
    const form = await checkedOr422(res, SetupCheck, req.body ?? {}, 'body');
    if (!form) return;
    const tries = await limits.spend(addressOf(req));
    if (!tries.ok) return tooMany(res, tries.error);
    const begun = await setup.begin(form.value.code);
    if (!begun.ok) return sendFailure(res, statusOf(begun.error.code), begun.error);
    await limits.forgive(addressOf(req));
    res.json(begun.value);
  });

  router.post('/setup', ...json, async (req, res) => {
    const form = await checkedOr422(res, SetupForm, req.body ?? {}, 'body');
    if (!form) return;
    const tries = await limits.spend(addressOf(req));
    if (!tries.ok) return tooMany(res, tries.error);
    const made = await setup.finish(form.value);
    if (!made.ok) return sendFailure(res, statusOf(made.error.code), made.error);
    await limits.forgive(addressOf(req));
    const { id, name, unitPath } = made.value;
    await audit(made.value, {
      action: 'admin.added',
      target: { type: 'admin', id, label: name },
      unitPath,
      after: made.value,
    });
    await begin(req, res, id);
  });

  router.post('/session', ...json, async (req, res) => {
    const form = await checkedOr422(res, SignInForm, req.body ?? {}, 'body');
    if (!form) return;
    const { userName, password } = form.value;
    const tries = await limits.spend(addressOf(req), userName);
    if (!tries.ok) return tooMany(res, tries.error);
    const doc = await models.Admins.findOne({ userName }).lean();
    const fits = await verifyPassword(doc?.passwordHash ?? (await nobodysHash), password);
    if (!doc?.active || !fits) {
      sendFailure(res, 401, {
        code: 'web.sign_in_wrong',
        message: 'Tên đăng nhập hoặc mật khẩu chưa đúng. Chị kiểm tra phím Caps Lock và bộ gõ rồi thử lại.',
      });
      return;
    }
    await limits.forgive(addressOf(req), userName);
    await begin(req, res, doc._id);
  });

  router.get('/session', async (req, res) => {
    const session = await findSession(sessions, req, secure);
    if (session) {
      res.json(await answerOf(session.admin, sessions.csrf(session.key), session.mustChangePassword));
      return;
    }
    const needed = await setup.needed();
    sendFailure(
      res,
      401,
      needed
        ? { code: 'web.setup_needed', message: 'Hệ thống chưa có quản trị viên. Chị thiết lập lần đầu.' }
        : { code: 'web.sign_in_needed', message: 'Chị cần đăng nhập, hoặc phiên đăng nhập đã hết hạn.' },
    );
  });

  const own = signedIn(sessions, secure);

  router.delete('/session', own, async (req, res) => {
    if (readSessionCookie(req, secure)) await sessions.close(sessionOf(res).key);
    clearSessionCookie(res, secure);
    res.json({ signedOut: true });
  });

  router.put('/session/password', own, ...json, async (req, res) => {
    const form = await checkedOr422(res, PasswordForm, req.body ?? {}, 'body');
    if (!form) return;
    const { admin, key } = sessionOf(res);
    const doc = await models.Admins.findById(admin.id).lean();
    if (!doc) throw new Error('the signed-in administrator is not there');
    const tries = await limits.spend(addressOf(req), doc.userName);
    if (!tries.ok) return tooMany(res, tries.error);
    if (!(await verifyPassword(doc.passwordHash, form.value.current))) {
      sendFailure(res, 422, {
        code: 'web.password_wrong',
        message: 'Mật khẩu hiện tại chưa đúng.',
        place: 'body.current',
      });
      return;
    }
    await limits.forgive(addressOf(req), doc.userName);
    const next = checkPassword(form.value.next, doc.userName, 'body.next');
    if (!next.ok) return sendFailure(res, 422, next.error);
    await models.Admins.updateOne(
      { _id: admin.id },
      { $set: { passwordHash: await hashPassword(next.value), mustChangePassword: false } },
    );
    // Whoever knew the old password is out.
    await sessions.revokeAll(admin.id, key);
    await audit(admin, {
      action: 'admin.password_changed',
      target: { type: 'admin', id: admin.id, label: admin.name },
      unitPath: admin.unitPath,
    });
    res.json({ changed: true });
  });

  router.get('/sessions', own, async (_req, res) => {
    const { admin, key } = sessionOf(res);
    res.json({ rows: await sessions.list(admin.id, key) });
  });

  router.delete('/sessions/:id', own, async (req, res) => {
    const { admin } = sessionOf(res);
    if (await sessions.revoke(admin.id, String(req.params.id))) {
      res.json({ revoked: true });
      return;
    }
    sendFailure(res, 404, { code: 'web.session_not_found', message: 'Phiên này không còn nữa.' });
  });

  return router;
};
