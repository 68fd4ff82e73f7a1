import * as admin from './admin.ts';
import { aggregate } from './aggregate/command.ts';
import { BSON, type Doc, decode, decodeExact, decodePlain } from './bson.ts';
import type { Engine } from './engine.ts';
import { ServerError } from './errors.ts';
import * as reading from './reading.ts';
import { reply } from './reply.ts';
import * as writes from './writes.ts';

/** How the driver wants a command serialised: whether undefined fields are left out or become null. */
export interface CommandOptions {
  readonly ignoreUndefined?: boolean;
}

type Command = (engine: Engine, fields: Doc) => Uint8Array | Promise<Uint8Array>;

/** Commands that read their numbers as plain numbers. */
const PLAIN: Record<string, Command> = {
  find: reading.find,
  getMore: reading.getMore,
  killCursors: reading.killCursors,
  count: reading.count,
  distinct: reading.distinct,
  explain: reading.explain,
  delete: writes.remove,
  createIndexes: admin.createIndexes,
  listIndexes: admin.listIndexes,
  dropIndexes: admin.dropIndexes,
  create: admin.create,
  drop: admin.drop,
  dropDatabase: admin.dropDatabase,
  listCollections: admin.listCollections,
  listDatabases: admin.listDatabases,
  hello: admin.hello,
  isMaster: admin.hello,
  buildInfo: admin.buildInfo,
  ping: () => reply({}),
  endSessions: () => reply({}),
};

/** Commands whose numbers are stored, and must keep their types. */
const EXACT: Record<string, Command> = { update: writes.update, findAndModify: writes.findAndModify };

/** The driver may hand over the statements of a bulk as a sequence of its own class; these are the plain statements. */
const listOf = (value: unknown): Doc[] =>
  Array.isArray(value) ? value : ((value as { documents?: Doc[] } | undefined)?.documents ?? []);

/**
 * The embedded store as a MongoDB server without a wire: takes the commands of the MongoDB driver and answers with the
 * bytes of the reply. A refusal is a `{ ok: 0, code, codeName, errmsg }`, as a server sends it.
 */
export class EmbeddedServer {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async run(command: Doc, options: CommandOptions): Promise<Uint8Array> {
    const serialise = (doc: Doc): Uint8Array =>
      BSON.serialize(doc, { ignoreUndefined: options.ignoreUndefined === true });
    const [name = ''] = Object.keys(command);
    try {
      if (name === 'insert') {
        const { documents, ...fields } = command;
        return await writes.insert(this.engine, fields, listOf(documents).map(serialise));
      }
      const whole = { ...command };
      for (const sequence of ['updates', 'deletes'])
        if (whole[sequence] !== undefined) whole[sequence] = listOf(whole[sequence]);
      for (const ignored of ['lsid', '$db', '$readPreference', 'readConcern', 'writeConcern', '$clusterTime'])
        delete whole[ignored];
      if (name === 'aggregate') return await aggregate(this.engine, decodePlain(serialise(whole)));
      const exact = EXACT[name];
      if (exact !== undefined) return await exact(this.engine, decodeExact(serialise(whole)));
      const plain = PLAIN[name];
      if (plain === undefined)
        throw new ServerError(59, `no such command: '${name}' (the embedded store does not support it)`);
      return await plain(this.engine, decode(serialise(whole)));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      return BSON.serialize({
        ok: 0,
        errmsg: error.message,
        code: error.code,
        codeName: error.codeName,
        ...error.details,
      });
    }
  }
}
