/** How the rows of one caller ended: those that were there already, or what else was wrong. */
export type Written =
  | { readonly type: 'written'; readonly duplicates: number }
  | { readonly type: 'failed'; readonly error: unknown };

export interface WriteTogether<Row> {
  /** Resolves when these rows are durable, or were there already. */
  write(rows: readonly Row[]): Promise<Written>;
}

interface Waiting<Row> {
  readonly rows: readonly Row[];
  readonly done: (written: Written) => void;
}

const DUPLICATE_KEY = 11000;

interface OneError {
  readonly code?: number;
  readonly index?: number;
  readonly err?: { readonly code?: number; readonly index?: number };
}

/** Which rows of an unordered insert failed, by position; undefined when the error says nothing about single rows. */
const failedRows = (error: unknown): Map<number, number | undefined> | undefined => {
  const { writeErrors, code } = error as { writeErrors?: unknown; code?: number };
  const errors = (Array.isArray(writeErrors) ? writeErrors : []) as OneError[];
  if (errors.length > 0)
    return new Map(errors.map((one) => [one.index ?? one.err?.index ?? 0, one.code ?? one.err?.code]));
  return code === DUPLICATE_KEY ? new Map([[0, code]]) : undefined;
};

/**
 * Writes rows in the order in which they were given, one insert at a time: what comes while an insert is under way waits
 * and goes together in the next one. So a row is never durable before an earlier one, whatever connections the driver
 * uses, and under load many rows cost one commit.
 */
export const writeTogether = <Row>(
  insert: (rows: readonly Row[]) => Promise<unknown>,
  /** Rows in one insert. */
  most = 500,
): WriteTogether<Row> => {
  let waiting: Waiting<Row>[] = [];
  let writing = false;

  const next = (): Waiting<Row>[] => {
    let rows = waiting[0]?.rows.length ?? 0;
    let callers = 1;
    for (const one of waiting.slice(1)) {
      rows += one.rows.length;
      if (rows > most) break;
      callers += 1;
    }
    const taken = waiting.slice(0, callers);
    waiting = waiting.slice(taken.length);
    return taken;
  };

  const writeSome = async (some: readonly Waiting<Row>[]): Promise<void> => {
    try {
      await insert(some.flatMap(({ rows }) => rows));
      for (const { done } of some) done({ type: 'written', duplicates: 0 });
    } catch (error) {
      const failed = failedRows(error);
      let at = 0;
      for (const { rows, done } of some) {
        const codes = rows.flatMap((_row, i) => (failed?.has(at + i) ? [failed.get(at + i)] : []));
        at += rows.length;
        const broken = failed === undefined || codes.some((code) => code !== DUPLICATE_KEY);
        done(broken ? { type: 'failed', error } : { type: 'written', duplicates: codes.length });
      }
    }
  };

  const run = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) await writeSome(next());
    writing = false;
  };

  return {
    write: (rows) =>
      new Promise((done) => {
        waiting.push({ rows, done });
        if (!writing) void run();
      }),
  };
};
