import { z } from 'zod';
import type { HeldPost, PersonRecord } from '../types.ts';

/** Who acts, for the list of merges and for the limits of her unit. */
export interface Actor {
  readonly name: string;
  /** Path of her unit: both people must lie within it. */
  readonly scope: string;
}

/** Two records of one woman that were made one, as the console lists it. */
export interface MergeRecord {
  readonly id: string;
  /** Who stays, and who was merged into her. */
  readonly keep: { readonly id: string; readonly name: string };
  readonly drop: { readonly id: string; readonly name: string };
  readonly at: Date;
  readonly by: string;
  readonly undone?: { readonly at: Date; readonly by: string };
  /** False once it was undone, and when she was forgotten since. */
  readonly undoable: boolean;
}

/** An account that was taken away from a person. */
export interface UnlinkRecord {
  readonly id: string;
  readonly contact: string;
  readonly person: string;
  readonly at: Date;
  readonly by: string;
  readonly undone?: { readonly at: Date; readonly by: string };
}

/** What merging would do. */
export interface MergePreview {
  readonly keep: PersonRecord;
  readonly drop: PersonRecord;
  /** The one person that they would be. */
  readonly after: PersonRecord;
  /** Posts that come over. */
  readonly moved: readonly HeldPost[];
  /** Posts that both hold: they become one, from the earlier first day to the later last day. */
  readonly joined: readonly HeldPost[];
  /** True when both have a number: that of the record which stays is kept. */
  readonly phoneDropped: boolean;
}

/** Why two records may be the same woman. */
export const DUPLICATE_REASONS = ['phone', 'name_and_unit', 'name'] as const;
export interface Duplicate {
  readonly person: PersonRecord;
  readonly reason: (typeof DUPLICATE_REASONS)[number];
}

export const MergeRequest = z.object({ drop: z.string().min(1).max(200) });
