import type { Place } from '../read/problem.ts';
import type { FlowCommand, VarType } from '../schema/flow.ts';
import type { AskType } from '../schema/steps.ts';
import type { Expression } from '../text/expression.ts';
import type { Template } from '../text/template.ts';
import type { Value } from '../text/value.ts';

/** Index of an op in its flow; a session's `at` is one of these as text. */
export type Address = number;

/** A message said in one of several ways. */
export type Wording = readonly [Template, ...Template[]];

/** One option of a `choose` or `collect` that stands in the file. */
export interface FixedOption {
  readonly label: Template;
  /** What is saved. */
  readonly value: string | number | boolean;
  /** What a button carries: the value as text. */
  readonly key: string;
  readonly to?: Address;
}

export type Options =
  | {
      readonly type: 'fixed';
      readonly options: readonly FixedOption[];
      /** Labels and keys, made once when no label has variables in it. */
      readonly ready?: readonly { readonly label: string; readonly value: string }[];
    }
  | { readonly type: 'list'; readonly from: Value; readonly label?: Template; readonly value?: Value };

/** What `ask` and `choose` share. */
export interface Prompt {
  readonly wording: Wording;
  readonly save?: string;
  readonly again?: Wording;
  readonly retries: number;
  readonly help?: Template;
  /** Where it goes when the retries are used up. */
  readonly otherwise?: Address;
}

export interface AskOp extends Prompt {
  readonly op: 'ask';
  readonly type: AskType;
  readonly min?: number;
  readonly max?: number;
  readonly check?: Expression;
  readonly checkSay?: Wording;
  readonly optional: boolean;
  /** How a date without a year is meant. */
  readonly direction: 'future' | 'past';
}
export interface ChooseOp extends Prompt {
  readonly op: 'choose';
  readonly options: Options;
  readonly as: 'choice' | 'dropdown';
  /** Other words than the options end the conversation and go back to the host. */
  readonly casual: boolean;
  readonly empty?: Address;
}
export interface QuizOp {
  readonly op: 'quiz';
  readonly questions: Value;
  readonly save?: string;
  readonly title?: Template;
  readonly seconds: number | Value;
  readonly feedback: boolean;
  readonly board: boolean;
  readonly poll: boolean;
}
export interface CollectOp {
  readonly op: 'collect';
  readonly wording: Wording;
  readonly options: readonly FixedOption[];
  readonly forMs?: number;
  readonly until?: Value;
  readonly action?: string;
  readonly args?: Value;
  readonly save?: string;
  readonly poll: boolean;
}
export interface DoOp {
  readonly op: 'do';
  readonly action: string;
  readonly args?: Value;
  readonly save?: string;
  readonly onError?: Address;
}

type Plain =
  | { readonly op: 'say'; readonly wording: Wording; readonly private: boolean }
  | { readonly op: 'send'; readonly message: Value; readonly private: boolean }
  | { readonly op: 'branch'; readonly condition: Expression | boolean; readonly otherwise: Address }
  | { readonly op: 'jump' }
  | { readonly op: 'call'; readonly flow: string; readonly with?: Value; readonly save?: string }
  | { readonly op: 'set'; readonly values: readonly (readonly [string, Value])[] }
  | { readonly op: 'wait'; readonly ms?: number; readonly until?: Value }
  | { readonly op: 'hand_over'; readonly reason: Template }
  | { readonly op: 'subscribe'; readonly state: 'on' | 'off' }
  /** `failed`: the end of `on_error`. */
  | { readonly op: 'end'; readonly result?: Value; readonly failed: boolean };

/** One instruction. `next` is where it goes on unless it says otherwise. */
export type Op = (AskOp | ChooseOp | QuizOp | CollectOp | DoOp | Plain) & { readonly next: Address };

export interface VarSpec {
  readonly type: VarType;
  /** Absent: whoever starts the flow must give it. */
  readonly default?: unknown;
  readonly required: boolean;
}

/** A flow ready to run: a list of ops with addresses. Made once; holds no state. */
export interface CompiledFlow {
  readonly name: string;
  /** Content hash: a running session keeps the version that it started with. */
  readonly version: string;
  readonly title: string;
  readonly about?: string;
  readonly scope: 'person' | 'group';
  readonly private: boolean;
  readonly triggers: readonly string[];
  readonly commands: readonly FlowCommand[];
  readonly vars: Readonly<Record<string, VarSpec>>;
  readonly timeout: {
    readonly nudgeMs?: number;
    readonly nudgeSay?: Template;
    readonly endMs: number;
    readonly say?: Template;
  };
  readonly help?: Template;
  readonly ops: readonly Op[];
  /** Where each op stands in the file; empty for jumps that the compiler put between branches. */
  readonly places: readonly Place[];
  readonly onError?: Address;
  /** Every variable that the flow can have; unset ones are read as null. */
  readonly names: readonly string[];
  /** Labels of steps (`id`). */
  readonly labels: Readonly<Record<string, Address>>;
  /** The migrated file as plain data: a host stores it under `version`, so that old sessions can go on after an upgrade. */
  readonly source: unknown;
}
