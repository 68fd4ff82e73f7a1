import { type Connection, type Model, Schema } from 'mongoose';
import type { Day } from '../days.ts';
import { modelOf } from '../model.ts';
import type { RosterRow } from './rows.ts';
import type { PlannedChange, RosterAnswers, RosterStatus } from './types.ts';

/** How long a draft waits for its administrator, and what an import did can be looked up, in days. */
export const KEEP_DAYS = 30;

/** An import: the sheet's rows, the answers, and the plan made of them. Rows and plan go once it is applied. */
export interface ImportDoc {
  _id: string;
  scope: string;
  by: string;
  file: string;
  sheet: string;
  day: Day;
  notes: string[];
  rows: RosterRow[];
  answers: RosterAnswers;
  changes: PlannedChange[];
  status: RosterStatus;
  createdAt: Date;
  appliedAt: Date | null;
  expireAt: Date;
}

const importSchema = new Schema<ImportDoc>(
  {
    _id: { type: String, required: true },
    scope: { type: String, required: true },
    by: { type: String, required: true },
    file: { type: String, required: true },
    sheet: { type: String, required: true },
    day: { type: String, required: true },
    notes: { type: [String], default: [] },
    rows: { type: Schema.Types.Mixed, default: [] },
    answers: { type: Schema.Types.Mixed, default: {} },
    changes: { type: Schema.Types.Mixed, default: [] },
    status: { type: String, required: true },
    createdAt: { type: Date, required: true },
    appliedAt: { type: Date, default: null },
    expireAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
importSchema.index({ scope: 1, createdAt: -1 });
importSchema.index({ status: 1 });
importSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const importModel = (connection: Connection): Model<ImportDoc> =>
  modelOf(connection, 'OrgRosterImport', importSchema, 'org_roster_imports');
