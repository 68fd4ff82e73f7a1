import type { StateReport } from './kind.ts';

/** Tells how the account stands, once for every change. */
export const createStanding = (report: (report: StateReport) => void): ((next: StateReport) => void) => {
  let last = '';
  return (next) => {
    const now = `${next.state} ${next.sentence ?? ''}`;
    if (now === last) return;
    last = now;
    report(next);
  };
};
