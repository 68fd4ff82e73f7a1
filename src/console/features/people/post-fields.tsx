import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Appointment, NewPost, Post } from '../../../org/types.ts';
import { DayField } from '../../components/day-field.tsx';
import { useOrgWords, usePostOptions } from '../../components/org-words.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { text } from './text.ts';

/** A post while it is typed. */
export interface PostDraft {
  readonly post: Post | null;
  /** A path, as pickers speak of units. */
  readonly unit: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly how: Appointment | null;
  readonly decision: string;
}

export type PostField = keyof PostDraft;
type Errors = Partial<Record<PostField, ReactNode>>;

export const emptyPost = (today: string): PostDraft => ({
  post: null,
  unit: null,
  from: today,
  to: null,
  how: null,
  decision: '',
});

/** What is missing, by field; empty when the draft can be sent. */
export const missingIn = (
  draft: PostDraft,
  words: { readonly postMissing: string; readonly unitMissing: string; readonly dayMissing: string },
): Partial<Record<PostField, string>> => ({
  ...(draft.post === null ? { post: words.postMissing } : {}),
  ...(draft.unit === null ? { unit: words.unitMissing } : {}),
  ...(draft.from === null ? { from: words.dayMissing } : {}),
});

/** Of a draft in which nothing is missing. */
export const newPostOf = ({ post, unit, from, to, how, decision }: PostDraft): NewPost => ({
  post: post as Post,
  unit: unitIdOf(unit ?? ''),
  from: from ?? '',
  ...(to === null ? {} : { to }),
  ...(how === null ? {} : { how }),
  ...(decision.trim() === '' ? {} : { decision }),
});

interface Fields {
  readonly value: PostDraft;
  readonly onChange: (value: PostDraft) => void;
  readonly errors: Errors;
  /** A post stays in its unit: whoever moves ends the old post and begins a new one. */
  readonly fixedUnit?: boolean;
}

export const PostFields = ({ value, onChange, errors, fixedUnit = false }: Fields) => {
  const t = useText(text);
  const posts = usePostOptions();
  const words = useOrgWords();
  const set = (change: Partial<PostDraft>) => onChange({ ...value, ...change });
  return (
    <Stack>
      <Select
        label={t.post}
        required
        searchable
        allowDeselect={false}
        data={posts}
        value={value.post}
        onChange={(post) => set({ post: post as Post | null })}
        error={errors.post}
      />
      {fixedUnit ? null : (
        <UnitPicker label={t.unit} required value={value.unit} onChange={(unit) => set({ unit })} error={errors.unit} />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DayField label={t.from} required value={value.from} onChange={(from) => set({ from })} error={errors.from} />
        <DayField
          label={t.to}
          description={t.toHint}
          value={value.to}
          onChange={(to) => set({ to })}
          error={errors.to}
        />
        <Select
          label={t.how}
          clearable
          data={Object.entries(words.data?.appointments ?? {}).map(([code, label]) => ({ value: code, label }))}
          value={value.how}
          onChange={(how) => set({ how: how as Appointment | null })}
          error={errors.how}
        />
        <TextInput
          label={t.decision}
          value={value.decision}
          onChange={(event) => set({ decision: event.currentTarget.value })}
          error={errors.decision}
        />
      </SimpleGrid>
    </Stack>
  );
};
