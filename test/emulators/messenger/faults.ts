/**
 * What can go wrong, as data. A fault waits for the requests that it fits and spoils so many of them.
 *
 * - `hang`: the request is carried out or not (`done`), and never answered.
 * - `lose_answer`: carried out, then the connection breaks; the echo still comes.
 * - `drop`: the connection breaks before anything is done.
 * - `error`: refused with Meta's code (10/2018278 window, 190 token, 613 too many, 551 unreachable, 368 restricted, …);
 *   with `done` it was carried out all the same (1/1357046).
 * - `html`: a web page instead of JSON, with this status (default 502).
 * - `empty`: carried out and answered with `{}`.
 * - `slow`: carried out and answered after so many milliseconds.
 */
export type Fault =
  | { readonly type: 'hang'; readonly done?: boolean }
  | { readonly type: 'lose_answer' }
  | { readonly type: 'drop' }
  | {
      readonly type: 'error';
      readonly code: number;
      readonly subcode?: number;
      readonly status?: number;
      readonly done?: boolean;
    }
  | { readonly type: 'html'; readonly status?: number }
  | { readonly type: 'empty' }
  | { readonly type: 'slow'; readonly ms: number };

/** Which requests a fault fits. What is left out fits all. */
export interface FaultRule {
  readonly fault: Fault;
  /** The path's last part (`message_attachments`, `subscribed_apps`, `me`); `send` stands for messages, without signs. */
  readonly on?: string;
  /** The person written to. */
  readonly psid?: string;
  /** Requests let through first; default 0. */
  readonly after?: number;
  /** Requests spoilt; default 1. */
  readonly times?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault for this request, if one fits; counts it. */
  take(on: string, psid: string | undefined): Fault | undefined;
}

export const createFaults = (): Faults => {
  let rules: { readonly rule: FaultRule; after: number; times: number }[] = [];
  return {
    add(rule) {
      rules.push({ rule, after: rule.after ?? 0, times: rule.times ?? 1 });
    },
    clear() {
      rules = [];
    },
    take(on, psid) {
      for (const one of rules) {
        const { rule } = one;
        if ((rule.on !== undefined && rule.on !== on) || (rule.psid !== undefined && rule.psid !== psid)) continue;
        if (one.after > 0) {
          one.after -= 1;
          continue;
        }
        one.times -= 1;
        rules = rules.filter(({ times }) => times > 0);
        return rule.fault;
      }
      return undefined;
    },
  };
};
