import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { AdminDoc, SessionDoc, WebModels } from './models.ts';
import type { Admin } from './route.ts';

/** A session ends this long after the sign-in, whatever happens in between. */
export const SESSION_HOURS = 7 * 24;
/** A session ends when nothing was asked for this long: office PCs are shared. */
export const IDLE_HOURS = 12;
/** `lastSeenAt` is written at most this often. */
const TOUCH_MS = 60_000;
/** More sessions than this of one administrator push out the oldest. */
const MAX_SESSIONS = 20;

const HOUR_MS = 3_600_000;

export interface OpenSession {
  readonly admin: Admin;
  /** What the cookie's hash is stored under. */
  readonly key: string;
  readonly mustChangePassword: boolean;
}

export interface SessionRow {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly address: string;
  readonly userAgent: string;
  readonly current: boolean;
}

export const adminOf = (doc: AdminDoc): Admin => ({
  id: doc._id,
  name: doc.name,
  unitPath: doc.unitPath,
  role: doc.role,
});

const keyOf = (cookie: string): string => createHash('sha256').update(cookie).digest('base64url');

/** Signed-in browsers. The cookie's value is never stored; the CSRF token follows from the session and the app key. */
export const createSessions = ({
  models,
  clock,
  appKey,
}: {
  models: Pick<WebModels, 'Sessions' | 'Admins'>;
  clock: Clock;
  appKey: Buffer;
}) => {
  const { Sessions, Admins } = models;
  const alive = (doc: SessionDoc, now: Date) =>
    doc.expiresAt > now && now.getTime() - doc.lastSeenAt.getTime() < IDLE_HOURS * HOUR_MS;

  return {
    /** Begins a session and returns the cookie's value. */
    async open(admin: string, from: { address: string; userAgent: string }) {
      const value = randomBytes(32).toString('base64url');
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + SESSION_HOURS * HOUR_MS);
      await Sessions.create({
        _id: keyOf(value),
        publicId: randomBytes(9).toString('base64url'),
        admin,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
        address: from.address.slice(0, 64),
        userAgent: from.userAgent.slice(0, 200),
      });
      const surplus = await Sessions.find({ admin }).sort({ createdAt: -1 }).skip(MAX_SESSIONS).select('_id').lean();
      if (surplus.length > 0) await Sessions.deleteMany({ _id: { $in: surplus.map((doc) => doc._id) } });
      return { value, expiresAt, csrf: this.csrf(keyOf(value)) };
    },

    /** Who the cookie stands for, with her rights of this moment; undefined when it opens nothing. */
    async find(cookie: string): Promise<OpenSession | undefined> {
      return this.findByKey(keyOf(cookie), true);
    },

    /** Like `find`, by the stored key; `touch` counts as activity. */
    async findByKey(key: string, touch: boolean): Promise<OpenSession | undefined> {
      const now = clock.now();
      const doc = await Sessions.findById(key).lean();
      if (!doc || !alive(doc, now)) return undefined;
      const admin = await Admins.findById(doc.admin).lean();
      if (!admin?.active) return undefined;
      if (touch && now.getTime() - doc.lastSeenAt.getTime() >= TOUCH_MS) {
        await Sessions.updateOne({ _id: key }, { $set: { lastSeenAt: now } });
      }
      return { admin: adminOf(admin), key, mustChangePassword: admin.mustChangePassword };
    },

    /** The token that every change must carry in `X-CSRF-Token`. */
    csrf: (key: string): string => createHmac('sha256', appKey).update(`csrf:${key}`).digest('base64url'),

    csrfFits(key: string, token: unknown): boolean {
      if (typeof token !== 'string') return false;
      const want = Buffer.from(this.csrf(key));
      const got = Buffer.from(token);
      return want.length === got.length && timingSafeEqual(want, got);
    },

    async close(key: string): Promise<void> {
      await Sessions.deleteOne({ _id: key });
    },

    async list(admin: string, currentKey: string): Promise<SessionRow[]> {
      const now = clock.now();
      const docs = await Sessions.find({ admin }).sort({ lastSeenAt: -1 }).limit(MAX_SESSIONS).lean();
      return docs
        .filter((doc) => alive(doc, now))
        .map((doc) => ({
          id: doc.publicId,
          createdAt: doc.createdAt.toISOString(),
          lastSeenAt: doc.lastSeenAt.toISOString(),
          address: doc.address,
          userAgent: doc.userAgent,
          current: doc._id === currentKey,
        }));
    },

    /** Ends one of the administrator's own sessions. False when she has none of that id. */
    async revoke(admin: string, publicId: string): Promise<boolean> {
      return (await Sessions.deleteOne({ admin, publicId })).deletedCount > 0;
    },

    /** Ends all sessions of an administrator, except the one named. */
    async revokeAll(admin: string, exceptKey?: string): Promise<void> {
      await Sessions.deleteMany(exceptKey ? { admin, _id: { $ne: exceptKey } } : { admin });
    },
  };
};
export type Sessions = ReturnType<typeof createSessions>;
