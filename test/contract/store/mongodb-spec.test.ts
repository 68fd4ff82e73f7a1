import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { closingNote } from '../../support/skipped.ts';
import { onMongodb, openTestStore, type TestStore } from '../../support/store.ts';
import { matches } from './spec-match.ts';

// MongoDB's own CRUD tests (`source/crud/tests/unified` of mongodb/specifications), read from where MONGODB_SPEC_DIR
// says; they are not part of this project. The embedded store answers for a standalone server of version 7.0.
const { EJSON } = mongoose.mongo.BSON;
const server = inject('mongodb') ?? { version: '7.0.0', topology: 'single' };
const title = onMongodb() ? "MongoDB's CRUD tests on a MongoDB" : "MongoDB's CRUD tests";
const folder = process.env.MONGODB_SPEC_DIR ?? '';

type Doc = Record<string, unknown>;
interface Operation {
  name: string;
  object: string;
  arguments?: Doc;
  expectResult?: unknown;
  expectError?: {
    isError?: boolean;
    isClientError?: boolean;
    errorContains?: string;
    errorCode?: number;
    expectResult?: unknown;
  };
  ignoreResultAndError?: boolean;
}
interface Requirement {
  minServerVersion?: string;
  maxServerVersion?: string;
  topologies?: string[];
}
interface SpecTest {
  description: string;
  runOnRequirements?: Requirement[];
  skipReason?: string;
  operations: Operation[];
  outcome?: { collectionName: string; documents: Doc[] }[];
}
interface SpecFile {
  description: string;
  runOnRequirements?: Requirement[];
  createEntities: {
    client?: Doc;
    database?: Doc;
    collection?: { id: string; collectionName: string; collectionOptions?: Doc };
  }[];
  initialData?: { collectionName: string; documents: Doc[] }[];
  tests: SpecTest[];
}

/** Operations that are about the wire or the driver's admin side, not about a store. */
const NOT_RUN: Record<string, string> = {
  failPoint: 'makes a server fail on purpose; there is no server',
  clientBulkWrite: 'a command of MongoDB 8.0, for many collections at once',
};

/** Applicable tests that the embedded store does not pass, each with its reason. */
const LEFT_OUT: Record<string, string> = onMongodb()
  ? {}
  : {
      'aggregate-let: Aggregate to collection with let option':
        '$out is refused by name: no stage of the embedded store writes',
      'estimatedDocumentCount: estimatedDocumentCount works correctly on views': 'views are refused by name',
    };

const parts = (version: string): number[] => version.split('.').map(Number);
const below = (a: string, b: string): boolean => {
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) < (y[i] ?? 0);
  return false;
};

const applies = (requirements: Requirement[] | undefined): boolean =>
  requirements === undefined ||
  requirements.some(
    (one) =>
      !(one.minServerVersion !== undefined && below(server.version, one.minServerVersion)) &&
      !(one.maxServerVersion !== undefined && below(one.maxServerVersion, server.version)) &&
      (one.topologies === undefined || one.topologies.includes(server.topology)),
  );

const files =
  folder !== '' && existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
    : [];
const counts = { ran: 0, leftOut: 0, otherVersion: 0, notRun: 0 };

if (files.length === 0) closingNote(`${title}: skipped, MONGODB_SPEC_DIR names no folder with them`);

describe.skipIf(files.length === 0)("MongoDB's own CRUD tests (MONGODB_SPEC_DIR names their folder)", () => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore();
  });
  afterAll(async () => {
    await opened.close();
    const { ran, leftOut, otherVersion, notRun } = counts;
    closingNote(
      `${title}: ${ran} ran; ${leftOut} left out${leftOut > 0 ? ` (${Object.values(LEFT_OUT).join('; ')})` : ''}; ` +
        `${notRun} of operations not run (${Object.keys(NOT_RUN).join(', ')}); ${otherVersion} for other versions or topologies`,
    );
  });

  for (const path of files) {
    const file = EJSON.parse(readFileSync(join(folder, path), 'utf8'), { relaxed: true }) as unknown as SpecFile;
    for (const one of file.tests) {
      const name = `${file.description}: ${one.description}`;
      const operation = one.operations.find(({ name: called }) => NOT_RUN[called] !== undefined);
      if (!applies(file.runOnRequirements) || !applies(one.runOnRequirements)) {
        counts.otherVersion++;
      } else if (operation !== undefined) {
        counts.notRun++;
        test.skip(`${name} (${NOT_RUN[operation.name]})`);
      } else if (LEFT_OUT[name] !== undefined) {
        counts.leftOut++;
        test.skip(`${name} (${LEFT_OUT[name]})`);
      } else {
        test(name, async () => {
          counts.ran++;
          await run(file, one);
        });
      }
    }
  }

  const run = async (file: SpecFile, one: SpecTest): Promise<void> => {
    const db = opened.connection.db as mongoose.mongo.Db;
    const collections = new Map<string, mongoose.mongo.Collection>();
    for (const { collection } of file.createEntities) {
      if (collection === undefined) continue;
      await db.dropCollection(collection.collectionName).catch(() => false);
      collections.set(collection.id, db.collection(collection.collectionName));
    }
    for (const { collectionName, documents } of file.initialData ?? []) {
      await db.dropCollection(collectionName).catch(() => false);
      if (documents.length > 0) await db.collection(collectionName).insertMany(structuredCopy(documents) as Doc[]);
    }
    for (const operation of one.operations) await perform(db, collections, operation);
    for (const { collectionName, documents } of one.outcome ?? []) {
      const found = await db
        .collection(collectionName)
        .find({}, { sort: { _id: 1 } })
        .toArray();
      expect(found.length, `outcome ${EJSON.stringify(found)}`).toBe(documents.length);
      documents.forEach((wanted, i) => {
        expect(
          matches(wanted, found[i], { exactKeys: true }),
          `outcome ${EJSON.stringify(found[i] as object)} is not ${EJSON.stringify(wanted)}`,
        ).toBe(true);
      });
    }
  };
});

