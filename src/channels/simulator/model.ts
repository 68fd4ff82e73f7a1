import { type Connection, type Model, Schema } from 'mongoose';
import type { OutboundMessage } from '../../chat/message.ts';

/** An invented person who writes in the simulator. */
export interface SimContact {
  _id: string;
  name: string;
  sample: boolean;
}

/** A group, or the direct chat of one person with the assistant (whose id is the person's). */
export interface SimThread {
  _id: string;
  kind: 'direct' | 'group';
  name: string;
  members: string[];
  sample: boolean;
  lastAt: Date;
}

/** One bubble, as the platform would keep it. */
export interface SimMessage {
  _id: string;
  thread: string;
  seq: number;
  /** A contact's id; absent: the assistant. */
  from?: string;
  /** The sender's idempotency key, for messages of the assistant. */
  key?: string;
  message: OutboundMessage;
  quotes?: string;
  mentionsUs: boolean;
  at: Date;
  reactions: { contact: string; emoji: string }[];
  votes: { contact: string; options: string[] }[];
  seenBy: string[];
}

export interface SimulatorModels {
  readonly contacts: Model<SimContact>;
  readonly threads: Model<SimThread>;
  readonly messages: Model<SimMessage>;
}

const options = { versionKey: false, minimize: false } as const;

const contactSchema = new Schema<SimContact>(
  { _id: String, name: { type: String, required: true }, sample: { type: Boolean, default: false } },
  { ...options, collection: 'simulator_contacts' },
);

const threadSchema = new Schema<SimThread>(
  {
    _id: String,
    kind: { type: String, required: true },
    name: { type: String, required: true },
    members: { type: [String], default: [] },
    sample: { type: Boolean, default: false },
    lastAt: { type: Date, required: true },
  },
  { ...options, collection: 'simulator_threads' },
);
threadSchema.index({ members: 1 });

const messageSchema = new Schema<SimMessage>(
  {
    _id: String,
    thread: { type: String, required: true },
    seq: { type: Number, required: true },
    from: String,
    key: String,
    message: { type: Schema.Types.Mixed, required: true },
    quotes: String,
    mentionsUs: { type: Boolean, default: false },
    at: { type: Date, required: true },
    reactions: { type: [Schema.Types.Mixed as never], default: [] },
    votes: { type: [Schema.Types.Mixed as never], default: [] },
    seenBy: { type: [String], default: [] },
  },
  { ...options, collection: 'simulator_messages' },
);
messageSchema.index({ thread: 1, seq: 1 });
messageSchema.index({ key: 1 }, { sparse: true });

/** The simulator's own memory: what a real platform keeps on its servers. */
export const simulatorModels = (connection: Connection): SimulatorModels => ({
  contacts: connection.model<SimContact>('SimulatorContact', contactSchema),
  threads: connection.model<SimThread>('SimulatorThread', threadSchema),
  messages: connection.model<SimMessage>('SimulatorMessage', messageSchema),
});
