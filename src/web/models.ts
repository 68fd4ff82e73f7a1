import { type Connection, type Model, Schema } from 'mongoose';
import type { Admin } from './route.ts';

export interface AdminDoc {
  _id: string;
  name: string;
  /** Lower case; unique. */
  userName: string;
  /** argon2id in PHC form. Never leaves the web room. */
  passwordHash: string;
  unitPath: string;
  role: Admin['role'];
  active: boolean;
  /** True after somebody else set the password: the console asks for a new one. */
  mustChangePassword: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
}

export interface SessionDoc {
  /** SHA-256 of the cookie's value, so that a copy of the store opens no session. */
  _id: string;
  /** What the owner sees and revokes by; opens nothing. */
  publicId: string;
  admin: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** The absolute end, whatever happens in between. */
  expiresAt: Date;
  address: string;
  userAgent: string;
}

export interface AuditDoc {
  at: Date;
  admin: { id: string; name: string };
  action: string;
  target: { type: string; id: string; label: string };
  unitPath: string;
  before?: unknown;
  after?: unknown;
}

/** One small document a subject: `setup` (the one-time code), `house` (the settings). */
export interface HouseDoc {
  _id: string;
  value: unknown;
  at: Date;
}

export interface WebModels {
  readonly Admins: Model<AdminDoc>;
  readonly Sessions: Model<SessionDoc>;
  readonly Audits: Model<AuditDoc>;
  readonly House: Model<HouseDoc>;
}

const adminSchema = new Schema<AdminDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    userName: { type: String, required: true },
    passwordHash: { type: String, required: true },
    unitPath: { type: String, required: true },
    role: { type: String, enum: ['owner', 'editor', 'viewer'], required: true },
    active: { type: Boolean, required: true },
    mustChangePassword: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    lastSignInAt: { type: Date, default: null },
  },
  { collection: 'web_admins', versionKey: false },
);
adminSchema.index({ userName: 1 }, { unique: true });
adminSchema.index({ unitPath: 1 });

const sessionSchema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    publicId: { type: String, required: true },
    admin: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    address: { type: String, default: '' },
    userAgent: { type: String, default: '' },
  },
  { collection: 'web_sessions', versionKey: false },
);
sessionSchema.index({ admin: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const auditSchema = new Schema<AuditDoc>(
  {
    at: { type: Date, required: true },
    admin: { type: { id: String, name: String }, _id: false, required: true },
    action: { type: String, required: true },
    // The nested key `type` needs the long form, or Mongoose would read it as the type of `target`.
    target: { type: new Schema({ type: { type: String }, id: String, label: String }, { _id: false, id: false }) },
    unitPath: { type: String, required: true },
    before: { type: Schema.Types.Mixed },
    after: { type: Schema.Types.Mixed },
  },
  { collection: 'web_audit', versionKey: false, minimize: false },
);
auditSchema.index({ at: -1 });
auditSchema.index({ unitPath: 1, at: -1 });

const houseSchema = new Schema<HouseDoc>(
  {
    _id: { type: String, required: true },
    value: { type: Schema.Types.Mixed },
    at: { type: Date, required: true },
  },
  { collection: 'web_house', versionKey: false, minimize: false },
);

const modelOf = <T>(connection: Connection, name: string, schema: Schema<T>): Model<T> =>
  (connection.models[name] as Model<T> | undefined) ?? (connection.model(name, schema) as unknown as Model<T>);

/** The web room's models on a connection; asking twice gives the same ones. */
export const webModels = (connection: Connection): WebModels => ({
  Admins: modelOf(connection, 'WebAdmin', adminSchema),
  Sessions: modelOf(connection, 'WebSession', sessionSchema),
  Audits: modelOf(connection, 'WebAudit', auditSchema),
  House: modelOf(connection, 'WebHouse', houseSchema),
});
