import { Router } from 'express';
import { z } from 'zod';
import { sendFailure } from './answer.ts';
import { sessionOf, signedIn } from './guard.ts';
import { checkedOr422, jsonBody } from './mount.ts';
import { checkPassword, hashPassword, MAX_PASSWORD_CHARACTERS, verifyPassword } from './password.ts';
import { addressOf, MAX_FORM_BYTES, type SignInOptions, tooMany } from './session-start.ts';

export const PasswordForm = z.object({
  current: z
    .string()
    .min(1)
    .max(MAX_PASSWORD_CHARACTERS * 4),
  next: z.string().max(MAX_PASSWORD_CHARACTERS * 4),
});

/** One's own password and sessions. Before everything else of the API, as a temporary password allows only this. */
export const ownAccountRouter = (options: SignInOptions): Router => {
  const { models, sessions, limits, audit, secure } = options;
  const router = Router({ caseSensitive: true });
  const own = signedIn(sessions, secure);
  const json = jsonBody(MAX_FORM_BYTES);

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
    if (form.value.next.normalize('NFKC') === form.value.current.normalize('NFKC')) {
      sendFailure(res, 422, {
        code: 'web.password_same',
        message: 'Mật khẩu mới giống mật khẩu hiện tại. Chị chọn một câu khác.',
        place: 'body.next',
      });
      return;
    }
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
