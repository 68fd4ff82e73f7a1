import { Button, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { HeldPost } from '../../../org/types.ts';
import { common } from '../../app/text.ts';
import { DayField } from '../../components/day-field.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { toWall } from '../../lib/time.ts';
import { useAddPost, useEditPost } from './api.ts';
import { emptyPost, missingIn, newPostOf, type PostDraft, PostFields } from './post-fields.tsx';
import { text } from './text.ts';

const FIELDS = ['post', 'unit', 'from', 'to', 'how', 'decision'];
const today = () => toWall(new Date().toISOString()).slice(0, 10);

interface FormProps {
  readonly initial: PostDraft;
  readonly fixedUnit?: boolean;
  readonly error: unknown;
  readonly pending: boolean;
  readonly onSubmit: (draft: PostDraft) => void;
  readonly label: string;
}

const PostForm = ({ initial, fixedUnit = false, error, pending, onSubmit, label }: FormProps) => {
  const t = useText(text);
  const [draft, setDraft] = useState(initial);
  const [missing, setMissing] = useState<ReturnType<typeof missingIn>>({});
  const refused = fieldErrors(error, FIELDS);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = missingIn(draft, t);
    setMissing(found);
    if (Object.keys(found).length === 0) onSubmit(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <PostFields value={draft} onChange={setDraft} errors={{ ...refused, ...missing }} fixedUnit={fixedUnit} />
        <ErrorMessage error={refused ? null : error} />
        <Button type="submit" loading={pending}>
          {label}
        </Button>
      </Stack>
    </form>
  );
};

export const AddPost = ({ person, onDone }: { person: string; onDone: () => void }) => {
  const t = useText(text);
  const add = useAddPost(person);
  const submit = (draft: PostDraft) =>
    add.mutate(newPostOf(draft), {
      onSuccess: () => {
        notifyDone();
        onDone();
      },
    });
  return (
    <PostForm
      initial={emptyPost(today())}
      error={add.error}
      pending={add.isPending}
      onSubmit={submit}
      label={t.addPost}
    />
  );
};

interface HeldProps {
  readonly person: string;
  readonly held: HeldPost;
  readonly onDone: () => void;
}

export const EditPost = ({ person, held, onDone }: HeldProps) => {
  const c = useText(common);
  const edit = useEditPost(person, held.id);
  const initial: PostDraft = {
    post: held.post,
    unit: held.unit.path,
    from: held.from,
    to: held.to ?? null,
    how: held.how ?? null,
    decision: held.decision ?? '',
  };
  const submit = (draft: PostDraft) => {
    const { unit: _, to: __, decision: ___, ...rest } = newPostOf(draft);
    // Sent even when empty: an absent field would leave what was there.
    edit.mutate(
      { ...rest, to: draft.to, decision: draft.decision },
      {
        onSuccess: () => {
          notifyDone();
          onDone();
        },
      },
    );
  };
  return (
    <PostForm
      initial={initial}
      fixedUnit
      error={edit.error}
      pending={edit.isPending}
      onSubmit={submit}
      label={c.save}
    />
  );
};

/** The last day in a post: the change that is made most. */
export const EndPost = ({ person, held, onDone }: HeldProps) => {
  const t = useText(text);
  const edit = useEditPost(person, held.id);
  const [to, setTo] = useState<string | null>(today);
  const refused = fieldErrors(edit.error, ['to']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to === null) return;
    edit.mutate(
      { to },
      {
        onSuccess: () => {
          notifyDone();
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>{t.endPostAbout}</Text>
        <DayField label={t.to} required value={to} onChange={setTo} error={to === null ? t.dayMissing : refused?.to} />
        <ErrorMessage error={refused ? null : edit.error} />
        <Button type="submit" color="red" loading={edit.isPending}>
          {t.endPostDo}
        </Button>
      </Stack>
    </form>
  );
};
