import { toWall } from '../../lib/time.ts';

/** `2026-11-23` as it is read here: `23/11/2026`. */
export const showDay = (day: string): string => day.split('-').reverse().join('/');

/** The day it is in the house's zone, as `2026-11-23`. */
export const today = (): string => toWall(new Date().toISOString()).slice(0, 10);