const structuredCopy = (value: unknown): unknown =>
  EJSON.parse(EJSON.stringify(value, { relaxed: false }), { relaxed: true });

const perform = async (
  db: mongoose.mongo.Db,
  collections: Map<string, mongoose.mongo.Collection>,
  operation: Operation,
): Promise<void> => {
  const target = collections.get(operation.object);
  let result: unknown;
  try {
    result = target === undefined ? await onDatabase(db, operation) : await call(target, operation);
  } catch (error) {
    if (operation.ignoreResultAndError) return;
    if (operation.expectError === undefined) throw error;
    checkError(error as Error & { code?: unknown; result?: unknown }, operation.expectError);
    return;
  }
  if (operation.expectError !== undefined)
    throw new Error(`${operation.name} was to fail and gave ${EJSON.stringify(result as object)}`);
  if ('expectResult' in operation) {
    expect(
      matches(operation.expectResult, result),
      `${EJSON.stringify({ result })} is not ${EJSON.stringify({ result: operation.expectResult })}`,
    ).toBe(true);
  }
};

const checkError = (
  error: Error & { code?: unknown; result?: unknown },
  wanted: NonNullable<Operation['expectError']>,
): void => {
  if (wanted.isClientError !== undefined)
    expect(error instanceof mongoose.mongo.MongoServerError, error.stack).toBe(!wanted.isClientError);
  if (wanted.errorContains !== undefined)
    expect(error.message.toLowerCase()).toContain(wanted.errorContains.toLowerCase());
  if (wanted.errorCode !== undefined) expect(error.code).toBe(wanted.errorCode);
  if (wanted.expectResult !== undefined)
    expect(matches(wanted.expectResult, error.result), EJSON.stringify({ is: error.result, wanted })).toBe(true);
};

const onDatabase = (db: mongoose.mongo.Db, { name, arguments: given = {} }: Operation): Promise<unknown> => {
  const { collection, ...options } = given as Doc & { collection: string };
  if (name === 'dropCollection') return db.dropCollection(collection);
  if (name === 'createCollection') return db.createCollection(collection, options);
  throw new Error(`unknown operation ${name}`);
};

/** Calls the driver's method of the same name with its arguments in the driver's order. */
const call = async (
  collection: mongoose.mongo.Collection,
  { name, arguments: given = {} }: Operation,
): Promise<unknown> => {
  const {
    filter = {},
    update,
    replacement,
    document,
    documents,
    requests,
    pipeline,
    fieldName,
    ...options
  } = structuredCopy(given) as Doc;
  const by = filter as Doc;
  // The driver replaces a null _id unless the server is to make ids.
  if (EJSON.stringify(given).includes('"_id":null')) options.forceServerObjectId = true;
  switch (name) {
    case 'find':
      return collection.find(by, options).toArray();
    case 'findOne':
      return collection.findOne(by, options);
    case 'aggregate':
      return collection.aggregate(pipeline as Doc[], options).toArray();
    case 'count':
    case 'countDocuments':
      return collection.countDocuments(by, options);
    case 'estimatedDocumentCount':
      return collection.estimatedDocumentCount(options);
    case 'distinct':
      return collection.distinct(fieldName as string, by, options);
    case 'insertOne':
      return collection.insertOne(document as Doc, options);
    case 'insertMany':
      return collection.insertMany(documents as Doc[], options);
    case 'updateOne':
      return collection.updateOne(by, update as Doc, options);
    case 'updateMany':
      return collection.updateMany(by, update as Doc, options);
    case 'replaceOne':
      return collection.replaceOne(by, replacement as Doc, options);
    case 'deleteOne':
      return collection.deleteOne(by, options);
    case 'deleteMany':
      return collection.deleteMany(by, options);
    case 'findOneAndUpdate':
      return collection.findOneAndUpdate(by, update as Doc, lowered(options));
    case 'findOneAndReplace':
      return collection.findOneAndReplace(by, replacement as Doc, lowered(options));
    case 'findOneAndDelete':
      return collection.findOneAndDelete(by, options);
    case 'bulkWrite':
      return collection.bulkWrite(requests as never, options);
    default:
      throw new Error(`unknown operation ${name}`);
  }
};

const lowered = (options: Doc): Doc =>
  typeof options.returnDocument === 'string'
    ? { ...options, returnDocument: options.returnDocument.toLowerCase() }
    : options;
