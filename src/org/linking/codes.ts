import { createHmac, randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { CodeDoc, LinkingModels } from './model.ts';
import { type Tries, WRONG_CODES } from './tries.ts';

/** For how long a code is good, in minutes. */
export const CODE_MINUTES = 15;
/** Codes that a person may ask for in an hour. */
const MAX_CODES = 5;
/** How often a code may be typed before it is confirmed: she may come back to it, not play with it. */
const MAX_ENTRIES = 3;
const DIGITS = 6;
const DUPLICATE_KEY = 11_000;
const HOUR_MS = 3_600_000;

const isDuplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;

export interface CodesDeps {
  readonly models: LinkingModels;
  readonly clock: Clock;
  readonly tries: Tries;
  /** Secret of the installation: six digits hashed without one could be found by trying all of them. */
  readonly codeKey: Buffer;
  /** For tests. Default: random. */
  readonly newCode?: () => string;
}

/**
 * - `no_code`: not six digits; nothing was tried.
 * - `own`: typed on the account that asked for it.
 * - `wrong`: unknown, expired, used, or somebody else's: it is not said which.
 * - `wait`: too many wrong ones from this account.
 */
export type Entered =
  | { readonly type: 'found'; readonly code: CodeDoc }
  | { readonly type: 'no_code' | 'own' | 'wrong' | 'wait' };

/** `mã 482 913 ạ` → `482913`; undefined when the text has no six digits. */
export const codeIn = (text: string): string | undefined => {
  const digits = text.replace(/\D/g, '');
  return digits.length === DIGITS ? digits : undefined;
};

/** One-time codes: given on the account where she is known, typed on the new one. */
export const createCodes = ({ models: { codes }, clock, tries, codeKey, newCode }: CodesDeps) => {
  const hash = (code: string): string => createHmac('sha256', codeKey).update(`link-code:${code}`).digest('base64url');
  const make = newCode ?? (() => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0'));

  const usable = (code: CodeDoc | null, contact: string): code is CodeDoc =>
    code !== null && code.goodUntil > clock.now() && (!code.redeemer || code.redeemer === contact);

  return {
    /** A new code for the person; an earlier one of hers is void. Undefined when she asked for too many. */
    async issue(person: string, issuer: string): Promise<string | undefined> {
      const at = clock.now();
      const lately = { person, at: { $gt: new Date(at.getTime() - HOUR_MS) } };
      if ((await codes.countDocuments(lately)) >= MAX_CODES) return undefined;
      await codes.updateMany({ person, usedAt: null }, { $set: { goodUntil: at } });
      const goodUntil = new Date(at.getTime() + CODE_MINUTES * 60_000);
      const expireAt = new Date(at.getTime() + HOUR_MS);
      for (;;) {
        const code = make();
        try {
          await codes.deleteOne({ _id: hash(code), goodUntil: { $lte: at } });
          await codes.create({ _id: hash(code), person, issuer, at, entries: 0, goodUntil, expireAt });
          return code;
        } catch (error) {
          // Somebody has the same digits at this moment.
          if (!isDuplicate(error)) throw error;
        }
      }
    },

    /** The code that was typed; from now on it is this account's alone. */
    async enter(contact: string, typed: string, key: string): Promise<Entered> {
      const digits = codeIn(typed);
      if (digits === undefined) return { type: 'no_code' };
      if (!(await tries.allowed('code', contact, key, WRONG_CODES))) return { type: 'wait' };
      const found = await codes.findById(hash(digits)).lean<CodeDoc>();
      if (usable(found, contact) && found.issuer === contact) return { type: 'own' };
      if (usable(found, contact) && !found.usedAt && found.entries < MAX_ENTRIES) {
        const taken = await codes.updateOne(
          { _id: found._id, redeemer: { $in: [null, contact] }, usedAt: null },
          { $set: { redeemer: contact }, $inc: { entries: 1 } },
        );
        if (taken.matchedCount > 0) return { type: 'found', code: found };
      }
      await tries.count('code', contact, key, WRONG_CODES);
      return { type: 'wrong' };
    },

    /**
     * Uses up a code that this account has entered; again by the same account it answers the same, so that an effect that
     * is run twice links once. Undefined when it is not this account's or too old.
     */
    async use(contact: string, typed: string): Promise<CodeDoc | undefined> {
      const digits = codeIn(typed);
      if (digits === undefined) return undefined;
      const found = await codes.findById(hash(digits)).lean<CodeDoc>();
      if (!usable(found, contact) || found.redeemer !== contact) return undefined;
      await codes.updateOne({ _id: found._id, redeemer: contact, usedAt: null }, { $set: { usedAt: clock.now() } });
      return found;
    },

    /** Nothing that leads to a contact or a person stays. */
    async forget(contact: string, person: string | undefined): Promise<void> {
      await codes.deleteMany({ $or: [{ issuer: contact }, { redeemer: contact }, ...(person ? [{ person }] : [])] });
    },
  };
};
export type Codes = ReturnType<typeof createCodes>;
