import { z } from 'zod';
import { type Action, type ActionContext, type ActionTable, action } from '../flow/action.ts';
import type { OrgService } from '../org/types.ts';
import { sourceLine } from './messages.ts';
import { plainText } from './plain-text.ts';
import type { ContentService } from './types.ts';

const DEFAULT_FOUND = 5;
const MAX_FOUND = 10;
/** A flow hands over whatever was typed; the search itself reads the first words only. */
const Query = z.string();

/** Which unit's own content the person or the group who asks may see. */
const readerPath = async (
  org: Pick<OrgService, 'groupOfThread' | 'personOfContact'> | undefined,
  { contact, thread, threadKind }: ActionContext,
): Promise<string | undefined> => {
  if (!org) return undefined;
  // In a group everyone reads along, so the group's unit decides, not that of whoever asked.
  if (threadKind === 'group') return (await org.groupOfThread(thread))?.unit.path;
  const person = contact === undefined ? undefined : await org.personOfContact(contact);
  return person?.posts[0]?.unit.path;
};

/** What flows may ask of the content room. Without `org` everyone sees the library only. */
export const contentActions = (
  service: ContentService,
  org?: Pick<OrgService, 'groupOfThread' | 'personOfContact'>,
): ActionTable => {
  const search: Action = action({
    about: 'Finds materials by what a person typed, best first; content of her unit included.',
    args: z.object({ query: Query, limit: z.number().int().min(1).max(MAX_FOUND).optional() }),
    result: z.object({
      items: z.array(z.object({ id: z.string(), title: z.string(), summary: z.string(), topic: z.string() })),
      total: z.number(),
    }),
    async run({ query, limit = DEFAULT_FOUND }, context) {
      const unitPath = await readerPath(org, context);
      const { items, total } = await service.search(query, { limit, ...(unitPath === undefined ? {} : { unitPath }) });
      return { items: [...items], total };
    },
  });

  const topics: Action = action({
    about: 'Lists the topics of the library in the order shown.',
    args: z.object({}),
    result: z.object({ topics: z.array(z.object({ id: z.string(), label: z.string() })) }),
    async run() {
      return { topics: (await service.topics()).map(({ id, title }) => ({ id, label: title })) };
    },
  });

  const open: Action = action({
    about: 'Opens a material: messages ready to send, as a summary or in full.',
    args: z.object({ id: z.string(), part: z.enum(['summary', 'full']).optional() }),
    result: z.object({
      found: z.boolean(),
      id: z.string(),
      title: z.string(),
      text: z.string(),
      source: z.string(),
      updated: z.string(),
      messages: z.array(z.unknown()),
    }),
    async run({ id, part = 'summary' }, context) {
      const material = await service.material(id);
      const path = material?.origin === 'own' ? await readerPath(org, context) : undefined;
      const messages =
        material && (material.origin === 'library' || seenFrom(material.unitPath, path))
          ? await service.messages(id, part)
          : undefined;
      if (!material || !messages)
        return { found: false, id, title: '', text: '', source: '', updated: '', messages: [] };
      return {
        found: true,
        id,
        title: material.title,
        text: part === 'summary' ? material.summary : plainText(material.body),
        source: sourceLine(material.sources),
        updated: material.updated,
        messages,
      };
    },
  });

  return { 'content.search': search, 'content.topics': topics, 'content.open': open };
};

/** Own content is for its unit, the units below it and those above it. */
const seenFrom = (unitPath: string, reader: string | undefined): boolean =>
  unitPath === '/' || (reader !== undefined && (reader.startsWith(unitPath) || unitPath.startsWith(reader)));
