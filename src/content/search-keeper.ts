import { randomUUID } from 'node:crypto';
import type { Logger } from '../base/log.ts';
import type { ContentModels } from './model.ts';
import { plainText } from './plain-text.ts';
import { openSearchIndex, type SearchDoc, type SearchIndex, type SearchRequest } from './search.ts';
import type { Found, Page, Topic } from './types.ts';
import { contentHash } from './versions.ts';

/** How often a search looks whether another process changed the content. */
const RECHECK_MS = 10_000;
const STATE_ID = 'content';

/** Keeps the search index in line with the store, whoever changed it. */
export interface SearchKeeper {
  /** Compares the index with the store and builds it anew where they differ. */
  refresh(): Promise<void>;
  /** Tells every process that content changed, and refreshes this one's index. */
  changed(topics?: readonly Topic[]): Promise<void>;
  search(request: SearchRequest): Promise<Page<Found>>;
  close(): Promise<void>;
}

const NOTHING: Page<Found> = { items: [], total: 0 };

export const createSearchKeeper = (
  models: ContentModels,
  dataDir: string,
  logger: Logger,
  now: () => Date,
): SearchKeeper => {
  let index: SearchIndex | undefined;
  let revision = '';
  let checkedAt = 0;
  let queue: Promise<void> = Promise.resolve();

  const opened = (): SearchIndex => {
    index ??= openSearchIndex(dataDir);
    return index;
  };

  const signature = async (): Promise<string> => {
    const docs = await models.materials.find({ retiredAt: null }, { hash: 1 }).lean();
    return contentHash(docs.map((doc) => `${doc._id} ${doc.hash}`).sort());
  };

  const documents = async (): Promise<SearchDoc[]> => {
    const docs = await models.materials
      .find({ retiredAt: null }, { history: 0 })
      .sort({ 'value.updated': -1, _id: 1 })
      .lean();
    return docs.map(({ _id, unitPath, value }) => ({
      id: _id,
      title: value.title,
      summary: value.summary,
      topic: value.topic,
      keywords: value.keywords,
      text: plainText(value.body),
      unitPath,
      validTo: value.validTo,
    }));
  };

  const refreshNow = async (force: boolean): Promise<void> => {
    const state = await models.state.findById(STATE_ID).lean();
    const wanted = await signature();
    if (force || opened().signature() !== wanted) opened().rebuild(await documents(), wanted);
    revision = state?.revision ?? '';
  };

  /** One rebuild at a time; a failure is logged and leaves the next one free to try. */
  const refresh = (force = false): Promise<void> => {
    const run = queue.then(() => refreshNow(force));
    queue = run.catch((error) => logger.error({ err: error }, 'search index could not be built'));
    return queue;
  };

  const recheck = async (): Promise<void> => {
    const at = now().getTime();
    if (at - checkedAt < RECHECK_MS) return;
    checkedAt = at;
    const state = await models.state.findById(STATE_ID).lean();
    if (state && state.revision !== revision) await refresh();
  };

  return {
    refresh: () => refresh(),
    async changed(topics) {
      const set = { revision: randomUUID(), ...(topics ? { topics: [...topics] } : {}) };
      await models.state.updateOne({ _id: STATE_ID }, { $set: set }, { upsert: true });
      await refresh();
    },
    async search(request) {
      await recheck();
      try {
        return opened().search(request);
      } catch (error) {
        logger.warn({ err: error }, 'search index is damaged and is built anew');
        await refresh(true);
      }
      try {
        return opened().search(request);
      } catch (error) {
        logger.error({ err: error }, 'search failed');
        return NOTHING;
      }
    },
    async close() {
      await queue;
      index?.close();
      index = undefined;
    },
  };
};
