import type { Material, MaterialInput, Source } from '../../../content/types.ts';
import { today } from './days.ts';
import { lengthOf, MAX_BODY, MAX_KEYWORD, MAX_KEYWORDS, MAX_SOURCE, MAX_SUMMARY, MAX_TITLE } from './limits.ts';
import type { text } from './text.ts';

/** What the form holds: every field is there, days that are not given are null. */
export interface Draft {
  readonly title: string;
  readonly topic: string;
  readonly summary: string;
  readonly body: string;
  readonly sources: readonly Source[];
  readonly updated: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly keywords: readonly string[];
  readonly reviewYearly: boolean;
  readonly reviewLegal: boolean;
  readonly suggestion: boolean;
}

export const emptyDraft = (): Draft => ({
  title: '',
  topic: '',
  summary: '',
  body: '',
  sources: [{ site: '', title: '' }],
  updated: today(),
  validFrom: null,
  validTo: null,
  keywords: [],
  reviewYearly: false,
  reviewLegal: false,
  suggestion: false,
});

export const draftOf = (material: Material): Draft => ({
  title: material.title,
  topic: material.topic,
  summary: material.summary,
  body: material.body,
  sources: material.sources,
  updated: material.updated,
  validFrom: material.validFrom ?? null,
  validTo: material.validTo ?? null,
  keywords: material.keywords,
  reviewYearly: material.reviewYearly,
  reviewLegal: material.reviewLegal,
  suggestion: material.suggestion,
});

export const inputOf = ({ validFrom, validTo, updated, ...draft }: Draft): MaterialInput => ({
  ...draft,
  sources: draft.sources.map(({ site, title }) => ({ site, title })),
  keywords: [...draft.keywords],
  updated: updated ?? '',
  ...(validFrom === null ? {} : { validFrom }),
  ...(validTo === null ? {} : { validTo }),
});

type Words = (typeof text)['vi' | 'en'];
export type DraftMistakes = Readonly<Partial<Record<keyof Draft, string>>>;

/** What is missing or too long, by field; the server checks everything again and knows more. */
export const mistakesOf = (draft: Draft, t: Words): DraftMistakes => {
  const line = (value: string, max: number): string | undefined => {
    const length = lengthOf(value);
    if (length === 0) return t.needed;
    return length > max ? t.tooLong(length, max) : undefined;
  };
  const sourceMistake = (): string | undefined => {
    const each = draft.sources.flatMap(({ site, title }) => [line(site, MAX_SOURCE), line(title, MAX_SOURCE)]);
    const found = each.find((mistake) => mistake !== undefined);
    return found === t.needed ? t.sourceNeeded : found;
  };
  const keywordMistake = (): string | undefined => {
    if (draft.keywords.length > MAX_KEYWORDS) return t.tooMany(MAX_KEYWORDS);
    return draft.keywords.some((word) => lengthOf(word) > MAX_KEYWORD) ? t.keywordTooLong(MAX_KEYWORD) : undefined;
  };
  const { validFrom, validTo } = draft;
  const all = {
    title: line(draft.title, MAX_TITLE),
    topic: draft.topic === '' ? t.needed : undefined,
    summary: line(draft.summary, MAX_SUMMARY),
    body: line(draft.body, MAX_BODY),
    sources: sourceMistake(),
    updated: draft.updated === null ? t.needed : undefined,
    validTo: validFrom !== null && validTo !== null && validTo < validFrom ? t.daysReversed : undefined,
    keywords: keywordMistake(),
  };
  return Object.fromEntries(Object.entries(all).filter(([, mistake]) => mistake !== undefined));
};
