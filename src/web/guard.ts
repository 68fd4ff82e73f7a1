import type { Request, RequestHandler, Response } from 'express';
import { sendFailure } from './answer.ts';
import { readSessionCookie } from './cookies.ts';
import type { Admin } from './route.ts';
import type { OpenSession, Sessions } from './sessions.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const RANK: Record<Admin['role'], number> = { viewer: 0, editor: 1, owner: 2 };

/** Whether a role reaches the least role asked for. */
export const reaches = (role: Admin['role'], least: Admin['role']): boolean => RANK[role] >= RANK[least];

const hostOf = (url: string): string | undefined => {
  try {
    return new URL(url).host;
  } catch {
    return undefined;
  }
};

/**
 * Refuses changes that another site's page sends: browsers say where a request comes from, and their word is checked
 * before any cookie is read. Programs without a browser send neither header and need the CSRF token all the same.
 */
export const sameOrigin = (publicUrl?: string): RequestHandler => {
  const publicHost = publicUrl === undefined ? undefined : hostOf(publicUrl);
  return (req, res, next) => {
    if (SAFE_METHODS.has(req.method)) return next();
    const site = req.get('sec-fetch-site');
    const origin = req.get('origin');
    const host = origin === undefined ? undefined : hostOf(origin);
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (origin !== undefined && (host === undefined || (host !== req.get('host') && host !== publicHost)));
    if (!foreign) return next();
    sendFailure(res, 403, {
      code: 'web.foreign_origin',
      message: 'Yêu cầu đến từ một trang khác nên bị từ chối. Chị mở lại trang quản trị và thử lại.',
    });
  };
};

const OPEN_SESSION = Symbol('session');

/** The session that `signedIn` put on the answer. Throws where no guard ran: a bug in how routes are mounted. */
export const sessionOf = (res: Response): OpenSession => {
  const session = (res.locals as { [OPEN_SESSION]?: OpenSession })[OPEN_SESSION];
  if (!session) throw new Error('sessionOf() was called on a path that the session guard does not cover');
  return session;
};

/** The session of a request, if its cookie opens one. */
export const findSession = async (
  sessions: Sessions,
  req: Request,
  secure: boolean,
): Promise<OpenSession | undefined> => {
  const cookie = readSessionCookie(req, secure);
  return cookie === undefined ? undefined : sessions.find(cookie);
};

/** Lets only signed-in administrators pass, and changes only with the session's token in `X-CSRF-Token`. */
export const signedIn =
  (sessions: Sessions, secure: boolean): RequestHandler =>
  async (req, res, next) => {
    const session = await findSession(sessions, req, secure);
    if (!session) {
      sendFailure(res, 401, {
        code: 'web.sign_in_needed',
        message: 'Chị cần đăng nhập, hoặc phiên đăng nhập đã hết hạn.',
      });
      return;
    }
    if (!SAFE_METHODS.has(req.method) && !sessions.csrfFits(session.key, req.get('x-csrf-token'))) {
      sendFailure(res, 403, {
        code: 'web.csrf',
        message: 'Trang đã cũ nên thay đổi chưa được lưu. Chị tải lại trang và thử lại.',
      });
      return;
    }
    (res.locals as { [OPEN_SESSION]?: OpenSession })[OPEN_SESSION] = session;
    next();
  };

/** Whoever signed in with a password that somebody else set gets no further than setting her own. */
export const ownPasswordFirst: RequestHandler = (_req, res, next) => {
  if (!sessionOf(res).mustChangePassword) return next();
  sendFailure(res, 403, {
    code: 'web.own_password_first',
    message: 'Mật khẩu hiện tại do người khác đặt. Chị đặt mật khẩu riêng rồi tiếp tục.',
  });
};
