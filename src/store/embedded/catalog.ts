import { type Doc, decode, encode } from './bson.ts';
import { Collection } from './collection.ts';
import { equal } from './compare.ts';
import { ServerError } from './errors.ts';
import { prepare, type Sql } from './file.ts';
import { checkSpec, defaultName, type Index, readIndex } from './indexes.ts';

/** Collections and indexes of the file. Kept in memory, written inside the transaction of the write that changes them. */
export class Catalog {
  readonly #sql: Sql;
  readonly #database: string;
  #collections = new Map<string, Collection>();

  constructor(sql: Sql, database: string) {
    this.#sql = sql;
    this.#database = database;
    this.reload();
  }

  /** Reads everything again, after a transaction was undone. */
  reload(): void {
    const indexes = prepare<[number, number, Uint8Array, string]>(
      this.#sql,
      'SELECT id, collection, spec, multi FROM indexes ORDER BY id',
    ).all();
    const rows = prepare<[number, string, Uint8Array | null]>(
      this.#sql,
      'SELECT id, name, options FROM collections ORDER BY id',
    ).all();
    this.#collections = new Map(
      rows.map(([id, name, options]) => {
        const own = indexes.filter((row) => row[1] === id).map((row) => readIndex(row[0], decode(row[2]), row[3]));
        return [
          name,
          new Collection(this.#sql, this.#database, id, name, options === null ? {} : decode(options), own),
        ];
      }),
    );
  }

  get(name: string): Collection | undefined {
    return this.#collections.get(name);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  /** The collection, made when it is not there. Inside a transaction. */
  need(name: string, options: Doc = {}): Collection {
    const found = this.#collections.get(name);
    if (found !== undefined) return found;
    if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('system.')) {
      throw new ServerError(73, `Invalid collection name: ${name}`);
    }
    prepare(this.#sql, 'INSERT INTO collections (name, options) VALUES (?, ?)').run(name, encode(options));
    const [id] = prepare<[number]>(this.#sql, 'SELECT id FROM collections WHERE name = ?').get(name) ?? [0];
    this.#sql.exec(`CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, doc BLOB NOT NULL)`);
    const made = new Collection(this.#sql, this.#database, id, name, options, []);
    this.#collections.set(name, made);
    return made;
  }

  drop(name: string): boolean {
    const found = this.#collections.get(name);
    if (found === undefined) return false;
    for (const index of [...found.indexes]) this.dropIndex(found, index);
    this.#sql.exec(`DROP TABLE c${found.id}`);
    prepare(this.#sql, 'DELETE FROM collections WHERE id = ?').run(found.id);
    this.#collections.delete(name);
    return true;
  }

  /** Declares an index. The same declaration again changes nothing; another one under its name or key is refused. */
  createIndex(collection: Collection, declared: Doc): void {
    const spec: Doc = checkSpec({ v: 2, ...declared, name: declared.name ?? defaultName(declared.key as Doc) });
    delete spec.background;
    delete spec.ns;
    if (Object.keys(spec.key as Doc).length === 1 && equal(spec.key, { _id: 1 })) return;
    for (const other of collection.indexes) {
      const sameKey = equal(other.key, spec.key);
      if (other.name === spec.name) {
        if (!sameKey)
          throw new ServerError(86, `An existing index has the same name as the requested index: ${other.name}`);
        if (!sameOptions(other.spec, spec))
          throw new ServerError(
            85,
            `An equivalent index already exists with the same name but different options: ${other.name}`,
          );
        return;
      }
      if (sameKey && equal(other.spec.partialFilterExpression ?? {}, spec.partialFilterExpression ?? {})) {
        throw new ServerError(85, `Index already exists with a different name: ${other.name}`);
      }
    }
    prepare(this.#sql, 'INSERT INTO indexes (collection, spec, multi) VALUES (?, ?, ?)').run(
      collection.id,
      encode(spec),
      '',
    );
    const [id] = prepare<[number]>(this.#sql, 'SELECT max(id) FROM indexes').get() ?? [0];
    this.#sql.exec(
      `CREATE TABLE i${id} (key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (key, rid)) WITHOUT ROWID`,
    );
    const index = readIndex(id, decode(encode(spec)), '');
    collection.build(index);
    collection.indexes = [...collection.indexes, index];
  }

  dropIndex(collection: Collection, index: Index): void {
    this.#sql.exec(`DROP TABLE i${index.id}`);
    prepare(this.#sql, 'DELETE FROM indexes WHERE id = ?').run(index.id);
    collection.indexes = collection.indexes.filter((other) => other !== index);
  }
}

const OPTIONS = ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'hidden'];

const sameOptions = (a: Doc, b: Doc): boolean => OPTIONS.every((name) => equal(a[name] ?? false, b[name] ?? false));
