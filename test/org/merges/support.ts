import type { Connection } from 'mongoose';
import type { LinkDoc, PersonDoc } from '../../../src/org/model.ts';
import { orgModels } from '../../../src/org/model.ts';

/** All people and links as they are stored, in the order of their ids. */
export const stored = async (connection: Connection): Promise<{ people: PersonDoc[]; links: LinkDoc[] }> => {
  const { people, links } = orgModels(connection);
  return {
    people: await people.find().sort({ _id: 1 }).lean<PersonDoc[]>(),
    links: await links.find().sort({ _id: 1 }).lean<LinkDoc[]>(),
  };
};
