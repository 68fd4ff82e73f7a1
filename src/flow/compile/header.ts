import { createHash } from 'node:crypto';
import { DEFAULT_TIMEOUT_MS } from '../limits.ts';
import { parseDuration } from '../schema/duration.ts';
import type { LooseFlow } from '../schema/flow.ts';
import type { CompiledFlow, VarSpec } from './ops.ts';
import type { Texts } from './texts.ts';

/** What a flow is started with; a variable without `default` is required. */
export const varSpecs = (vars: LooseFlow['vars']): Record<string, VarSpec> =>
  Object.fromEntries(
    Object.entries(vars ?? {}).map(([name, spec]) => {
      const { type, default: value } = typeof spec === 'string' ? { type: spec, default: undefined } : spec;
      const given = typeof spec === 'object' && Object.hasOwn(spec, 'default');
      return [name, { type, required: !given, ...(given && { default: value ?? null }) }];
    }),
  );

/** Silence: when it nudges and when it ends. */
export const timeoutOf = (timeout: LooseFlow['timeout'], texts: Texts): CompiledFlow['timeout'] => {
  if (timeout === undefined) return { endMs: DEFAULT_TIMEOUT_MS };
  if (typeof timeout === 'string') return { endMs: parseDuration(timeout) ?? DEFAULT_TIMEOUT_MS };
  const nudgeMs = timeout.nudge === undefined ? undefined : parseDuration(timeout.nudge);
  return {
    endMs: (timeout.end === undefined ? undefined : parseDuration(timeout.end)) ?? DEFAULT_TIMEOUT_MS,
    ...(nudgeMs !== undefined && { nudgeMs }),
    ...(timeout.nudge_say !== undefined && { nudgeSay: texts.text(timeout.nudge_say, ['timeout', 'nudge_say']) }),
    ...(timeout.say !== undefined && { say: texts.text(timeout.say, ['timeout', 'say']) }),
  };
};

/** Twelve hex digits name a version: enough for the few versions that one flow ever has. */
export const versionOf = (source: unknown): string =>
  createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 12);
