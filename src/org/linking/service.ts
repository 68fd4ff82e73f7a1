import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Chat } from '../../chat/chat.ts';
import type { PublishLive } from '../../web/route.ts';
import type { Actor } from '../merges/types.ts';
import { normalisePhone } from '../phone.ts';
import { outOfScope, ROOT_PATH } from '../scope.ts';
import type { Org } from '../service.ts';
import { tidy } from '../text.ts';
import type { PersonRecord } from '../types.ts';
import { type Codes, createCodes } from './codes.ts';
import { type LinkRequestDoc, linkingModels } from './model.ts';
import { createRequests } from './requests.ts';
import { createTries, PHONES } from './tries.ts';
import {
  type AccountRecord,
  type ContactInfo,
  type ContactWindow,
  channelName,
  type LinkRequestRecord,
} from './types.ts';

export interface LinkingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly org: Pick<Org, 'person' | 'personOfContact' | 'personByPhone' | 'linkContact' | 'linksOf' | 'currentPerson'>;
  readonly chat: Pick<Chat, 'send' | 'startFlow' | 'directThread'>;
  readonly contactInfo: (contact: string) => Promise<ContactInfo | undefined>;
  /** Default: no platform has a window. */
  readonly windowOf?: (contact: string) => Promise<ContactWindow | undefined>;
  readonly publish: PublishLive;
  /** Secret of the installation; see codes.ts. */
  readonly codeKey: Buffer;
  readonly newCode?: () => string;
  readonly newId?: () => string;
}

/** Whom a code or a request is about, as the assistant may name her: given name and unit, never the number. */
export interface Named {
  readonly name: string;
  readonly unit: string;
}

/**
 * - `linked`: the account is hers now. `already`: it was before.
 * - `asked`: an administrator decides, because the account belongs to somebody else until now.
 * - `unknown`: nobody in the roster has the number.
 */
export type PhoneOutcome = 'linked' | 'already' | 'asked' | 'unknown';

/** One woman on several channels: by a code, by her number, by an administrator. */
export interface Linking {
  readonly codes: Codes;
  /** Her given name and unit; undefined when she is no longer in the roster. */
  named(person: string): Promise<Named | undefined>;
  /** Links the account to the person of a code that was entered there; `other`: it is somebody else's, an administrator is asked. */
  linkByCode(
    contact: string,
    code: string,
    key: string,
  ): Promise<{ type: 'linked'; who: Named } | { type: 'other' | 'gone' }>;
  /**
   * She says that a number of the roster is hers. Whatever becomes of it, the caller says the same: a number is no proof,
   * and whether it is in the roster is nobody's business. False: too many numbers from this account.
   */
  givePhone(contact: string, phone: string, key: string): Promise<boolean>;
  /** Her answer on the account that is hers already. Undefined when there is nothing to answer any more. */
  answer(contact: string, request: string, yes: boolean): Promise<{ readonly channel: string } | undefined>;
  /**
   * The platform itself vouches for a number (Zalo OA's `user_submit_info`): links at once. For channels; `phone` as
   * people write it.
   */
  confirmPhone(contact: string, phone: string): Promise<PhoneOutcome>;
  accountsOf(person: string): Promise<AccountRecord[]>;
  /** What chat knows of a contact; empty words for one that it does not know any more. */
  info(contact: string): Promise<ContactInfo>;
  requests(scope: string, person?: string): Promise<LinkRequestRecord[]>;
  approve(request: string, by: Actor): Promise<Result<LinkRequestRecord>>;
  decline(request: string, by: Actor): Promise<Result<LinkRequestRecord>>;
  /** Everything that leads to this contact goes. */
  forget(contact: string): Promise<void>;
}

/** Letters of a platform's name that are shown and kept. */
const MAX_NAME = 40;

const givenName = (name: string): string => name.trim().split(/\s+/).at(-1) ?? name;

