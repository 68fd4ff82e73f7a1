import { type Connection, type Model, Schema } from 'mongoose';
import type { Day } from './days.ts';
import type { Address, Appointment, Post } from './types.ts';

/** Documents of the org room. They stay behind the service; everyone else sees the plain types of types.ts. */

export interface UnitDoc {
  _id: string;
  code: string;
  name: string;
  level: string;
  parent: string | null;
  path: string;
  validFrom: Day;
  /** The last day, or `OPEN_END`. */
  validTo: Day;
  successorOf: string[];
  aliases: string[];
  names: { name: string; until: Day }[];
  /** The data file it came from and its version; null for units made in the console. */
  origin: string | null;
  /** A merge that is under way: what still has to be done if the program dies in between. */
  merge?: { from: string[]; on: Day; posts: 'move' | 'end' } | null;
  sample: boolean;
}

export interface PostDoc {
  id: string;
  post: Post;
  unit: string;
  unitPath: string;
  from: Day;
  /** The last day, or `OPEN_END`. */
  to: Day;
  how?: Appointment | null;
  decision?: string | null;
}

/** A person with all her posts: what changes together is one document, so one write is all or nothing. */
export interface PersonDoc {
  _id: string;
  name: string;
  /** See `sortKey` and `fold` in text.ts. */
  sort: string;
  folded: string;
  address: Address;
  /** Normalised, or null. */
  phone: string | null;
  posts: PostDoc[];
  sample: boolean;
  createdAt: Date;
}

/** `_id` is the contact: one contact is at most one person. */
export interface LinkDoc {
  _id: string;
  person: string;
  /**
   * Who confirmed that it is hers: an administrator; she herself by name (`self`), by a code (`code`), or on an account
   * that was hers already (`phone`); the platform, which verified her number (`platform`).
   */
  by: 'admin' | 'self' | 'code' | 'phone' | 'platform' | 'sample';
  /** The administrator's name, when one linked it. */
  admin?: string | null;
  at: Date;
  /** When she last wrote there; null until she does. */
  activeAt: Date | null;
  sample: boolean;
}

/** `_id` is the thread: one thread is registered at most once. */
export interface GroupDoc {
  _id: string;
  name: string;
  unit: string;
  unitPath: string;
  active: boolean;
  /** The group's thread on another account. */
  spare?: string;
  /** Absent: new members are welcomed. */
  welcome?: boolean;
  registeredAt: Date;
  sample: boolean;
}

/** What the data files already brought in. */
export interface OriginDoc {
  _id: string;
  version: number;
  at: Date;
}

const day = { type: String, required: true } as const;

const unitSchema = new Schema<UnitDoc>(
  {
    _id: { type: String, required: true },
    code: { type: String, default: '' },
    name: { type: String, required: true },
    level: { type: String, required: true },
    parent: { type: String, default: null },
    path: { type: String, required: true },
    validFrom: day,
    validTo: day,
    successorOf: { type: [String], default: [] },
    aliases: { type: [String], default: [] },
    names: { type: [{ _id: false, name: String, until: String }], default: [] },
    origin: { type: String, default: null },
    merge: { type: Schema.Types.Mixed, default: null },
    sample: { type: Boolean, default: false },
  },
  { versionKey: false },
);
unitSchema.index({ path: 1 }, { unique: true });
unitSchema.index({ origin: 1, validTo: 1 });
unitSchema.index({ 'merge.on': 1 }, { sparse: true });

const personSchema = new Schema<PersonDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    sort: { type: String, required: true },
    folded: { type: String, required: true },
    address: { type: String, default: 'chưa rõ' },
    phone: { type: String, default: null },
    posts: {
      type: [
        {
          _id: false,
          id: { type: String, required: true },
          post: { type: String, required: true },
          unit: { type: String, required: true },
          unitPath: { type: String, required: true },
          from: day,
          to: day,
          how: { type: String, default: null },
          decision: { type: String, default: null },
        },
      ],
      default: [],
    },
    sample: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
personSchema.index({ 'posts.unitPath': 1 });
personSchema.index({ sort: 1, _id: 1 });
personSchema.index({ phone: 1 });
personSchema.index({ folded: 1 });

const linkSchema = new Schema<LinkDoc>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    by: { type: String, required: true },
    admin: { type: String, default: null },
    at: { type: Date, required: true },
    activeAt: { type: Date, default: null },
    sample: { type: Boolean, default: false },
  },
  { versionKey: false },
);
linkSchema.index({ person: 1 });

const groupSchema = new Schema<GroupDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    unit: { type: String, required: true },
    unitPath: { type: String, required: true },
    active: { type: Boolean, default: true },
    spare: String,
    welcome: Boolean,
    registeredAt: { type: Date, required: true },
    sample: { type: Boolean, default: false },
  },
  { versionKey: false },
);
groupSchema.index({ unitPath: 1, name: 1, _id: 1 });
// Active groups are streamed and counted from the index alone.
groupSchema.index({ active: 1, unitPath: 1, name: 1, _id: 1 });
groupSchema.index({ spare: 1 }, { sparse: true });

const originSchema = new Schema<OriginDoc>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);

export interface OrgModels {
  readonly units: Model<UnitDoc>;
  readonly people: Model<PersonDoc>;
  readonly links: Model<LinkDoc>;
  readonly groups: Model<GroupDoc>;
  readonly origins: Model<OriginDoc>;
}

/** A model of this connection, made once: a second service on the same connection shares it. */
export const modelOf = <T>(connection: Connection, name: string, schema: Schema<T>, collection: string): Model<T> =>
  (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema, collection);

export const orgModels = (connection: Connection): OrgModels => ({
  units: modelOf(connection, 'OrgUnit', unitSchema, 'org_units'),
  people: modelOf(connection, 'OrgPerson', personSchema, 'org_people'),
  links: modelOf(connection, 'OrgLink', linkSchema, 'org_links'),
  groups: modelOf(connection, 'OrgGroup', groupSchema, 'org_groups'),
  origins: modelOf(connection, 'OrgOrigin', originSchema, 'org_origins'),
});
