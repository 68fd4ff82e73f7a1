import mongoose, { type Connection } from 'mongoose';
import { shapeOf } from './shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A filter that MongoDB was asked, whatever it was for. */
export interface Question {
  readonly collection: string;
  readonly filter: Fields;
  readonly sort?: unknown;
  readonly hint?: unknown;
}

/** The filters in a command, as MongoDB's driver reports it. Of a pipeline that is its first stage, if it is a `$match`. */
export const questionsOf = (name: string, command: Fields): Question[] => {
  const collection = String(command[name]);
  const list = (field: string, key: string) =>
    ((command[field] ?? []) as Fields[]).map((one) => ({ collection, filter: (one[key] ?? {}) as Fields }));
  const { hint } = command;
  const one = (filter: unknown, sort?: unknown): Question[] => [
    {
      collection,
      filter: (filter ?? {}) as Fields,
      ...(sort !== undefined && { sort }),
      ...(hint !== undefined && { hint }),
    },
  ];
  switch (name) {
    case 'find':
      return one(command.filter, command.sort);
    case 'count':
    case 'distinct':
      return one(command.query);
    case 'findAndModify':
      return one(command.query, command.sort);
    case 'update':
      return list('updates', 'q');
    case 'delete':
      return list('deletes', 'q');
    case 'aggregate':
      return one((command.pipeline as Fields[] | undefined)?.[0]?.$match);
    default:
      return [];
  }
};

/** Plans that were not chosen, and what only repeats the question or the plan in other words. */
const BESIDE = ['rejectedPlans', 'slotBasedPlan', 'command', 'parsedQuery'];

const WHOLE = /^\[(MinKey, MaxKey|MaxKey, MinKey)\]$/;

const walksIndex = (stage: Fields): boolean =>
  stage.stage === 'IXSCAN' &&
  stage.isSparse !== true &&
  stage.isPartial !== true &&
  Object.values((stage.indexBounds ?? {}) as Record<string, string[]>).every(
    (bounds) => bounds.length === 1 && WHOLE.test(bounds[0] ?? ''),
  );

/**
 * Whether the plan that `explain` tells looks at every document: a COLLSCAN, or an index from one end to the other,
 * anywhere in it. Plans of the classic and of the slot-based engine, of one server and of shards.
 */
export const readsAll = (explained: unknown): boolean => {
  if (Array.isArray(explained)) return explained.some(readsAll);
  if (typeof explained !== 'object' || explained === null) return false;
  const stage = explained as Fields;
  if (stage.stage === 'COLLSCAN' || walksIndex(stage)) return true;
  return Object.entries(stage).some(([key, value]) => !BESIDE.includes(key) && readsAll(value));
};

/** The questions that a connection asks a MongoDB, one of each shape. */
export interface CommandWatch {
  readonly asked: ReadonlyMap<string, Question>;
  /** Questions that the server answers by looking at every document, as `<collection>: <shape of the filter>`. */
  unanswered(url: string): Promise<string[]>;
}

/** Notes what a connection asks from now on. Its address must ask for reports of the commands (`addressOf`). */
export const watchCommands = (connection: Connection): CommandWatch => {
  const asked = new Map<string, Question>();
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    for (const question of questionsOf(commandName, command as Fields)) {
      const shape = shapeOf(question.filter);
      const key = `${question.collection}: ${shape}`;
      if (shape !== '' && !asked.has(key)) asked.set(key, question);
    }
  });
  return {
    asked,
    async unanswered(url) {
      const client = new mongoose.mongo.MongoClient(url);
      try {
        const db = client.db();
        // A short suite may end before its indexes are made.
        for (const { schema, collection } of Object.values(connection.models))
          for (const [fields, options] of schema.indexes())
            await db.collection(collection.collectionName).createIndex(fields as never, options as never);
        const wrong: string[] = [];
        for (const [key, { collection, ...query }] of asked) {
          const explained = await db.command({ explain: { find: collection, ...query }, verbosity: 'queryPlanner' });
          if (readsAll(explained.queryPlanner)) wrong.push(key);
        }
        return wrong;
      } finally {
        await client.close();
      }
    },
  };
};
