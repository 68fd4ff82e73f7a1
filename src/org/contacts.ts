import { fail, ok, type Result } from '../base/result.ts';
import { dayOf } from './days.ts';
import { aliasReads } from './merges/aliases.ts';
import type { UnlinkDoc } from './merges/model.ts';
import type { Actor, UnlinkRecord } from './merges/types.ts';
import type { LinkDoc, PersonDoc } from './model.ts';
import { inScope, isHeldOn, unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import { outOfScope, ROOT_PATH } from './scope.ts';
import type { OrgService } from './types.ts';

/** A link as the person's page shows it. */
export interface LinkedAccount {
  readonly contact: string;
  readonly by: LinkDoc['by'];
  /** The administrator's name, when one linked it. */
  readonly admin?: string;
  readonly since: Date;
  readonly activeAt?: Date;
}

/** Which contact of which channel is which person. */
export interface ContactLinks extends Pick<OrgService, 'personOfContact'> {
  /** Links, or moves the link to another person. `by` says who confirmed it. Default `admin`. */
  linkContact(contact: string, person: string, by?: LinkDoc['by'], admin?: string): Promise<void>;
  /**
   * False when the contact was not linked to a person of the scope. With `by`, the link is remembered and can be put
   * back; without (she asked to be forgotten), nothing of it stays.
   */
  unlinkContact(contact: string, scope: string, by?: string): Promise<boolean>;
  /** Puts a link back that an administrator took away. Refused when the account has become somebody else's since. */
  undoUnlink(id: string, by: Actor): Promise<Result<UnlinkRecord>>;
  /** Accounts that were taken away from a person, newest first. */
  unlinksOf(person: string, scope: string): Promise<UnlinkRecord[]>;
  /** Her linked accounts, most recently active first. */
  linksOf(person: string): Promise<LinkedAccount[]>;
  /** The contact wrote: its channel is tried first from now on. */
  contactActive(contact: string, at: Date): Promise<void>;
}

const unlinkOf = (doc: UnlinkDoc): UnlinkRecord => ({
  id: doc._id,
  contact: doc.contact,
  person: doc.person,
  at: doc.at,
  by: doc.by,
  ...(doc.undoneAt ? { undone: { at: doc.undoneAt, by: doc.undoneBy ?? '' } } : {}),
});

export const contactLinks = ({ models, directory, clock, changed, newId }: OrgRoom): ContactLinks => {
  const aliases = aliasReads({ models });
  const personIn = async (id: string, scope: string): Promise<PersonDoc | null> =>
    models.people.findOne({ _id: await aliases.currentPerson(id), ...inScope(scope) }).lean<PersonDoc>();

  return {
    async personOfContact(contact) {
      const link = await models.links.findById(contact).lean<LinkDoc>();
      if (link === null) return undefined;
      const person = await models.people.findById(link.person).lean<PersonDoc>();
      if (person === null) return undefined;
      const { byId } = await directory.index();
      const today = dayOf(clock.now());
      return {
        id: person._id,
        name: person.name,
        address: person.address,
        posts: person.posts
          .filter((post) => isHeldOn(post, [ROOT_PATH], today))
          .map((post) => ({ post: post.post, unit: unitRef(post, byId) })),
      };
    },

    async linkContact(contact, person, by = 'admin', admin) {
      const doc = await personIn(person, ROOT_PATH);
      if (doc === null) throw new Error(`linkContact: there is no person ${person}`);
      await models.links.updateOne(
        { _id: contact },
        {
          $set: { person: doc._id, by, admin: admin ?? null, at: clock.now(), sample: by === 'sample' },
          $setOnInsert: { activeAt: null },
        },
        { upsert: true },
      );
      changed('people', doc.posts.at(-1)?.unitPath ?? ROOT_PATH, doc._id);
    },

    async unlinkContact(contact, scope, by) {
      const link = await models.links.findById(contact).lean<LinkDoc>();
      if (link === null) return false;
      const person = await models.people.findOne({ _id: link.person, ...inScope(scope) }).lean<PersonDoc>();
      if (person === null) return false;
      // Remembered first: a crash in between leaves a link that can be taken away again.
      if (by !== undefined)
        await models.unlinks.create({ _id: newId(), contact, person: link.person, link, by, at: clock.now() });
      else {
        await models.unlinks.deleteMany({ contact });
        await models.merges.updateMany(
          { 'before.links._id': contact },
          { $pull: { 'before.links': { _id: contact } } as never },
        );
      }
      // A code that she got there must not bring in another account: the telephone may be in other hands.
      await models.codes.deleteMany({ issuer: contact });
      await models.links.deleteOne({ _id: contact, person: link.person });
      changed('people', person.posts.at(-1)?.unitPath ?? scope, link.person);
      return true;
    },

    async undoUnlink(id, by) {
      const doc = await models.unlinks.findById(id).lean<UnlinkDoc>();
      const person = doc === null ? null : await personIn(doc.person, by.scope);
      if (doc === null || person === null) return outOfScope('lần gỡ này');
      if (doc.undoneAt) return fail('org.already_undone', 'Tài khoản này đã được gắn lại rồi.');
      const now = await models.links.findById(doc.contact).lean<LinkDoc>();
      if (now !== null && now.person !== person._id) {
        const owner = await personIn(now.person, by.scope);
        return fail(
          'org.contact_taken',
          `Tài khoản này nay đã gắn với ${owner?.name ?? 'người khác'}. Chị gỡ ở người đó trước rồi hoàn tác.`,
        );
      }
      const { _id, person: _, ...fields } = doc.link;
      if (now === null)
        await models.links.updateOne({ _id }, { $setOnInsert: { ...fields, person: person._id } }, { upsert: true });
      const at = clock.now();
      await models.unlinks.updateOne({ _id: id }, { $set: { undoneAt: at, undoneBy: by.name } });
      changed('people', person.posts.at(-1)?.unitPath ?? by.scope, person._id);
      return ok(unlinkOf({ ...doc, undoneAt: at, undoneBy: by.name }));
    },

    async unlinksOf(person, scope) {
      if ((await personIn(person, scope)) === null) return [];
      const docs = await models.unlinks
        .find({ person: { $in: [...(await aliases.personIds(person))] } })
        .sort({ at: -1 })
        .lean<UnlinkDoc[]>();
      return docs.map(unlinkOf);
    },

    async linksOf(person) {
      const links = await models.links.find({ person }).sort({ activeAt: -1, at: -1 }).lean<LinkDoc[]>();
      return links.map((link) => ({
        contact: link._id,
        by: link.by,
        ...(link.admin ? { admin: link.admin } : {}),
        since: link.at,
        ...(link.activeAt === null ? {} : { activeAt: link.activeAt }),
      }));
    },

    async contactActive(contact, at) {
      await models.links.updateOne({ _id: contact }, { $max: { activeAt: at } });
    },
  };
};
