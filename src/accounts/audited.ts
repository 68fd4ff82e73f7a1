import type { AuditChange } from '../web/route.ts';
import type { AccountView } from './types.ts';

/** What the audit log keeps of an account: never a secret, and nothing that changes by itself. */
const audited = ({ id, kind, name, settings, secretsSet, paused, pace }: AccountView) => ({
  id,
  kind,
  name,
  settings,
  // Under this name, as the log puts `[kín]` for whatever is called a secret.
  filled: secretsSet,
  paused,
  pace,
});

/**
 * A line of the audit log about an account. `replaced`: names of the fields that got a new value, as a secret's new value
 * itself cannot stand there.
 */
export const accountChange = (
  action: string,
  account: AccountView,
  sides: { before?: AccountView; after?: AccountView; replaced?: readonly string[] } = {},
): AuditChange => ({
  action,
  target: { type: 'account', id: account.id, label: `${account.kindLabel}: ${account.name}` },
  unitPath: account.unitPath,
  ...(sides.before && { before: audited(sides.before) }),
  ...(sides.after && {
    after: { ...audited(sides.after), ...(sides.replaced?.length && { replaced: sides.replaced }) },
  }),
});
