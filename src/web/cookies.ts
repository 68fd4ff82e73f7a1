import type { Request, Response } from 'express';

/** A secure origin gets the `__Host-` prefix, which browsers bind to this host, path and https. */
const nameOf = (secure: boolean): string => (secure ? '__Host-chihoi' : 'chihoi');

/** The value of the session cookie, or undefined. Anything that is not one of our values is as good as none. */
export const readSessionCookie = (req: Request, secure: boolean): string | undefined => {
  const prefix = `${nameOf(secure)}=`;
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const text = part.trim();
    if (!text.startsWith(prefix)) continue;
    const value = text.slice(prefix.length);
    return /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
  }
  return undefined;
};

/** Sets the session cookie: no script reads it, and other sites' forms do not send it. */
export const setSessionCookie = (res: Response, value: string, expires: Date, secure: boolean): void => {
  res.cookie(nameOf(secure), value, { httpOnly: true, sameSite: 'lax', secure, path: '/', expires });
};

export const clearSessionCookie = (res: Response, secure: boolean): void => {
  res.clearCookie(nameOf(secure), { httpOnly: true, sameSite: 'lax', secure, path: '/' });
};
