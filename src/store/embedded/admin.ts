import { type Doc, isDoc } from './bson.ts';
import { equal } from './compare.ts';
import type { Engine } from './engine.ts';
import { ServerError } from './errors.ts';
import type { Index } from './indexes.ts';
import { compileFilter } from './match.ts';
import { checkFields, subDoc } from './options.ts';
import { reply } from './reply.ts';
import { ListResults } from './results.ts';

/** What the store answers to `hello`: a standalone server of MongoDB 7.0. */
export const WIRE_VERSION = 21;
const VERSION = '7.0.0';

export const hello = (): Uint8Array =>
  reply({
    helloOk: true,
    isWritablePrimary: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
  });

export const buildInfo = (): Uint8Array =>
  reply({ version: VERSION, versionArray: [7, 0, 0, 0], modules: ['embedded'] });

export const createIndexes = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('createIndexes', fields, ['createIndexes', 'indexes', 'commitQuorum']);
  const specs = fields.indexes as Doc[];
  return engine.committer.write(() => {
    const existed = engine.catalog.get(String(fields.createIndexes)) !== undefined;
    const collection = engine.catalog.need(String(fields.createIndexes));
    const numIndexesBefore = collection.indexes.length + 1;
    for (const spec of specs) engine.catalog.createIndex(collection, spec);
    return reply({
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: !existed,
    });
  });
};

export const listIndexes = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  const name = String(fields.listIndexes);
  const collection = engine.catalog.get(name);
  if (collection === undefined) throw new ServerError(26, `ns does not exist: ${engine.database}.${name}`);
  const specs = [{ v: 2, key: { _id: 1 }, name: '_id_' }, ...collection.indexes.map((index) => index.spec)];
  return engine.cursors.first(new ListResults(specs), `${engine.database}.${name}`, undefined);
};

export const dropIndexes = async (engine: Engine, fields: Doc): Promise<Uint8Array> =>
  engine.committer.write(() => {
    const collection = engine.catalog.get(String(fields.dropIndexes));
    if (collection === undefined)
      throw new ServerError(26, `ns not found ${engine.database}.${String(fields.dropIndexes)}`);
    const nIndexesWas = collection.indexes.length + 1;
    const wanted = fields.index;
    if (wanted === '_id_' || (isDoc(wanted) && equal(wanted, { _id: 1 })))
      throw new ServerError(72, 'cannot drop _id index');
    for (const one of Array.isArray(wanted) ? wanted : [wanted]) {
      const found: Index[] =
        one === '*'
          ? [...collection.indexes]
          : collection.indexes.filter((index) => (isDoc(one) ? equal(index.key, one) : index.name === one));
      if (found.length === 0 && one !== '*')
        throw new ServerError(27, `index not found with name [${isDoc(one) ? JSON.stringify(one) : String(one)}]`);
      for (const index of found) engine.catalog.dropIndex(collection, index);
    }
    return reply({ nIndexesWas });
  });

/** Options of `create` that change nothing, or that the caller may ask for. */
const CREATE = ['create', 'autoIndexId'];

export const create = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('create', fields, CREATE);
  return engine.committer.write(() => {
    const name = String(fields.create);
    if (engine.catalog.get(name) !== undefined)
      throw new ServerError(48, `Collection ${engine.database}.${name} already exists.`);
    engine.catalog.need(name);
    return reply({});
  });
};

export const drop = async (engine: Engine, fields: Doc): Promise<Uint8Array> =>
  engine.committer.write(() => {
    const name = String(fields.drop);
    if (!engine.catalog.drop(name)) throw new ServerError(26, 'ns not found');
    return reply({ ns: `${engine.database}.${name}` });
  });

export const dropDatabase = async (engine: Engine): Promise<Uint8Array> =>
  engine.committer.write(() => {
    for (const collection of engine.catalog.all()) engine.catalog.drop(collection.name);
    return reply({ dropped: engine.database });
  });

export const listCollections = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  const match = compileFilter(subDoc('listCollections', fields, 'filter') ?? {});
  const all = engine.catalog.all().map(({ name }) => ({
    name,
    type: 'collection',
    options: {},
    info: { readOnly: false },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  }));
  const shown = all
    .filter((one) => match(one))
    .map((one) => (fields.nameOnly === true ? { name: one.name, type: one.type } : one));
  return engine.cursors.first(new ListResults(shown), `${engine.database}.$cmd.listCollections`, undefined);
};

export const listDatabases = (engine: Engine): Uint8Array => {
  const empty = engine.catalog.all().every((collection) => collection.count() === 0);
  return reply({ databases: [{ name: engine.database, empty }], totalSize: 0 });
};
