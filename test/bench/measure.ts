/** One line of the table. `limit`: what we aim at; whether more or less is better follows from `better`. */
export interface Measure {
  /** Stays the same for ever, so that runs can be compared. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  /** Default: `more` for rates (`…/s`), `less` for everything else. */
  readonly better?: 'more' | 'less';
}

/** The value below which `share` (0–1) of the samples lie. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
