import { listFiles, readContentFile } from './file.ts';
import { type BankDraft, type MaterialDraft, type Parsed, parseBank, parseMaterial, parseTopics } from './parse.ts';
import type { Problem, Topic } from './types.ts';

/** A value with the file that it came from, which names it in the store. */
export type FromFile<T> = T & { readonly file: string };

export interface ContentRead {
  readonly topics: readonly Topic[];
  readonly materials: readonly FromFile<MaterialDraft>[];
  readonly banks: readonly FromFile<BankDraft>[];
  /** In the order of files and lines. */
  readonly problems: readonly Problem[];
  /** Files with a problem, or whole folders (`banks/`): what they said before stays in use until they are put right. */
  readonly brokenFiles: readonly string[];
}

export const TOPICS_FILE = 'topics.yaml';

/** `banks/to-chuc.yaml:12: Chủ đề …`: one line for a log or a terminal. */
export const formatProblem = ({ file, line, message }: Problem): string => `${file}:${line}: ${message}`;

/** Ids already taken, with the file that took them: the first file in the alphabet keeps the id. */
class Ids {
  readonly #taken = new Map<string, string>();

  /** Takes the ids, or says which of them another file has. */
  take(ids: readonly string[], file: string): { readonly id: string; readonly owner: string } | undefined {
    for (const id of ids) {
      const owner = this.#taken.get(id);
      if (owner !== undefined) return { id, owner };
    }
    for (const id of ids) this.#taken.set(id, file);
    return undefined;
  }
}

interface Kind<T> {
  readonly folder: string;
  readonly endings: readonly string[];
  parse(file: string, text: string, topics: readonly string[]): Parsed<T>;
  /** Every id that the value claims, with its path in the file. */
  ids(value: T): readonly { readonly id: string; readonly path: readonly PropertyKey[] }[];
}

const MATERIALS: Kind<MaterialDraft> = {
  folder: 'materials',
  endings: ['.md'],
  parse: parseMaterial,
  ids: ({ id }) => [{ id, path: ['id'] }],
};

const BANKS: Kind<BankDraft> = {
  folder: 'banks',
  endings: ['.yaml', '.yml'],
  parse: parseBank,
  ids: ({ id, questions }) => [
    { id, path: ['id'] },
    ...questions.map((question, index) => ({ id: question.id, path: ['questions', index, 'id'] })),
  ],
};

const readKind = async <T>(dir: string, kind: Kind<T>, topics: readonly string[]) => {
  const { files, problems, complete } = await listFiles(dir, kind.folder, kind.endings);
  const values: FromFile<T>[] = [];
  // A folder that is not there, or holds too much, says nothing about what was in it before.
  const brokenFiles: string[] = complete ? [] : [`${kind.folder}/`];
  const ids = new Ids();
  for (const file of files) {
    const read = await readContentFile(dir, file);
    const parsed: Parsed<T> =
      read.type === 'text' ? kind.parse(file, read.text, topics) : { type: 'problems', problems: [read.problem] };
    if (parsed.type === 'problems') {
      problems.push(...parsed.problems);
      brokenFiles.push(file);
      continue;
    }
    const claimed = kind.ids(parsed.value);
    const clash = ids.take(
      claimed.map(({ id }) => id),
      file,
    );
    if (clash) {
      const line = parsed.lineOf(claimed.find(({ id }) => id === clash.id)?.path ?? []);
      const message = `Mã "${clash.id}" đã dùng trong tệp ${clash.owner}. Đặt mã khác.`;
      problems.push({ code: 'content.duplicate_id', file, line, message });
      brokenFiles.push(file);
      continue;
    }
    values.push({ ...parsed.value, file });
  }
  return { values, problems, brokenFiles };
};

/**
 * Reads and checks the whole content folder. Never throws for what the folder holds: a file with a problem is left out
 * and listed, the rest is served. Without a readable `topics.yaml` nothing can be checked, so nothing is served anew.
 */
export const readContent = async (dir: string): Promise<ContentRead> => {
  const read = await readContentFile(dir, TOPICS_FILE);
  const parsed: Parsed<readonly Topic[]> =
    read.type === 'text' ? parseTopics(TOPICS_FILE, read.text) : { type: 'problems', problems: [read.problem] };
  if (parsed.type === 'problems') {
    const brokenFiles = [TOPICS_FILE, `${MATERIALS.folder}/`, `${BANKS.folder}/`];
    return { topics: [], materials: [], banks: [], problems: parsed.problems, brokenFiles };
  }
  const topics = parsed.value;
  const ids = topics.map(({ id }) => id);
  const materials = await readKind(dir, MATERIALS, ids);
  const banks = await readKind(dir, BANKS, ids);
  const problems = [...materials.problems, ...banks.problems];
  return {
    topics,
    materials: materials.values,
    banks: banks.values,
    problems: problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
    brokenFiles: [...materials.brokenFiles, ...banks.brokenFiles],
  };
};
