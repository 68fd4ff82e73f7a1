import { dayOf } from './days.ts';
import type { LinkDoc, PersonDoc } from './model.ts';
import { inScope, isHeldOn, unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import { ROOT_PATH } from './scope.ts';
import type { OrgService } from './types.ts';

/** Which contact of which channel is which person. */
export interface ContactLinks extends Pick<OrgService, 'personOfContact'> {
  /** Links, or moves the link to another person. `by` says who confirmed it. Default `admin`. */
  linkContact(contact: string, person: string, by?: LinkDoc['by']): Promise<void>;
  /** False when the contact was not linked to a person of the scope. */
  unlinkContact(contact: string, scope: string): Promise<boolean>;
  /** The contact wrote: its channel is tried first from now on. */
  contactActive(contact: string, at: Date): Promise<void>;
}

export const contactLinks = ({ models, directory, clock, changed }: OrgRoom): ContactLinks => ({
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

  async linkContact(contact, person, by = 'admin') {
    const doc = await models.people.findById(person).lean<PersonDoc>();
    if (doc === null) throw new Error(`linkContact: there is no person ${person}`);
    await models.links.updateOne(
      { _id: contact },
      { $set: { person, by, at: clock.now(), sample: by === 'sample' }, $setOnInsert: { activeAt: null } },
      { upsert: true },
    );
    changed('people', doc.posts.at(-1)?.unitPath ?? ROOT_PATH, person);
  },

  async unlinkContact(contact, scope) {
    const link = await models.links.findById(contact).lean<LinkDoc>();
    if (link === null) return false;
    const person = await models.people.findOne({ _id: link.person, ...inScope(scope) }).lean<PersonDoc>();
    if (person === null) return false;
    await models.links.deleteOne({ _id: contact, person: link.person });
    changed('people', person.posts.at(-1)?.unitPath ?? scope, link.person);
    return true;
  },

  async contactActive(contact, at) {
    await models.links.updateOne({ _id: contact }, { $max: { activeAt: at } });
  },
});
