import type { Clock } from '../../base/clock.ts';
import { pathRange, ROOT_PATH } from '../scope.ts';
import { type LinkingModels, type LinkRequestDoc, REQUEST_DAYS } from './model.ts';
import type { RequestState } from './types.ts';

const WAITING: RequestState[] = ['asking', 'open'];
const TURNED_DOWN: RequestState[] = ['refused', 'declined'];

const DAY_MS = 86_400_000;
/** Hours in which she may answer on an account of hers; after that an administrator decides. */
export const ASK_HOURS = 24;
/** Days that an account whose request was refused or declined does not trouble this person again. */
const REFUSED_DAYS = 30;
/** Requests in a day that one person is troubled with, from whatever accounts. */
const MAX_A_DAY = 3;

export interface RequestsDeps {
  readonly models: LinkingModels;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Requests of accounts to be linked to a person. */
export const createRequests = ({ models: { requests }, clock, newId }: RequestsDeps) => {
  const ago = (ms: number): Date => new Date(clock.now().getTime() - ms);

  return {
    async make(request: Omit<LinkRequestDoc, '_id' | 'at' | 'answeredAt' | 'expireAt'>): Promise<LinkRequestDoc> {
      const at = clock.now();
      const doc: LinkRequestDoc = {
        _id: newId(),
        ...request,
        at,
        expireAt: new Date(at.getTime() + REQUEST_DAYS * DAY_MS),
      };
      await requests.updateOne({ key: request.key }, { $setOnInsert: doc }, { upsert: true });
      return (await requests.findOne({ key: request.key }).lean<LinkRequestDoc>()) ?? doc;
    },

    async find(id: string): Promise<LinkRequestDoc | undefined> {
      return (await requests.findById(id).lean<LinkRequestDoc>()) ?? undefined;
    },

    async byKey(key: string): Promise<LinkRequestDoc | undefined> {
      return (await requests.findOne({ key }).lean<LinkRequestDoc>()) ?? undefined;
    },

    /** True when this account is waiting for this person already, was refused lately, or she was asked enough for today. */
    async isBlocked(contact: string, person: string): Promise<boolean> {
      const waiting = { contact, person, state: { $in: WAITING } };
      const refused = {
        contact,
        person,
        state: { $in: TURNED_DOWN },
        at: { $gt: ago(REFUSED_DAYS * DAY_MS) },
      };
      if ((await requests.exists({ $or: [waiting, refused] })) !== null) return true;
      return (await requests.countDocuments({ person, at: { $gt: ago(DAY_MS) } })) >= MAX_A_DAY;
    },

    /** Writes what was decided; true when it stands so, also when it stood so before. */
    async settle(id: string, state: RequestState, from: readonly RequestState[]): Promise<boolean> {
      const done = await requests.updateOne(
        { _id: id, state: { $in: [...from] } },
        { $set: { state, answeredAt: clock.now() } },
      );
      return done.matchedCount > 0;
    },

    /** Whether an administrator may decide it: nobody else is asked, or she did not answer in time. */
    isOpen: (doc: LinkRequestDoc): boolean =>
      doc.state === 'open' || (doc.state === 'asking' && doc.at <= ago(ASK_HOURS * 3_600_000)),

    /** What waits for an administrator of the scope, oldest first. */
    async open(scope: string): Promise<LinkRequestDoc[]> {
      const late = { state: 'asking' as const, at: { $lte: ago(ASK_HOURS * 3_600_000) } };
      return requests
        .find({
          $or: [{ state: 'open' as const }, late],
          ...(scope === ROOT_PATH ? {} : { unitPath: pathRange(scope) }),
        })
        .sort({ at: 1 })
        .lean<LinkRequestDoc[]>();
    },

    async forget(contact: string): Promise<void> {
      await requests.deleteMany({ $or: [{ contact }, { asked: contact }] });
    },
  };
};
export type Requests = ReturnType<typeof createRequests>;
