import { type Connection, type Model, Schema } from 'mongoose';
import type { Origin, Topic } from './types.ts';
import type { MaterialWording, StoredQuestion, StoredVersions } from './versions.ts';

/** Where a document comes from and who sees it. */
interface Owned {
  _id: string;
  origin: Origin;
  unitPath: string;
  /** For the library: its path from the content folder. */
  file?: string;
  /** For own content: the administrator who wrote it last. */
  by?: string;
  topic: string;
  title: string;
  /** Set when it is no longer in use. It stays, because broadcasts and attempts name it. */
  retiredAt?: Date | null;
  createdAt: Date;
  changedAt: Date;
}

export interface MaterialDoc extends Owned, StoredVersions<MaterialWording> {}

/** One bank with all its questions: what changes together is one document. */
export interface BankDoc extends Owned {
  updated: string;
  /** Of the bank as it was written; the same file again changes nothing. */
  hash: string;
  questions: StoredQuestion[];
}

/** One document, `_id: 'content'`: the topics last read, and a mark that changes with every change of content. */
export interface StateDoc {
  _id: string;
  topics: Topic[];
  revision: string;
}

/** Plain JSON that zod checked before it comes here; Mongoose shall not look inside. */
const plain = Schema.Types.Mixed as never;

const owned = {
  _id: String,
  origin: { type: String, enum: ['library', 'own'], required: true },
  unitPath: { type: String, required: true },
  file: String,
  by: String,
  topic: { type: String, required: true },
  title: { type: String, required: true },
  retiredAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
  hash: { type: String, required: true },
} as const;

const options = { versionKey: false, minimize: false } as const;

const materialSchema = new Schema<MaterialDoc>(
  {
    ...owned,
    version: { type: Number, required: true },
    value: { type: plain, required: true },
    history: { type: [plain], default: [] },
  },
  { ...options, collection: 'content_materials' },
)
  .index({ retiredAt: 1, topic: 1, title: 1, _id: 1 })
  .index({ unitPath: 1 });

const bankSchema = new Schema<BankDoc>(
  {
    ...owned,
    updated: { type: String, required: true },
    questions: { type: [plain], default: [] },
  },
  { ...options, collection: 'content_banks' },
)
  .index({ retiredAt: 1, topic: 1, title: 1, _id: 1 })
  .index({ unitPath: 1 })
  .index({ 'questions.qid': 1 });

const stateSchema = new Schema<StateDoc>(
  {
    _id: String,
    topics: { type: [plain], default: [] },
    revision: { type: String, required: true },
  },
  { ...options, collection: 'content_state' },
);

export interface ContentModels {
  readonly materials: Model<MaterialDoc>;
  readonly banks: Model<BankDoc>;
  readonly state: Model<StateDoc>;
}

export const contentModels = (connection: Connection): ContentModels => ({
  materials: connection.model<MaterialDoc>('ContentMaterial', materialSchema),
  banks: connection.model<BankDoc>('ContentBank', bankSchema),
  state: connection.model<StateDoc>('ContentState', stateSchema),
});
