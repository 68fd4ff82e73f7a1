import { Pipelines } from './aggregate/pipelines.ts';
import { BSON, type Doc, decode, decodeExact, encode } from './bson.ts';
import { withIdFirst } from './collection.ts';
import type { Engine } from './engine.ts';
import { ServerError } from './errors.ts';
import { checkFields, subDoc } from './options.ts';
import { compileProjection } from './project.ts';
import { reply } from './reply.ts';
import { runDelete, runFindAndModify, runUpdate } from './writing.ts';

/** One transaction takes so many statements of a bulk at most, and lasts about so long; then others get their turn. */
const CHUNK = 200;
const CHUNK_MS = 15;

interface Outcome {
  readonly writeErrors: Doc[];
}

const writeError = (index: number, error: ServerError): Doc => ({
  index,
  code: error.code,
  errmsg: error.message,
  ...error.details,
});

/**
 * Runs the statements of a bulk, in order, each either done or listed with its error. An ordered bulk stops at the
 * first error. The reply comes when all of it is on disk.
 */
const inChunks = async (
  engine: Engine,
  count: number,
  ordered: boolean,
  run: (index: number) => void,
): Promise<Outcome> => {
  const writeErrors: Doc[] = [];
  let stopped = false;
  for (let next = 0; next < count && !stopped; ) {
    const from = next;
    const done = await engine.committer.write(() => {
      const errors: Doc[] = [];
      const until = performance.now() + CHUNK_MS;
      let at = from;
      while (at < count && at < from + CHUNK && (at === from || performance.now() < until)) {
        try {
          run(at);
        } catch (error) {
          if (!(error instanceof ServerError)) throw error;
          errors.push(writeError(at, error));
          if (ordered) return { at: count, errors };
        }
        at++;
      }
      return { at, errors };
    });
    writeErrors.push(...done.errors);
    next = done.at;
    stopped = ordered && writeErrors.length > 0;
  }
  return { writeErrors };
};

const withErrors = (doc: Doc, { writeErrors }: Outcome): Uint8Array =>
  reply(writeErrors.length === 0 ? doc : { ...doc, writeErrors });

/** The `insert` command. `documents` are the documents' bytes as the driver would send them. */
export const insert = async (engine: Engine, fields: Doc, documents: readonly Uint8Array[]): Promise<Uint8Array> => {
  checkFields('insert', fields, ['insert', 'documents', 'ordered']);
  const name = String(fields.insert);
  let n = 0;
  const outcome = await inChunks(engine, documents.length, fields.ordered !== false, (index) => {
    const sent = documents[index] as Uint8Array;
    const inFront = sent[4] !== 0 && sent[5] === 0x5f && sent[6] === 0x69 && sent[7] === 0x64 && sent[8] === 0;
    const bytes = inFront ? sent : withIdFirst(decodeExact(sent));
    engine.catalog.need(name).insert(bytes);
    n++;
  });
  return withErrors({ n }, outcome);
};

/** The `update` command. */
export const update = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('update', fields, ['update', 'updates', 'ordered', 'let']);
  const statements = fields.updates as Doc[];
  const variables = subDoc('update', fields, 'let');
  let n = 0;
  let nModified = 0;
  const upserted: Doc[] = [];
  const outcome = await inChunks(engine, statements.length, fields.ordered !== false, (index) => {
    const statement = statements[index] as Doc;
    checkFields('update', statement, ['q', 'u', 'c', 'upsert', 'multi', 'arrayFilters', 'hint']);
    const result = runUpdate(engine, String(fields.update), statement, variables);
    n += result.matched + (result.upserted === undefined ? 0 : 1);
    nModified += result.modified;
    if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted._id });
  });
  return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, outcome);
};

/** The `delete` command. */
export const remove = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  checkFields('delete', fields, ['delete', 'deletes', 'ordered', 'let']);
  const statements = fields.deletes as Doc[];
  let n = 0;
  const outcome = await inChunks(engine, statements.length, fields.ordered !== false, (index) => {
    const statement = statements[index] as Doc;
    checkFields('delete', statement, ['q', 'limit', 'hint']);
    n += runDelete(engine, String(fields.delete), statement, subDoc('delete', fields, 'let'));
  });
  return withErrors({ n }, outcome);
};

/** The `findAndModify` command. */
export const findAndModify = async (engine: Engine, fields: Doc): Promise<Uint8Array> => {
  const evaluate = new Pipelines(engine, subDoc('findAndModify', fields, 'let')).evaluate;
  const project = compileProjection(fields.fields, evaluate);
  const { value, lastErrorObject, position } = await engine.committer.write(() => runFindAndModify(engine, fields));
  if (value === undefined) return reply({ lastErrorObject, value: null });
  const shown = project === undefined ? decodeExact(value) : decodeExact(encode(project(decode(value), position)));
  return BSON.serialize({ lastErrorObject, value: shown, ok: 1 }, { ignoreUndefined: false });
};