export const createLinking = (deps: LinkingDeps): Linking => {
  const { connection, clock, org, chat, contactInfo, publish, codeKey, newCode } = deps;
  const models = linkingModels(connection);
  const tries = createTries(models, clock);
  const codes = createCodes({ models, clock, tries, codeKey, ...(newCode && { newCode }) });
  const requests = createRequests({ models, clock, newId: deps.newId ?? (() => crypto.randomUUID()) });

  const whole = (id: string): Promise<PersonRecord | undefined> => org.person(id, { scope: ROOT_PATH });
  const unitOf = (person: PersonRecord) =>
    (person.posts.find((post) => post.to === undefined) ?? person.posts[0])?.unit;
  const namedOf = (person: PersonRecord): Named => ({ name: givenName(person.name), unit: unitOf(person)?.name ?? '' });
  const tell = (person: PersonRecord) =>
    publish({ topic: 'people', unitPath: unitOf(person)?.path ?? ROOT_PATH, id: person.id });

  const info = async (contact: string): Promise<ContactInfo> =>
    (await contactInfo(contact)) ?? { channel: '', name: '' };

  /** Tells the new account, in its direct chat, that it is linked. */
  const welcome = async (contact: string, person: PersonRecord, key: string): Promise<void> => {
    const thread = await chat.directThread(contact);
    if (thread === undefined) return;
    const { name, unit } = namedOf(person);
    const text = `Em đã liên kết tài khoản này với ${person.address === 'chưa rõ' ? 'anh/chị' : person.address} ${name}${unit === '' ? '' : `, ${unit}`} rồi ạ. Lịch họp, tài liệu và kết quả học từ nay có ở cả đây.`;
    await chat.send([{ key: `link:${key}:done`, thread, message: { type: 'text', text }, lane: 'reply' }]);
  };

  const request = async (
    contact: string,
    person: PersonRecord,
    more: Pick<LinkRequestDoc, 'key' | 'reason' | 'state'> & { readonly asked?: string },
  ): Promise<LinkRequestDoc> => {
    const { channel, name } = await info(contact);
    const made = await requests.make({
      ...more,
      contact,
      // Shown to her in quotation marks: no sentence of a stranger's.
      contactName: tidy(name).replaceAll('"', '').slice(0, MAX_NAME),
      channel,
      person: person.id,
      unitPath: unitOf(person)?.path ?? ROOT_PATH,
    });
    tell(person);
    return made;
  };

  /** The account of hers on which she can be asked, most recently active first. */
  const reachable = async (
    person: string,
    except: string,
  ): Promise<{ contact: string; thread: string } | undefined> => {
    for (const { contact } of await org.linksOf(person)) {
      const thread = contact === except ? undefined : await chat.directThread(contact);
      if (thread !== undefined) return { contact, thread };
    }
    return undefined;
  };

  const view = async (doc: LinkRequestDoc, scope: string): Promise<LinkRequestRecord | undefined> => {
    const person = await org.person(doc.person, { scope });
    if (person === undefined) return undefined;
    const owner = await org.personOfContact(doc.contact);
    return {
      id: doc._id,
      contact: doc.contact,
      channel: doc.channel,
      name: doc.contactName,
      person,
      ...(owner === undefined || owner.id === person.id ? {} : { linkedTo: { id: owner.id, name: owner.name } }),
      reason: doc.reason,
      at: doc.at,
    };
  };

  const decide = async (id: string, by: Actor): Promise<Result<{ doc: LinkRequestDoc; shown: LinkRequestRecord }>> => {
    const doc = await requests.find(id);
    const shown = doc === undefined ? undefined : await view(doc, by.scope);
    if (doc === undefined || shown === undefined) return outOfScope('yêu cầu này');
    return requests.isOpen(doc)
      ? ok({ doc, shown })
      : fail('org.already_decided', 'Yêu cầu này đã được trả lời. Chị tải lại trang.');
  };

  return {
    codes,
    async named(id) {
      const person = await whole(id);
      return person && namedOf(person);
    },

    async linkByCode(contact, code, key) {
      const used = await codes.use(contact, code);
      const person = used && (await whole(used.person));
      if (used === undefined || person === undefined) return { type: 'gone' };
      const owner = await org.personOfContact(contact);
      if (owner !== undefined && owner.id !== person.id) {
        await request(contact, person, { key, reason: 'code', state: 'open' });
        return { type: 'other' };
      }
      if (owner === undefined) await org.linkContact(contact, person.id, 'code');
      return { type: 'linked', who: namedOf(person) };
    },

    async givePhone(contact, phone, key) {
      if (!(await tries.allowed('phone', contact, key, PHONES))) return false;
      await tries.count('phone', contact, key, PHONES);
      const found = normalisePhone(phone);
      const person = found.ok ? await org.personByPhone(found.value) : undefined;
      if (person === undefined || (await org.personOfContact(contact))?.id === person.id) return true;
      const before = await requests.byKey(key);
      if (before === undefined && (await requests.isBlocked(contact, person.id))) return true;
      const place = await reachable(person.id, contact);
      const made =
        before ??
        (await request(contact, person, {
          key,
          reason: 'phone',
          state: place === undefined ? 'open' : 'asking',
          ...(place && { asked: place.contact }),
        }));
      if (place !== undefined && made.state === 'asking')
        await chat.startFlow([
          {
            key: `link:${made._id}`,
            thread: place.thread,
            flow: 'xac-nhan-lien-ket',
            contact: place.contact,
            vars: { yeu_cau: made._id, kenh: channelName(made.channel), ten_ho: made.contactName },
          },
        ]);
      return true;
    },

    async answer(contact, id, yes) {
      const doc = await requests.find(id);
      const person = doc && (await whole(doc.person));
      if (doc === undefined || person === undefined || doc.asked !== contact) return undefined;
      // Her account may have been taken away from her since she was asked.
      if ((await org.personOfContact(contact))?.id !== person.id) return undefined;
      const state = yes ? 'confirmed' : 'refused';
      if (!(await requests.settle(id, state, ['asking', state]))) return undefined;
      if (yes) {
        await org.linkContact(doc.contact, person.id, 'phone');
        await welcome(doc.contact, person, id);
      }
      tell(person);
      return { channel: doc.channel };
    },

    async confirmPhone(contact, phone) {
      const found = normalisePhone(phone);
      const person = found.ok ? await org.personByPhone(found.value) : undefined;
      if (person === undefined) return 'unknown';
      const owner = await org.personOfContact(contact);
      if (owner?.id === person.id) return 'already';
      if (owner !== undefined) {
        if (!(await requests.isBlocked(contact, person.id)))
          await request(contact, person, {
            key: `verified:${contact}:${person.id}:${clock.now().toISOString()}`,
            reason: 'phone',
            state: 'open',
          });
        return 'asked';
      }
      await org.linkContact(contact, person.id, 'platform');
      await welcome(contact, person, `verified:${contact}`);
      return 'linked';
    },

    info,

    async accountsOf(person) {
      const links = await org.linksOf(await org.currentPerson(person));
      return Promise.all(
        links.map(async (link) => {
          const window = await deps.windowOf?.(link.contact);
          return { ...link, ...(await info(link.contact)), ...(window && { window }) };
        }),
      );
    },

    async requests(scope, person) {
      const docs = await requests.open(scope);
      const shown = await Promise.all(docs.map((doc) => view(doc, scope)));
      return shown.filter((one) => one !== undefined).filter((one) => person === undefined || one.person.id === person);
    },

    async approve(id, by) {
      const found = await decide(id, by);
      if (!found.ok) return found;
      const { doc, shown } = found.value;
      await org.linkContact(doc.contact, shown.person.id, 'admin', by.name);
      await requests.settle(id, 'approved', ['asking', 'open']);
      await welcome(doc.contact, shown.person, id);
      tell(shown.person);
      return ok(shown);
    },

    async decline(id, by) {
      const found = await decide(id, by);
      if (!found.ok) return found;
      await requests.settle(id, 'declined', ['asking', 'open']);
      tell(found.value.shown.person);
      return ok(found.value.shown);
    },

    async forget(contact) {
      const person = await org.personOfContact(contact);
      await Promise.all([codes.forget(contact, person?.id), tries.forget(contact), requests.forget(contact)]);
    },
  };
};
