import type { FlowEvent } from '../session.ts';

/** A row that can be picked: what is shown, what a button carries, what is saved. */
export interface Row {
  readonly label: string;
  readonly key: string;
  readonly value: unknown;
}

export interface WaitingAsk {
  readonly t: 'ask';
  readonly tries: number;
  /** `moment`: the day is known (`2026-11-27`), the hour is being asked for. */
  readonly day?: string;
  /** Several readings or candidates were found and she is asked which. */
  readonly pick?: readonly Row[];
}
export interface WaitingChoose {
  readonly t: 'choose';
  readonly tries: number;
  /** Rows of a list or of labels with variables; absent when the flow itself has them ready. */
  readonly rows?: readonly Row[];
  /** Which rows are on the screen when not all: one page, or those that an unclear answer fits. */
  readonly shown?: readonly number[];
  /** The row with which the next page begins, when "Xem thêm" is shown. */
  readonly more?: number;
}
/** Option (from 0) and the millisecond of the answer. */
export type Given = readonly [option: number, at: number];
export interface WaitingQuiz {
  readonly t: 'quiz';
  /** Present question, from 0. */
  readonly i: number;
  readonly tries: number;
  readonly a: readonly Given[];
}
export interface WaitingLive {
  readonly t: 'live';
  readonly i: number;
  readonly timer: string;
  readonly closes: number;
  /** By contact: name, and her answer to each question (null: none). Kept short: it is stored at every answer. */
  readonly a: Readonly<Record<string, { readonly n: string; readonly a: readonly (Given | null)[] }>>;
}
export interface WaitingCollect {
  readonly t: 'collect';
  readonly timer: string;
  readonly closes: number;
  readonly a: Readonly<Record<string, { readonly n: string; readonly o: number; readonly at: number }>>;
  /** Actions on the way: effect to contact. */
  readonly open: Readonly<Record<string, string>>;
}
export interface WaitingWait {
  readonly t: 'wait';
  readonly timer: string;
}
/** "dung": stop, or "đúng"? `event` is answered to `inner` when she did not mean to stop. */
export interface WaitingStop {
  readonly t: 'stop?';
  readonly event: Extract<FlowEvent, { type: 'message' }>;
  readonly inner: Waiting;
}
/** After an interruption or a hand-over. `offered`: she was asked whether to go on, so yes and no are answers. */
export interface WaitingPaused {
  readonly t: 'paused';
  readonly inner: Waiting;
  readonly offered: boolean;
}

export type Waiting =
  | WaitingAsk
  | WaitingChoose
  | WaitingQuiz
  | WaitingLive
  | WaitingCollect
  | WaitingWait
  | WaitingStop
  | WaitingPaused;

/** What else the engine keeps in a session, under `Session.engine`. */
export interface EngineState {
  /** The running action: its effect id; `tries` when it looks for the answer to an `ask`. */
  readonly doing?: { readonly effect: string; readonly tries?: number };
  /** Actions run since a person or a timer last moved the session. */
  readonly acts?: number;
  /** The timer of silence that is set: one at a time, looked at when it goes off, so that an answer costs no timer. */
  readonly idle?: { readonly at: number; readonly nudged?: boolean };
  /** Messages that came while an action was running, oldest first. */
  readonly held?: readonly Extract<FlowEvent, { type: 'message' }>[];
  /** She is gone: the flow may finish what needs no answer, then ends with this reason. */
  readonly closing?: 'timed_out';
}
