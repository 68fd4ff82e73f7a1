import type { z } from 'zod';

/** Who and where an action runs for. Ids are ours, not the platform's. */
export interface ActionContext {
  readonly account: string;
  readonly thread: string;
  readonly threadKind: 'direct' | 'group';
  /** The contact who is speaking; absent in a group activity that nobody in particular drives. */
  readonly contact?: string;
  /** The same whenever this very effect is run again after a crash: write under it, so that twice is harmless. */
  readonly key: string;
  readonly now: Date;
}

/**
 * Something a flow may `do`. `run` is called with checked arguments; what it returns is stored in the flow variable
 * named by `save`, so it must be plain JSON. Expected failures are returned as values that the flow can branch on,
 * usually `{ found: false }`, `{ ok: false, message }`; a thrown error sends the person the "something went wrong" flow.
 */
export interface Action<Args extends z.ZodObject = z.ZodObject, Out extends z.ZodType = z.ZodType> {
  /** For authors: what it does, one English sentence. */
  readonly about: string;
  readonly args: Args;
  /** Shape of the result, by which the checker knows which fields templates may read. */
  readonly result: Out;
  run(args: z.output<Args>, context: ActionContext): Promise<z.input<Out>>;
}

/** Keeps the types of `args` and `run` together while the table holds the general form. */
export const action = <Args extends z.ZodObject, Out extends z.ZodType>(a: Action<Args, Out>): Action =>
  a as unknown as Action;

/** Full name (`learning.quiz`) to action. */
export type ActionTable = Readonly<Record<string, Action>>;
