import type { Clock } from '../../base/clock.ts';

/** A call that was not answered in its time. Whether it was carried out is not known. */
export class Late extends Error {
  override readonly name = 'Late';
}

/** The library sets no limits of its own, and some of its promises never settle: every call goes through here. */
export const within = <T>(clock: Clock, ms: number, what: string, task: Promise<T>): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const cancel = clock.at(new Date(clock.now().getTime() + ms), () => reject(new Late(`no answer to ${what}`)));
    task.then(resolve, reject).finally(cancel);
  });
