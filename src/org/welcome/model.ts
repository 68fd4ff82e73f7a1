import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf } from '../model.ts';

/** Someone is not welcomed again in the same group for so long: people leave and come back by mistake. */
export const WELCOME_DAYS = 60;

/** Who came into a group, until she was welcomed and for a while after. `_id` is thread and contact. */
export interface NewcomerDoc {
  _id: string;
  thread: string;
  /** Our contact id; empty for the assistant itself. */
  contact: string;
  /** As the platform told it; may be empty. */
  name: string;
  noticedAt: Date;
  /** The welcome that names her; null while she waits for one. */
  batch: string | null;
  /** When that was handed to the chat. */
  welcomedAt: Date | null;
  expireAt: Date;
}

const newcomerSchema = new Schema<NewcomerDoc>(
  {
    _id: { type: String, required: true },
    thread: { type: String, required: true },
    contact: { type: String, default: '' },
    name: { type: String, default: '' },
    noticedAt: { type: Date, required: true },
    batch: { type: String, default: null },
    welcomedAt: { type: Date, default: null },
    expireAt: { type: Date, required: true },
  },
  { versionKey: false },
);
newcomerSchema.index({ thread: 1, welcomedAt: 1 });
newcomerSchema.index({ contact: 1 });
newcomerSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const newcomerModel = (connection: Connection): Model<NewcomerDoc> =>
  modelOf(connection, 'OrgNewcomer', newcomerSchema, 'org_newcomers');
