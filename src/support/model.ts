import { type Connection, type Model, Schema } from 'mongoose';
import type { DifficultyState } from './types.ts';

export interface DifficultyDoc {
  _id: string;
  code: string;
  /** Of the effect that reported it: the same again finds this report. */
  key: string;
  contact: string;
  person?: string;
  name: string;
  unitPath: string;
  unitName: string;
  text: string;
  place: string;
  callback: string;
  urgent: boolean;
  restricted: boolean;
  state: DifficultyState;
  answers: {
    request: string;
    by: string;
    text: string;
    at: Date;
    /** `due`: to be handed to the chat in `thread`; `told`: she was answered another way. */
    delivery: 'due' | 'sent' | 'told';
    thread?: string;
  }[];
  createdAt: Date;
}

/** Who of a unit and those below it handles restricted cases. */
export interface OfficersDoc {
  /** The unit's path. */
  _id: string;
  admins: string[];
}

const plain = { type: Schema.Types.Mixed } as const;
const options = { versionKey: false, minimize: false, strict: true } as const;
const text = { type: String, required: true } as const;

const difficultySchema = new Schema<DifficultyDoc>(
  {
    _id: String,
    code: text,
    key: text,
    contact: text,
    person: String,
    name: { type: String, default: '' },
    unitPath: text,
    unitName: { type: String, default: '' },
    text: { type: String, default: '' },
    place: { type: String, default: '' },
    callback: { type: String, default: '' },
    urgent: { type: Boolean, required: true },
    restricted: { type: Boolean, required: true },
    state: text,
    answers: { type: [plain], default: [] },
    createdAt: { type: Date, required: true },
  },
  { ...options, collection: 'difficulties' },
);
difficultySchema.index({ key: 1 }, { unique: true });
difficultySchema.index({ unitPath: 1, createdAt: -1 });
difficultySchema.index({ contact: 1, createdAt: -1 });
difficultySchema.index({ 'answers.delivery': 1 });

export interface SupportModels {
  readonly difficulties: Model<DifficultyDoc>;
  readonly counters: Model<{ _id: string; n: number }>;
  readonly officers: Model<OfficersDoc>;
}

/** The support room's collections on a connection. */
export const supportModels = (connection: Connection): SupportModels => ({
  difficulties: connection.model<DifficultyDoc>('Difficulty', difficultySchema),
  counters: connection.model<{ _id: string; n: number }>(
    'SupportCounter',
    new Schema({ _id: String, n: { type: Number, default: 0 } }, { ...options, collection: 'support_counters' }),
  ),
  officers: connection.model<OfficersDoc>(
    'SupportOfficers',
    new Schema(
      { _id: String, admins: { type: [String], required: true } },
      { ...options, collection: 'support_officers' },
    ),
  ),
});
