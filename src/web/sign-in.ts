import { Router } from 'express';
import { z } from 'zod';
import { sendFailure } from './answer.ts';
import { clearSessionCookie } from './cookies.ts';
import { findSession, sessionOf, signedIn } from './guard.ts';
import { checkedOr422, jsonBody } from './mount.ts';
import { hashPassword, MAX_PASSWORD_CHARACTERS, verifyPassword } from './password.ts';
import { addressOf, createSessionStart, MAX_FORM_BYTES, type SignInOptions, tooMany } from './session-start.ts';

export const SignInForm = z.object({
  userName: z.string().trim().toLowerCase().min(1).max(100),
  password: z
    .string()
    .min(1)
    .max(MAX_PASSWORD_CHARACTERS * 4),
});

/** `/session`: signing in, who is signed in, signing out. */
export const signInRouter = (options: SignInOptions): Router => {
  const { models, sessions, setup, limits, secure } = options;
  const { answerOf, begin } = createSessionStart(options);
  const router = Router({ caseSensitive: true });
  const json = jsonBody(MAX_FORM_BYTES);
  // Checked when the user name is unknown, so that the answer takes as long as for a wrong password.
  const nobodysHash = hashPassword('nobody has this password');
  nobodysHash.catch(() => undefined);

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

  router.delete('/session', signedIn(sessions, secure), async (_req, res) => {
    await sessions.close(sessionOf(res).key);
    clearSessionCookie(res, secure);
    res.json({ signedOut: true });
  });

  return router;
};
