import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf } from '../model.ts';
import type { RequestState } from './types.ts';

/** Days that a decided request is kept: a refused one is not asked again for a part of them. */
export const REQUEST_DAYS = 90;

/** A code by which a woman moves to another channel. The `_id` is its keyed hash: the code itself is nowhere. */
export interface CodeDoc {
  _id: string;
  person: string;
  /** The account that asked for it. */
  issuer: string;
  at: Date;
  /** Who typed it first; nobody else can use it after that. */
  redeemer?: string | null;
  /** How often it was typed. */
  entries: number;
  usedAt?: Date | null;
  /** Good until then; kept a while longer, so that codes of the last hour can be counted. */
  goodUntil: Date;
  expireAt: Date;
}

/** Wrong codes and given numbers of a contact lately; `_id` is `code:<contact>` or `phone:<contact>`. */
export interface TriesDoc {
  _id: string;
  /** `key` is the effect's: run again it counts once. */
  tries: { key: string; at: Date }[];
  expireAt: Date;
}

/** An account that says it belongs to a person. */
export interface LinkRequestDoc {
  _id: string;
  /** The effect's: the same again is the same request. */
  key: string;
  contact: string;
  contactName: string;
  channel: string;
  person: string;
  unitPath: string;
  reason: 'phone' | 'code';
  state: RequestState;
  /** The account on which she is asked. */
  asked?: string | null;
  at: Date;
  answeredAt?: Date | null;
  expireAt: Date;
}

const text = { type: String, required: true } as const;
const moment = { type: Date, required: true } as const;

const codeSchema = new Schema<CodeDoc>(
  {
    _id: text,
    person: text,
    issuer: text,
    at: moment,
    redeemer: { type: String, default: null },
    entries: { type: Number, default: 0 },
    usedAt: { type: Date, default: null },
    goodUntil: moment,
    expireAt: moment,
  },
  { versionKey: false },
);
codeSchema.index({ person: 1 });
codeSchema.index({ issuer: 1 });
codeSchema.index({ redeemer: 1 });
codeSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

const triesSchema = new Schema<TriesDoc>(
  { _id: text, tries: { type: [{ _id: false, key: String, at: Date }], default: [] }, expireAt: moment },
  { versionKey: false },
);
triesSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

const requestSchema = new Schema<LinkRequestDoc>(
  {
    _id: text,
    key: text,
    contact: text,
    contactName: { type: String, default: '' },
    channel: { type: String, default: '' },
    person: text,
    unitPath: text,
    reason: text,
    state: text,
    asked: { type: String, default: null },
    at: moment,
    answeredAt: { type: Date, default: null },
    expireAt: moment,
  },
  { versionKey: false },
);
requestSchema.index({ key: 1 }, { unique: true });
requestSchema.index({ state: 1, unitPath: 1 });
requestSchema.index({ person: 1, at: -1 });
requestSchema.index({ contact: 1 });
requestSchema.index({ asked: 1 });
requestSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export interface LinkingModels {
  readonly codes: Model<CodeDoc>;
  readonly tries: Model<TriesDoc>;
  readonly requests: Model<LinkRequestDoc>;
}

export const linkingModels = (connection: Connection): LinkingModels => ({
  codes: modelOf(connection, 'OrgLinkCode', codeSchema, 'org_link_codes'),
  tries: modelOf(connection, 'OrgLinkTries', triesSchema, 'org_link_tries'),
  requests: modelOf(connection, 'OrgLinkRequest', requestSchema, 'org_link_requests'),
});
