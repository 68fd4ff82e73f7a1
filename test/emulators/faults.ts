import type { Reply } from './loopback.ts';

/**
 * What goes wrong with a call. `timeout`: nothing is done and no answer comes. `answer_lost`: it is done and the
 * connection breaks. `empty`: success without its data. A number: refused with that error.
 */
export type Fault =
  | 'timeout'
  | 'answer_lost'
  | 'cut'
  | 'html'
  | 'http_500'
  | 'http_502'
  | 'http_504'
  | 'empty'
  | number;

export interface ArmedFault {
  readonly fault: Fault;
  /** Default once. */
  readonly times?: number;
  /** The beginning of the paths that it is for. */
  readonly on?: string;
}

export interface Faults {
  arm(fault: ArmedFault): void;
  clear(): void;
  /** Does a call, or what goes wrong with it. */
  around(path: string, work: () => Reply | Promise<Reply>): Reply | Promise<Reply>;
}

/** How a platform says no, and yes without saying more. */
export interface Wire {
  /** The beginnings of the paths that a fault is for when it does not say: those that send. */
  readonly on: readonly string[];
  readonly refusal: (error: number) => Reply;
  readonly empty: Reply;
}

const PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';

export const createFaults = (wire: Wire): Faults => {
  let armed: { readonly fault: Fault; readonly on: readonly string[]; left: number }[] = [];
  return {
    arm({ fault, times = 1, on }) {
      armed.push({ fault, on: on === undefined ? wire.on : [on], left: times });
    },
    clear() {
      armed = [];
    },
    around(path, work) {
      const next = armed.find((one) => one.left > 0 && one.on.some((start) => path.startsWith(start)));
      if (!next) return work();
      next.left -= 1;
      switch (next.fault) {
        case 'timeout':
          return 'hang';
        case 'cut':
          return 'cut';
        case 'answer_lost':
          return Promise.resolve(work()).then(() => 'cut' as const);
        case 'html':
          return { html: PAGE };
        case 'http_500':
        case 'http_502':
        case 'http_504':
          return { html: PAGE, status: Number(next.fault.slice(5)) };
        case 'empty':
          return wire.empty;
        default:
          return wire.refusal(next.fault);
      }
    },
  };
};
