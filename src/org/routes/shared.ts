import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { AuditChange } from '../../web/route.ts';
import type { Changed } from '../types.ts';

export const Id = z.object({ id: z.string().min(1).max(300) });

/** Audits a change that was made, and answers with what it became (or with what it was, when it is gone). */
export const audited = async <T>(
  result: Result<Changed<T>>,
  context: { audit(change: AuditChange): Promise<void> },
  about: (value: T) => Omit<AuditChange, 'before' | 'after'>,
): Promise<Result<T | undefined>> => {
  if (!result.ok) return result;
  const { before, after } = result.value;
  const shown = after ?? before;
  if (shown !== undefined) await context.audit({ ...about(shown), before, after });
  return { ok: true, value: after };
};
