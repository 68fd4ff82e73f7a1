import { type Connection, type Model, Schema } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { modelOf } from './model.ts';

/** For how long an offered person may be confirmed, in minutes (docs/actions.md). */
export const CLAIM_MINUTES = 60;

interface ClaimDoc {
  /** The contact. */
  _id: string;
  people: string[];
  expireAt: Date;
}

const claimSchema = new Schema<ClaimDoc>(
  {
    _id: { type: String, required: true },
    people: { type: [String], default: [] },
    expireAt: { type: Date, required: true },
  },
  { versionKey: false },
);
claimSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

/** Whom the assistant has offered to a contact who says who she is: nobody can confirm a person she was not offered. */
export interface Claims {
  offer(contact: string, people: readonly string[]): Promise<void>;
  offered(contact: string, person: string): Promise<boolean>;
  forget(contact: string): Promise<void>;
  init(): Promise<unknown>;
}

export const createClaims = (connection: Connection, clock: Clock): Claims => {
  const claims: Model<ClaimDoc> = modelOf(connection, 'OrgClaim', claimSchema, 'org_claims');
  return {
    init: () => claims.init(),
    async offer(contact, people) {
      const expireAt = new Date(clock.now().getTime() + CLAIM_MINUTES * 60_000);
      await claims.updateOne({ _id: contact }, { $set: { people: [...people], expireAt } }, { upsert: true });
    },
    async offered(contact, person) {
      const claim = await claims.findById(contact).lean<ClaimDoc>();
      return claim !== null && claim.expireAt > clock.now() && claim.people.includes(person);
    },
    async forget(contact) {
      await claims.deleteOne({ _id: contact });
    },
  };
};
