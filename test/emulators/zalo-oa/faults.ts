import type { Reply } from '../loopback.ts';

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

interface Armed {
  readonly fault: Fault;
  /** The beginning of the path. */
  readonly on: string;
  left: number;
}

export interface Faults {
  arm(fault: { readonly fault: Fault; readonly times?: number; readonly on?: string }): void;
  clear(): void;
  /** Does a call, or what goes wrong with it. */
  around(path: string, work: () => Reply): Reply;
}

const PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';

export const createFaults = (): Faults => {
  let armed: Armed[] = [];
  return {
    arm({ fault, times = 1, on = '/v3.0/oa/' }) {
      armed.push({ fault, on, left: times });
    },
    clear() {
      armed = [];
    },
    around(path, work) {
      const next = armed.find((one) => one.left > 0 && path.startsWith(one.on));
      if (!next) return work();
      next.left -= 1;
      switch (next.fault) {
        case 'timeout':
          return 'hang';
        case 'cut':
          return 'cut';
        case 'answer_lost':
          work();
          return 'cut';
        case 'html':
          return { html: PAGE };
        case 'http_500':
        case 'http_502':
        case 'http_504':
          return { html: PAGE, status: Number(next.fault.slice(5)) };
        case 'empty':
          return { json: { error: 0, message: 'Success' } };
        default:
          return { json: { error: next.fault, message: 'emulated' } };
      }
    },
  };
};
