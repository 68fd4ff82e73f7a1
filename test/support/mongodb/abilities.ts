import mongoose from 'mongoose';

type Db = mongoose.mongo.Db;
type Rows = mongoose.mongo.Collection<Record<string, unknown> & { _id: number }>;
const { Binary } = mongoose.mongo;

/**
 * One thing that MongoDB 7 does. The tests ask the server at hand whether it does it too, and leave out, by name, what
 * needs it on a server that does not.
 */
interface Ability {
  /** Ends the sentence "this server …". */
  readonly lack: string;
  /** Tries it in an empty collection. Whatever it throws, or anything but true, means no. */
  readonly can: (rows: Rows, db: Db) => Promise<boolean>;
  /** Cases that need it: by file (below `test/`), then by name; a star at the end stands for any rest. */
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

const CONTRACT = 'contract/store/store.test.ts';
const SPEC = 'contract/store/mongodb-spec.test.ts';

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: { code?: unknown }) => error.code,
  );

export const ABILITIES = {
  explain: {
    lack: 'does not explain its plans',
    can: async (rows) => 'queryPlanner' in (await rows.find({ a: 1 }).explain('queryPlanner')),
    // With them goes the look at every suite's own questions (`test/support/store.ts`).
    cases: { 'store/plans.mongodb.test.ts': ['finds a question that no index answers*', 'lets pass*'] },
  },
  sessions: {
    lack: 'has no sessions',
    can: async (_rows, db) => 'id' in (await db.command({ startSession: 1 })),
    cases: {},
  },
  pipelineUpdates: {
    lack: 'takes no pipeline as an update',
    async can(rows) {
      await rows.insertOne({ _id: 1, a: 1 });
      await rows.updateOne({ _id: 1 }, [{ $set: { b: '$a' } }]);
      return (await rows.findOne({ b: 1 })) !== null;
    },
    cases: {
      [SPEC]: [
        'findOneAndUpdate-pipeline:*',
        'findOneAndUpdate-comment: findOneAndUpdate with string comment',
        'findOneAndUpdate-comment: findOneAndUpdate with document comment',
        'findOneAndUpdate-dots_and_dollars:*',
        'bulkWrite-updateOne-pipeline:*',
        'bulkWrite-updateMany-pipeline:*',
        'bulkWrite-updateOne-dots_and_dollars:*',
        'bulkWrite-updateMany-dots_and_dollars:*',
        'updateOne-pipeline:*',
        'updateMany-pipeline:*',
        'updateOne-dots_and_dollars:*',
        'updateMany-dots_and_dollars:*',
        'BulkWrite updateOne-let: BulkWrite updateOne with let option',
        'BulkWrite updateMany-let: BulkWrite updateMany with let option',
        'updateOne-let: UpdateOne with let option',
        'updateMany-let: updateMany with let option',
      ],
    },
  },
  variables: {
    lack: 'knows no variables of `let`',
    async can(rows) {
      await rows.insertOne({ _id: 1 });
      return (await rows.findOne({ $expr: { $eq: ['$_id', '$$id'] } }, { let: { id: 1 } })) !== null;
    },
    cases: {
      [SPEC]: [
        'aggregate-let: Aggregate with let option',
        'aggregate-let: Aggregate to collection with let option',
        'BulkWrite deleteMany-let: BulkWrite deleteMany with let option',
        'BulkWrite deleteOne-let: BulkWrite deleteOne with let option',
        'BulkWrite replaceOne-let: BulkWrite replaceOne with let option',
        'deleteMany-let: deleteMany with let option',
        'deleteOne-let: deleteOne with let option',
        'find-let: Find with let option',
        'findOneAndDelete-let: findOneAndDelete with let option',
        'findOneAndReplace-let: findOneAndReplace with let option',
        'findOneAndUpdate-let: findOneAndUpdate with let option',
        'replaceOne-let: ReplaceOne with let option',
      ],
    },
  },
  dottedFields: {
    lack: 'takes no field with a dot in its name',
    async can(rows) {
      await rows.insertOne({ _id: 1 });
      return (await rows.replaceOne({ _id: 1 }, { 'a.b': 1 })).modifiedCount === 1;
    },
    cases: {
      [SPEC]: [
        'bulkWrite-replaceOne-dots_and_dollars: Replacing document with top-level dotted key on 3.6+ server',
        'findOneAndReplace-dots_and_dollars: Replacing document with top-level dotted key on 3.6+ server',
        'replaceOne-dots_and_dollars: Replacing document with top-level dotted key on 3.6+ server',
      ],
    },
  },
  strictOptions: {
    lack: 'does not refuse options and ids that MongoDB refuses',
    can: async (rows) => (await codeOf(rows.insertOne({ _id: { $a: 1 } as never }))) !== undefined,
    cases: {
      [SPEC]: [
        'insertOne-dots_and_dollars: Inserting document with dollar-prefixed key in _id yields server-side error',
        'BulkWrite replaceOne-sort: BulkWrite replaceOne with sort option unsupported (server-side error)',
        'replaceOne-sort: replaceOne with sort option unsupported (server-side error)',
        'updateOne-sort: updateOne with sort option unsupported (server-side error)',
      ],
    },
  },
  countsOfFailedInserts: {
    lack: 'miscounts what was inserted when an insert of several fails in part',
    async can(rows) {
      const failed = await rows
        .insertMany([{ _id: 1 }, { _id: 1 }, { _id: 2 }], { ordered: false })
        .catch((error: unknown) => error as mongoose.mongo.MongoBulkWriteError);
      return failed.insertedCount === 2;
    },
    cases: {
      [CONTRACT]: ['a bulk stops at the first error when ordered and goes on when not'],
      [SPEC]: [
        'bulkWrite: BulkWrite continue-on-error behavior with unordered (preexisting duplicate key)',
        'bulkWrite: BulkWrite continue-on-error behavior with unordered (duplicate key in requests)',
        'insertMany: InsertMany continue-on-error behavior with unordered (preexisting duplicate key)',
        'insertMany: InsertMany continue-on-error behavior with unordered (duplicate key in requests)',
      ],
    },
  },
  views: {
    lack: 'has no views',
    async can(rows, db) {
      await rows.insertOne({ _id: 1 });
      await db.createCollection('view', { viewOn: 'rows', pipeline: [] });
      return (await db.collection('view').findOne()) !== null;
    },
    cases: { [SPEC]: ['estimatedDocumentCount: estimatedDocumentCount works correctly on views'] },
  },
  nullIds: {
    lack: 'makes up an id where an upsert says null',
    async can(rows) {
      await rows.updateOne({ _id: null as never }, { $set: { a: 1 } }, { upsert: true });
      return (await rows.findOne({}))?._id === null;
    },
    cases: {
      [SPEC]: [
        'create-null-ids: inserting _id with type null via updateOne',
        'create-null-ids: inserting _id with type null via updateMany',
        'create-null-ids: inserting _id with type null via replaceOne',
      ],
    },
  },
  duplicateKeys: {
    lack: 'does not name the key of a duplicate',
    async can(rows) {
      await rows.insertOne({ _id: 1 });
      return 'keyPattern' in (await rows.insertOne({ _id: 1 }).catch((error: object) => error));
    },
    cases: { [CONTRACT]: ['a duplicate is code 11000 with the key and its value'] },
  },
  rangesOverArrays: {
    lack: 'wants one element of an array for both ends of a range',
    async can(rows) {
      await rows.insertOne({ _id: 1, n: [1, 9] });
      return (await rows.findOne({ n: { $gt: 4, $lt: 6 } })) !== null;
    },
    cases: {
      [CONTRACT]: ['two ends of a range may be met by two elements*', 'a range that only two elements together fill*'],
    },
  },
  bits: {
    lack: 'has no operators on bits',
    async can(rows) {
      await rows.insertOne({ _id: 1, n: 6 });
      return (await rows.findOne({ n: { $bitsAllSet: 2 } })) !== null;
    },
    cases: { [CONTRACT]: ['$mod and $bitsAllSet*', '$bit'] },
  },
  orderOfNewFields: {
    lack: 'adds new fields in another order',
    async can(rows) {
      await rows.insertOne({ _id: 1 });
      await rows.updateOne({ _id: 1 }, { $set: { z: 1, b: 2 } });
      return Object.keys((await rows.findOne({ _id: 1 })) ?? {}).join() === '_id,b,z';
    },
    cases: { [CONTRACT]: ['new fields come in the order of their names'] },
  },
  positionAfterElemMatch: {
    lack: 'does not know the position that $elemMatch found with an operator',
    async can(rows) {
      await rows.insertOne({ _id: 1, a: [{ b: 1 }, { b: 2 }] });
      await rows.updateOne({ a: { $elemMatch: { b: { $gt: 1 } } } }, { $set: { 'a.$.c': 1 } });
      return (await rows.findOne({ 'a.1.c': 1 })) !== null;
    },
    cases: { [CONTRACT]: ['the positional $ after $elemMatch'] },
  },
  allTypes: {
    lack: 'does not keep every kind of binary data',
    async can(rows) {
      await rows.insertOne({ _id: 1, binary: new Binary(Buffer.from([0, 1, 255]), 4) });
      return (await rows.findOne({ binary: { $type: 'binData' } })) !== null;
    },
    cases: { [CONTRACT]: ['keeps every type exactly'] },
  },
  orderOfTypes: {
    lack: 'sorts NaN among the numbers',
    async can(rows) {
      await rows.insertMany([
        { _id: 1, v: -5 },
        { _id: 2, v: Number.NaN },
      ]);
      return (await rows.find().sort({ v: 1 }).toArray())[0]?._id === 2;
    },
    cases: { [CONTRACT]: ['sorts in BSON order across types'] },
  },
  droppingIndexes: {
    lack: 'drops all indexes of a collection only when no other has some of the same name',
    async can(rows, db) {
      await db.collection('another').createIndex({ a: 1 });
      await rows.createIndex({ a: 1 });
      await rows.dropIndexes();
      return (await rows.indexes()).length === 1;
    },
    cases: { [CONTRACT]: ['indexes are listed, refused when they clash, and dropped'] },
  },
} as const satisfies Record<string, Ability>;

export type AbilityName = keyof typeof ABILITIES;

/** What the server cannot do. Tries are made in databases whose names begin with `prefix`, dropped afterwards. */
export const probe = async (client: mongoose.mongo.MongoClient, prefix: string): Promise<AbilityName[]> => {
  const lacks: AbilityName[] = [];
  for (const [name, { can }] of Object.entries(ABILITIES) as [AbilityName, Ability][]) {
    const db = client.db(`${prefix}_${name}`);
    if (!(await can(db.collection('rows') as unknown as Rows, db).catch(() => false))) lacks.push(name);
    // What a server got wrong may stand in the way of this; the end of the run tries again.
    await db.dropDatabase().catch(() => false);
  }
  return lacks;
};

/** The ability that a case needs and the server lacks; `file` is the path below `test/`. */
export const missingFor = (lacks: readonly AbilityName[], file: string, title: string): AbilityName | undefined =>
  lacks.find((name) =>
    ((ABILITIES[name] as Ability).cases[file] ?? []).some((one) =>
      one.endsWith('*') ? title.startsWith(one.slice(0, -1)) : one === title,
    ),
  );
