import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/result.ts';
import { sendFailure } from './answer.ts';
import type { WriteAudit } from './audit.ts';
import { setSessionCookie } from './cookies.ts';
import { findSession } from './guard.ts';
import { type TryLimits, WINDOW_SECONDS } from './limits.ts';
import type { WebModels } from './models.ts';
import type { UnitDirectory } from './ports.ts';
import type { Admin } from './route.ts';
import { WHOLE_HOUSE } from './scope.ts';
import { adminOf, type Sessions } from './sessions.ts';
import type { HouseSettings, Settings } from './settings.ts';
import type { Setup } from './setup.ts';

/** Forms of these endpoints are a few hundred bytes; nobody has signed in yet, so nothing longer is read. */
export const MAX_FORM_BYTES = 16 * 1024;

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

/** What set-up, sign-in and one's own account stand on. */
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

export const addressOf = (req: Request): string => req.ip ?? '';

/** Too many tries: 429 with the sentence and the longest wait in seconds. */
export const tooMany = (res: Response, error: Failure): void => {
  res.set('retry-after', String(WINDOW_SECONDS));
  sendFailure(res, 429, error);
};

/** Beginning a session and telling the console who is signed in. */
export const createSessionStart = (options: SignInOptions) => {
  const { models, clock, sessions, audit, settings, units, secure } = options;

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

  return { answerOf, begin };
};
