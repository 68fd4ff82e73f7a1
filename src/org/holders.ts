import { dayOf } from './days.ts';
import type { LinkDoc, PersonDoc } from './model.ts';
import { afterCondition, cursorOf, heldOn, isHeldOn, unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import type { AudienceReads, Holder, HolderFilter, Placed } from './types.ts';

/** People whose links are read together. */
const CHUNK = 200;

export interface HolderReads extends Pick<AudienceReads, 'holdersFrom'> {
  holders(filter: HolderFilter): AsyncIterable<Holder>;
  countHolders(filter: HolderFilter): Promise<{ readonly persons: number; readonly posts: number }>;
}

export const holderReads = ({ models, directory, clock }: OrgRoom): HolderReads => {
  const dayFor = (filter: HolderFilter) => dayOf(filter.on ?? clock.now());
  const stream = (filter: HolderFilter, after?: string) =>
    models.people
      .find({ $and: [heldOn(filter.unitPaths, dayFor(filter), filter.posts), afterCondition(after)] })
      .sort({ sort: 1, _id: 1 })
      .lean<PersonDoc[]>()
      .cursor() as AsyncIterable<unknown> as AsyncIterable<PersonDoc>;
  const heldBy = (person: PersonDoc, filter: HolderFilter) =>
    person.posts.filter((post) => isHeldOn(post, filter.unitPaths, dayFor(filter), filter.posts));

  async function* holdersFrom(filter: HolderFilter, after?: string): AsyncIterable<Placed<Holder>> {
    const { byId } = await directory.index();
    const withLinks = async (people: readonly PersonDoc[]): Promise<Placed<Holder>[]> => {
      const links = await models.links
        .find({ person: { $in: people.map((person) => person._id) } })
        .sort({ activeAt: -1, at: -1 })
        .lean<LinkDoc[]>();
      const contacts = new Map<string, string[]>();
      for (const { person, _id } of links) {
        const known = contacts.get(person);
        if (known) known.push(_id);
        else contacts.set(person, [_id]);
      }
      return people.flatMap((person) =>
        heldBy(person, filter).map((post) => ({
          item: {
            person: { id: person._id, name: person.name, address: person.address },
            post: post.post,
            unit: unitRef(post, byId),
            contacts: contacts.get(person._id) ?? [],
          },
          place: cursorOf(person),
        })),
      );
    };
    let chunk: PersonDoc[] = [];
    for await (const person of stream(filter, after)) {
      chunk.push(person);
      if (chunk.length === CHUNK) {
        yield* await withLinks(chunk);
        chunk = [];
      }
    }
    yield* await withLinks(chunk);
  }

  return {
    holdersFrom,
    async *holders(filter) {
      for await (const { item } of holdersFrom(filter)) yield item;
    },

    async countHolders(filter) {
      let persons = 0;
      let posts = 0;
      for await (const person of stream(filter)) {
        persons++;
        posts += heldBy(person, filter).length;
      }
      return { persons, posts };
    },
  };
};
