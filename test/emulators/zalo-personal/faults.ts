/**
 * What can go wrong, as data. A fault waits for the requests that it fits and spoils so many of them.
 *
 * - `hang`: the request is carried out or not (`done`), and never answered.
 * - `lose_answer`: carried out, then the connection breaks.
 * - `drop`: the connection breaks before anything is done.
 * - `code`: refused with an error code (221 too many, 123 cannot receive, 112 too long, 600 session dead …).
 * - `empty_id`: accepted, not delivered, and answered without a `msgId`.
 * - `html`: a web page instead of JSON, with this status (200 when left out).
 * - `slow`: carried out and answered after so many milliseconds.
 */
export type Fault =
  | { readonly type: 'hang'; readonly done?: boolean }
  | { readonly type: 'lose_answer' }
  | { readonly type: 'drop' }
  | { readonly type: 'code'; readonly code: number; readonly message?: string }
  | { readonly type: 'empty_id' }
  | { readonly type: 'html'; readonly status?: number }
  | { readonly type: 'slow'; readonly ms: number };

/** Which requests a fault fits. What is left out fits all. */
export interface FaultRule {
  readonly fault: Fault;
  /** Part of the path: `/api/group/sendmsg`, `/poll/`, `getLoginInfo`; `send` stands for everything that puts a message into a thread. */
  readonly on?: string;
  /** A group's or a person's id. */
  readonly thread?: string;
  /** Requests let through first; default 0. */
  readonly after?: number;
  /** Requests spoilt; default 1. */
  readonly times?: number;
}

/** Paths that put a message into a thread. */
const SENDS =
  /\/api\/(message|group)\/(sms|sendmsg|mention|quote|link|sendlink|forward|gif|photo_original\/send|asyncfile\/msg)$|\/poll\/create$|\/topic\/createv2$|\/oneone\/create$/;

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault for this request, if one fits; counts it. */
  take(path: string, thread: string | undefined): Fault | undefined;
}

export const createFaults = (): Faults => {
  let rules: { rule: FaultRule; after: number; times: number }[] = [];
  const fits = ({ on, thread }: FaultRule, path: string, of: string | undefined): boolean =>
    (on === undefined || (on === 'send' ? SENDS.test(path) : path.includes(on))) &&
    (thread === undefined || thread === of);
  return {
    add(rule) {
      rules.push({ rule, after: rule.after ?? 0, times: rule.times ?? 1 });
    },
    clear() {
      rules = [];
    },
    take(path, thread) {
      for (const one of rules) {
        if (!fits(one.rule, path, thread)) continue;
        if (one.after > 0) {
          one.after -= 1;
          continue;
        }
        one.times -= 1;
        if (one.times <= 0) rules = rules.filter((other) => other !== one);
        return one.rule.fault;
      }
      return undefined;
    },
  };
};
