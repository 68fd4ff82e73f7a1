import { z } from 'zod';
import { MAX_DURATION_MS } from '../limits.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  giây: 1_000,
  m: 60_000,
  phút: 60_000,
  h: 3_600_000,
  giờ: 3_600_000,
  d: 86_400_000,
  ngày: 86_400_000,
  tuần: 7 * 86_400_000,
};
const PATTERN = /^(\d{1,6})\s*(s|m|h|d|giây|phút|giờ|ngày|tuần)$/;

/** Milliseconds of `30s`, `10 phút`, `2h`, `3 ngày`; undefined when it is not a duration or longer than 400 days. */
export const parseDuration = (text: string): number | undefined => {
  const match = PATTERN.exec(text.normalize('NFC').trim());
  if (!match) return undefined;
  const ms = Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN);
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : undefined;
};

/** `30s`, `10m`, `2h`, `3d`, or with the Vietnamese word: `10 phút`. */
export const Duration = z
  .string()
  .regex(/^\d{1,6}\s*(s|m|h|d|giây|phút|giờ|ngày|tuần)$/, 'cần một khoảng thời gian như 30s, 10 phút, 2 giờ, 3 ngày')
  .refine((text) => parseDuration(text) !== undefined, 'khoảng thời gian phải lớn hơn 0 và không quá 400 ngày')
  .describe('30s, 10m, 2h, 3d, 10 phút, 2 giờ, 3 ngày');
