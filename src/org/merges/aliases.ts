import type { OrgRoom } from '../room.ts';
import type { OrgService } from '../types.ts';
import type { MergeDoc } from './model.ts';

/** States in which the dropped id is another name of the kept one. */
export const HOLDING: MergeDoc['state'][] = ['merging', 'merged', 'undoing'];

/**
 * Ids of people that a merge made other names of somebody. Rooms keep the id under which a thing happened and ask here
 * whose it is today: so a merge rewrites nothing outside this room, and taking it back is exact.
 */
export interface Aliases extends Pick<OrgService, 'aliases' | 'personIds' | 'whose' | 'accountsOf'> {
  /** The id under which this person stands in the roster today: the same one when it was never merged. */
  currentPerson(id: string): Promise<string>;
}

export const followed = (pairs: readonly { readonly drop: string; readonly keep: string }[]): Map<string, string> => {
  const next = new Map(pairs.map(({ drop, keep }) => [drop, keep]));
  const last = (id: string, left = next.size): string => {
    const after = next.get(id);
    return after === undefined || left === 0 ? id : last(after, left - 1);
  };
  return new Map([...next.keys()].map((id) => [id, last(id)]));
};

export const aliasReads = ({ models }: Pick<OrgRoom, 'models'>): Aliases => {
  const aliases = async () =>
    followed(await models.merges.find({ state: { $in: HOLDING } }, { keep: 1, drop: 1 }).lean<MergeDoc[]>());
  return {
    aliases,
    async currentPerson(id) {
      return (await aliases()).get(id) ?? id;
    },
    async personIds(id) {
      const known = await aliases();
      const now = known.get(id) ?? id;
      return [now, ...[...known].flatMap(([old, current]) => (current === now ? [old] : []))];
    },
    async whose(records) {
      const contacts = [...new Set(records.flatMap(({ contact }) => contact ?? []))];
      const [known, links] = await Promise.all([
        aliases(),
        contacts.length === 0 ? [] : models.links.find({ _id: { $in: contacts } }, { person: 1 }).lean(),
      ]);
      const linked = new Map(links.map((link) => [link._id, link.person]));
      return records.map(({ contact, person }) => {
        const found = (contact === undefined ? undefined : linked.get(contact)) ?? person;
        return found === undefined ? undefined : (known.get(found) ?? found);
      });
    },
    async accountsOf(contact) {
      const link = await models.links.findById(contact, { person: 1 }).lean();
      if (link === null) return [contact];
      const all = await models.links.find({ person: link.person }, { _id: 1 }).lean();
      return [contact, ...all.map(({ _id }) => _id).filter((id) => id !== contact)];
    },
  };
};
