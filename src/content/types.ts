import type { Result } from '../base/result.ts';
import type { OutboundMessage } from '../chat/message.ts';
import type { BankInput, MaterialInput } from './schema.ts';

export type { BankInput, MaterialInput, QuestionInput } from './schema.ts';

/** A subject under which materials and questions stand: `content/topics.yaml` lists them in the order shown. */
export interface Topic {
  readonly id: string;
  readonly title: string;
}

/** Where a statement comes from: the site and the title of the page. */
export interface Source {
  readonly site: string;
  readonly title: string;
}

/** `library`: a file under `content/`. `own`: written by an administrator in the console, kept in the store only. */
export type Origin = 'library' | 'own';

interface Versioned {
  readonly origin: Origin;
  /** Path of the unit that wrote it; `/` for the library, which everyone sees. */
  readonly unitPath: string;
  /** Counts from 1, one more with every change of wording. */
  readonly version: number;
}

/** A training material without its full text, for lists. */
export interface MaterialSummary extends Versioned {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly summary: string;
  readonly sources: readonly Source[];
  /** The day the text was last compared with its sources, `2026-11-23`. */
  readonly updated: string;
  /** First day on which it applies, `2025-07-01`; absent: no known beginning. */
  readonly validFrom?: string;
  /** Last day on which it applies; after it the material is shown as expired and no longer searched. */
  readonly validTo?: string;
  /** It holds a fact that may change: an administrator is asked to check it once a year. */
  readonly reviewYearly: boolean;
  /** Its only source is not an official one: a legal officer should see it once before it is used. */
  readonly reviewLegal: boolean;
  readonly keywords: readonly string[];
  /** Written by us as advice, not a rule of the Union; the label is shown with the text. */
  readonly suggestion: boolean;
}

export interface Material extends MaterialSummary {
  /** Markdown. */
  readonly body: string;
}

export interface Option {
  readonly text: string;
}

/** A multiple-choice question. `answer` is an index into `options`, from 0. */
export interface Question {
  /** Unique over all banks, `DL01`. */
  readonly id: string;
  readonly bank: string;
  readonly topic: string;
  readonly text: string;
  readonly options: readonly Option[];
  readonly answer: number;
  readonly explanation: string;
  /** One line, ready to be shown: `vwu.vn, "Cơ quan lãnh đạo"`. */
  readonly source: string;
  readonly reviewYearly: boolean;
  readonly reviewLegal: boolean;
  readonly validFrom?: string;
  readonly validTo?: string;
  /** The day the question was last compared with its source. */
  readonly updated: string;
  readonly version: number;
}

/** A bank without its questions, for lists. */
export interface BankSummary {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly updated: string;
  readonly origin: Origin;
  readonly unitPath: string;
  /** Questions that are in use today. */
  readonly size: number;
}

export interface Bank extends BankSummary {
  /** All of them, also those that are not in use today by their days of validity. */
  readonly questions: readonly Question[];
}

/** Something wrong in a content file, for the console, the log and `chihoi`. */
export interface Problem {
  /** Stable, in snake_case: `content.unknown_topic`. */
  readonly code: string;
  /** Path from the content folder, with `/`: `banks/to-chuc.yaml`. */
  readonly file: string;
  /** Counts from 1; 1 when the whole file is meant. */
  readonly line: number;
  /** Vietnamese: what is wrong and how to put it right. */
  readonly message: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** Whose eyes: library content is for everyone, own content for its unit, the units below and the units above. */
export interface ListFilter {
  readonly topic?: string;
  readonly origin?: Origin;
  /** The reader's unit path. Absent: library content only. */
  readonly unitPath?: string;
  /** Default 1. */
  readonly page?: number;
  /** Default 20, at most 100. */
  readonly pageSize?: number;
}

export interface QuestionChoice {
  readonly topic?: string;
  readonly bank?: string;
  /** How many at most; fewer come back when the banks hold fewer. */
  readonly count: number;
  /** The same seed chooses the same questions in the same order, as long as the banks do not change. */
  readonly seed: string;
  /** Questions to leave out, such as those just asked. */
  readonly except?: readonly string[];
  /** Also own banks that a reader in this unit sees. A bank that is named in `bank` is always used. */
  readonly unitPath?: string;
}

export interface Found {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly topic: string;
}

export interface SearchOptions {
  /** Default 5, at most 50. */
  readonly limit?: number;
  /** Default 0. */
  readonly offset?: number;
  /** The reader's unit path. Absent: library content only. */
  readonly unitPath?: string;
  readonly topic?: string;
}

/** What one reading of the content folder changed in the store. */
export interface LoadReport {
  readonly materials: { readonly added: number; readonly changed: number; readonly retired: number };
  readonly questions: { readonly added: number; readonly changed: number; readonly retired: number };
  readonly problems: readonly Problem[];
}

/** Who writes own content: the administrator's id and unit path. */
export interface Author {
  readonly id: string;
  readonly unitPath: string;
}

/** What other rooms may ask of the content room. */
export interface ContentService {
  /** Reads the content folder into the store and builds the search index. Call once, before anything else. */
  start(): Promise<LoadReport>;
  /** The same again, after files were changed. */
  reload(): Promise<LoadReport>;
  /** Closes the search index. */
  stop(): Promise<void>;
  topics(): Promise<readonly Topic[]>;
  /** What the last reading of the folder found wrong. */
  problems(): readonly Problem[];
  material(id: string): Promise<Material | undefined>;
  materials(filter?: ListFilter): Promise<Page<MaterialSummary>>;
  bank(id: string): Promise<Bank | undefined>;
  banks(filter?: ListFilter): Promise<Page<BankSummary>>;
  /** A question as it stands, or as it stood in `version`, also after it was retired. */
  question(id: string, version?: number): Promise<Question | undefined>;
  questions(choice: QuestionChoice): Promise<Question[]>;
  /** Any text whatever: never fails; what holds no word finds nothing. */
  search(query: string, options?: SearchOptions): Promise<Page<Found>>;
  /**
   * A material for a chat. `summary`: one message of at most 500 characters with title, summary, source and date.
   * `full`: the whole text in parts of a phone screen. Undefined: no such material.
   */
  messages(id: string, part: 'summary' | 'full'): Promise<OutboundMessage[] | undefined>;
  createMaterial(input: MaterialInput, author: Author): Promise<Result<Material>>;
  updateMaterial(id: string, input: MaterialInput, author: Author): Promise<Result<Changed<Material>>>;
  deleteMaterial(id: string, author: Author): Promise<Result<Material>>;
  createBank(input: BankInput, author: Author): Promise<Result<Bank>>;
  updateBank(id: string, input: BankInput, author: Author): Promise<Result<Changed<Bank>>>;
  deleteBank(id: string, author: Author): Promise<Result<Bank>>;
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}
