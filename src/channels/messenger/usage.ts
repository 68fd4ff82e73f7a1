import { z } from 'zod';

/** How much of its allowance an account has used, as Meta tells with every answer (messenger.md 10). */
export interface Usage {
  /** The fullest of the counted things, 0–100 and above. */
  readonly percent: number;
  /** Seconds until Meta lets the account go on; 0 while it may. */
  readonly regainSeconds: number;
}

const Counts = z.object({
  type: z.string().optional(),
  call_count: z.number().optional(),
  total_cputime: z.number().optional(),
  total_time: z.number().optional(),
  estimated_time_to_regain_access: z.number().optional(),
});
/** `{"<page id>":[{"type":"messenger","call_count":28,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":0}]}` */
const ByObject = z.record(z.string(), z.array(Counts));

const json = (text: string | null): unknown => {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const usageOf = (headers: Headers, page: string): Usage => {
  const all: z.infer<typeof Counts>[] = [];
  const ofApp = Counts.safeParse(json(headers.get('x-app-usage')));
  if (ofApp.success) all.push(ofApp.data);
  const byObject = ByObject.safeParse(json(headers.get('x-business-use-case-usage')));
  if (byObject.success) all.push(...(byObject.data[page] ?? []));
  const most = (numbers: readonly (number | undefined)[]) => Math.max(0, ...numbers.map((number) => number ?? 0));
  return {
    percent: most(all.flatMap((one) => [one.call_count, one.total_cputime, one.total_time])),
    regainSeconds: most(all.map((one) => one.estimated_time_to_regain_access)) * 60,
  };
};

/** From here on each send waits a little, so that the rest of the allowance lasts. */
const SLOW_FROM_PERCENT = 75;
/** From here on nothing is sent for a minute. */
const STOP_FROM_PERCENT = 95;

/** What to do before the next send. */
export const paceFor = ({ percent, regainSeconds }: Usage): { waitMs: number; holdSeconds: number } => {
  if (regainSeconds > 0) return { waitMs: 0, holdSeconds: regainSeconds };
  if (percent >= STOP_FROM_PERCENT) return { waitMs: 0, holdSeconds: 60 };
  return {
    waitMs: percent >= SLOW_FROM_PERCENT ? Math.round((percent - SLOW_FROM_PERCENT + 5) * 50) : 0,
    holdSeconds: 0,
  };
};
