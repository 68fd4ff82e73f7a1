import { type Connection, type Model, Schema } from 'mongoose';
import { type LinkDoc, modelOf, type PersonDoc } from '../model.ts';
import type { MergePlan, UndoPlan } from './plan.ts';

/**
 * A merge of two people. The record of the one who was merged is no longer among the people: it lies here, with what was
 * changed in the other, so that undoing is exact. While a merge holds, the dropped id is another name of the kept one.
 */
export interface MergeDoc {
  _id: string;
  keep: string;
  drop: string;
  keepName: string;
  dropName: string;
  /** `merging` and `undoing` are finished at the next start when the program dies in between. */
  state: 'planned' | 'merging' | 'merged' | 'undoing' | 'undone';
  /** Both ids while something is under way: unique, so that nobody is in two merges at once. */
  busy?: string[];
  unitPath: string;
  /** The dropped record and her links as they were; gone once it was undone, or she was forgotten. */
  before?: { drop: PersonDoc; links: LinkDoc[] } | null;
  plan?: MergePlan | null;
  undo?: UndoPlan | null;
  /** One of the two is of the sample data and the other is real: taking the sample away undoes it first. */
  crossesSample: boolean;
  by: string;
  at: Date;
  undoneBy?: string | null;
  undoneAt?: Date | null;
}

/** An account that an administrator took away from a person, with the link as it was. */
export interface UnlinkDoc {
  _id: string;
  contact: string;
  person: string;
  link: LinkDoc;
  by: string;
  at: Date;
  undoneBy?: string | null;
  undoneAt?: Date | null;
}

const text = { type: String, required: true } as const;
const plain = { type: Schema.Types.Mixed, default: null } as const;

const mergeSchema = new Schema<MergeDoc>(
  {
    _id: text,
    keep: text,
    drop: text,
    keepName: { type: String, default: '' },
    dropName: { type: String, default: '' },
    state: text,
    busy: { type: [String], default: undefined },
    unitPath: text,
    before: plain,
    plan: plain,
    undo: plain,
    crossesSample: { type: Boolean, default: false },
    by: { type: String, default: '' },
    at: { type: Date, required: true },
    undoneBy: { type: String, default: null },
    undoneAt: { type: Date, default: null },
  },
  { versionKey: false, minimize: false },
);
mergeSchema.index({ busy: 1 }, { unique: true, sparse: true });
mergeSchema.index({ keep: 1, at: -1 });
mergeSchema.index({ drop: 1 });
mergeSchema.index({ state: 1 });
mergeSchema.index({ 'before.links._id': 1 }, { sparse: true });

const unlinkSchema = new Schema<UnlinkDoc>(
  {
    _id: text,
    contact: text,
    person: text,
    link: plain,
    by: { type: String, default: '' },
    at: { type: Date, required: true },
    undoneBy: { type: String, default: null },
    undoneAt: { type: Date, default: null },
  },
  { versionKey: false, minimize: false },
);
unlinkSchema.index({ person: 1, at: -1 });
unlinkSchema.index({ contact: 1 });

export interface MergeModels {
  readonly merges: Model<MergeDoc>;
  readonly unlinks: Model<UnlinkDoc>;
}

export const mergeModels = (connection: Connection): MergeModels => ({
  merges: modelOf(connection, 'OrgMerge', mergeSchema, 'org_merges'),
  unlinks: modelOf(connection, 'OrgUnlink', unlinkSchema, 'org_unlinks'),
});
