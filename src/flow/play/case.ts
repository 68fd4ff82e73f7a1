import { z } from 'zod';
import { Duration } from '../schema/duration.ts';
import { FlowName } from '../schema/parts.ts';

/** What one person did: words, or something else than words. */
const Doing = z.union([
  z.string(),
  // `An: 2` is a number to YAML.
  z.number().transform(String),
  z.strictObject({ text: z.string(), addressed: z.boolean().optional() }),
  z.strictObject({ press: z.string(), text: z.string().optional() }),
  z.strictObject({ photo: z.string() }),
  z.strictObject({ vote: z.array(z.string()) }),
]);
export type Doing = z.infer<typeof Doing>;

/** What comes in at one turn; `docs/flows.md` shows each form. */
export const TurnInput = z.union([
  z.literal('start'),
  z.strictObject({ done: z.unknown() }),
  z.strictObject({ failed: z.string() }),
  z.strictObject({ after: Duration }),
  z.record(z.string(), Doing).refine((one) => Object.keys(one).length === 1, 'một lượt là lời của một người'),
]);
export type TurnInput = z.infer<typeof TurnInput>;

/** A golden conversation: `docs/flows.md`, "Golden conversations". */
export const GoldenCase = z.strictObject({
  flow: FlowName,
  about: z.string().optional(),
  /** ISO moment at which the clock stands when it starts. */
  at: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'cần một thời điểm ISO, ví dụ 2026-11-20T19:00:00+07:00'),
  thread: z.enum(['direct', 'group']).default('direct'),
  /** A key of `people`; absent: the office starts a group activity. */
  person: z.string().optional(),
  people: z
    .record(
      z.string(),
      z.strictObject({ name: z.string(), address: z.string().default('chị'), id: z.string().optional() }),
    )
    .default({}),
  vars: z.record(z.string(), z.unknown()).default({}),
  turns: z.array(z.strictObject({ in: TurnInput, out: z.array(z.unknown()).optional() })).min(1),
});
export type GoldenCase = z.infer<typeof GoldenCase>;
