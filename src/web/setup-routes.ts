import { Router } from 'express';
import { sendFailure, statusOf } from './answer.ts';
import { checkedOr422, jsonBody } from './mount.ts';
import { addressOf, createSessionStart, MAX_FORM_BYTES, type SignInOptions, tooMany } from './session-start.ts';
import { SetupCheck, SetupForm } from './setup.ts';

/** `/setup`: the first administrator, made once with the code that was printed at start. */
export const setupRouter = (options: SignInOptions): Router => {
  const { setup, limits, audit } = options;
  const { begin } = createSessionStart(options);
  const router = Router({ caseSensitive: true });
  const json = jsonBody(MAX_FORM_BYTES);

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

  return router;
};
