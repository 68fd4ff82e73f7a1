import type { PaceEdit } from '../../../accounts/types.ts';
import type { Pace } from '../../../channels/kind.ts';

/** A pace as it is typed: seconds, and an empty text where there is no number. */
export interface PaceForm {
  readonly gap: number | '';
  readonly jitter: number | '';
  readonly perHour: number | '';
  readonly perDay: number | '';
  readonly warmUpDays: number | '';
}

export const paceForm = ({ minGapMs, jitterMs, perHour, perDay, warmUpDays }: Pace): PaceForm => ({
  gap: minGapMs / 1000,
  jitter: jitterMs / 1000,
  perHour: perHour ?? '',
  perDay: perDay ?? '',
  warmUpDays: warmUpDays ?? 0,
});

/** What to store: what is empty or as the kind has it follows the kind. */
export const paceEdit = (form: PaceForm, kind: Pace): PaceEdit => {
  const own = paceForm(kind);
  const number = (name: keyof PaceForm, factor = 1): number | null => {
    const value = form[name];
    return value === '' || value === own[name] ? null : Math.round(value * factor);
  };
  return {
    minGapMs: number('gap', 1000),
    jitterMs: number('jitter', 1000),
    perHour: number('perHour'),
    perDay: number('perDay'),
    warmUpDays: number('warmUpDays'),
  };
};

/** Follows the kind in everything. */
export const KIND_PACE: PaceEdit = { minGapMs: null, jitterMs: null, perHour: null, perDay: null, warmUpDays: null };

/** True when an account sends faster, or more, than its kind advises. */
export const isHastier = (pace: Pace, kind: Pace): boolean => {
  const more = (mine: number | undefined, advised: number | undefined) =>
    advised !== undefined && (mine === undefined || mine > advised);
  return pace.minGapMs < kind.minGapMs || more(pace.perHour, kind.perHour) || more(pace.perDay, kind.perDay);
};
