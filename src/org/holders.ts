import { dayOf } from './days.ts';
import type { LinkDoc, PersonDoc } from './model.ts';
import { heldOn, isHeldOn, unitRef } from './people-query.ts';
import type { OrgRoom } from './room.ts';
import type { Holder, HolderFilter } from './types.ts';

/** People whose links are read together. */
const CHUNK = 200;

export interface HolderReads {
  holders(filter: HolderFilter): AsyncIterable<Holder>;
  countHolders(filter: HolderFilter): Promise<{ readonly persons: number; readonly posts: number }>;
}

export const holderReads = ({ models, directory, clock }: OrgRoom): HolderReads => {
  const dayFor = (filter: HolderFilter) => dayOf(filter.on ?? clock.now());
  const stream = (filter: HolderFilter) =>
    models.people
      .find(heldOn(filter.unitPaths, dayFor(filter), filter.posts))
      .sort({ sort: 1, _id: 1 })
      .lean<PersonDoc[]>()
      .cursor() as AsyncIterable<unknown> as AsyncIterable<PersonDoc>;
  const heldBy = (person: PersonDoc, filter: HolderFilter) =>
    person.posts.filter((post) => isHeldOn(post, filter.unitPaths, dayFor(filter), filter.posts));

  return {
    async *holders(filter) {
      const { byId } = await directory.index();
      const withLinks = async (people: readonly PersonDoc[]): Promise<Holder[]> => {
        const links = await models.links
          .find({ person: { $in: people.map((person) => person._id) } })
          .sort({ activeAt: -1, at: -1 })
          .lean<LinkDoc[]>();
        return people.flatMap((person) =>
          heldBy(person, filter).map((post) => ({
            person: { id: person._id, name: person.name, address: person.address },
            post: post.post,
            unit: unitRef(post, byId),
            contacts: links.filter((link) => link.person === person._id).map((link) => link._id),
          })),
        );
      };
      let chunk: PersonDoc[] = [];
      for await (const person of stream(filter)) {
        chunk.push(person);
        if (chunk.length === CHUNK) {
          yield* await withLinks(chunk);
          chunk = [];
        }
      }
      yield* await withLinks(chunk);
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
