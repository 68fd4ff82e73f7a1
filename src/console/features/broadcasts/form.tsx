import { Button, Card, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { BroadcastContent, BroadcastInput } from '../../../broadcasts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { foldedFilter } from '../../components/unit-picker.tsx';
import { ApiFailure } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { useBroadcast, useMaterialOptions, useQuizOptions, useSave } from './api.ts';
import { AudienceFields } from './audience-fields.tsx';
import { text } from './text.ts';
import { WhenFields } from './when-fields.tsx';

const EMPTY: BroadcastInput = {
  title: '',
  content: { type: 'text', text: '' },
  audience: { unitIds: [], to: 'groups' },
  when: { type: 'now' },
};

const ContentFields = ({
  value,
  onChange,
  error,
}: {
  value: BroadcastContent;
  onChange: (value: BroadcastContent) => void;
  error?: string | undefined;
}) => {
  const t = useText(text);
  const materials = useMaterialOptions();
  const quizzes = useQuizOptions();
  const kind = (type: string): BroadcastContent =>
    type === 'text' ? { type, text: '' } : { type: type as 'material' | 'quiz', id: '' };
  return (
    <Stack>
      <SegmentedControl
        size="md"
        aria-label={t.content}
        value={value.type}
        onChange={(type) => onChange(kind(type))}
        data={[
          { value: 'text', label: t.kindText },
          { value: 'material', label: t.kindMaterial },
          { value: 'quiz', label: t.kindQuiz },
        ]}
      />
      {value.type === 'text' ? (
        <Textarea
          label={t.words}
          description={t.wordsHint}
          required
          autosize
          minRows={4}
          value={value.text}
          error={error}
          onChange={(event) => onChange({ type: 'text', text: event.currentTarget.value })}
        />
      ) : (
        <Select
          label={value.type === 'material' ? t.material : t.quiz}
          required
          searchable
          filter={foldedFilter}
          data={(value.type === 'material' ? materials.data : quizzes.data) ?? []}
          value={value.id || null}
          error={error}
          onChange={(id) => onChange({ ...value, id: id ?? '' })}
        />
      )}
      {value.type === 'quiz' && quizzes.data?.length === 0 ? <Text c="dimmed">{t.noQuiz}</Text> : null}
    </Stack>
  );
};

/** The mistake of a field, or of anything inside it. */
const mistake = (error: unknown, field: keyof BroadcastInput): string | undefined =>
  error instanceof ApiFailure
    ? error.issues.find(({ place }) => place === `body.${field}` || place.startsWith(`body.${field}.`))?.message
    : undefined;

const Editor = ({ id, initial }: { id: string | undefined; initial: BroadcastInput }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const save = useSave(id);
  const [input, setInput] = useState(initial);
  const set =
    <K extends keyof BroadcastInput>(field: K) =>
    (value: BroadcastInput[K]) =>
      setInput((held) => ({ ...held, [field]: value }));
  const marked = (Object.keys(EMPTY) as (keyof BroadcastInput)[]).some((field) => mistake(save.error, field));
  const submit = () =>
    save.mutate(input, {
      onSuccess: ({ after }) => {
        notifyDone(t.saved);
        navigate(`/broadcasts/${after?.id ?? id}`);
      },
    });
  return (
    <>
      <PageHeader title={id === undefined ? t.add : t.edit} back={{ to: '/broadcasts', label: t.back }} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack maw={760}>
          <Card withBorder>
            <Stack>
              <TextInput
                label={t.name}
                description={t.nameHint}
                required
                value={input.title}
                error={mistake(save.error, 'title')}
                onChange={(event) => set('title')(event.currentTarget.value)}
              />
              <ContentFields value={input.content} onChange={set('content')} error={mistake(save.error, 'content')} />
            </Stack>
          </Card>
          <Card withBorder>
            <AudienceFields value={input.audience} onChange={set('audience')} error={mistake(save.error, 'audience')} />
          </Card>
          <Card withBorder>
            <WhenFields value={input.when} onChange={set('when')} error={mistake(save.error, 'when')} />
          </Card>
          <ErrorMessage error={marked ? null : save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t.saveDraft}
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  );
};

/**
 * Writes a new broadcast (`?material=<id>`: of that material) or changes a draft. It is sent from its own page, where the
 * audience is seen once more.
 */
export const BroadcastForm = () => {
  const { id } = useParams();
  const [params] = useSearchParams();
  const material = params.get('material');
  const broadcast = useBroadcast(id);
  if (id === undefined) {
    const content = material === null ? EMPTY.content : { type: 'material' as const, id: material };
    return <Editor id={undefined} initial={{ ...EMPTY, content }} />;
  }
  if (broadcast.error) return <ErrorMessage error={broadcast.error} onRetry={() => void broadcast.refetch()} />;
  if (!broadcast.data) return <Loading />;
  const { title, content, audience, when } = broadcast.data;
  return <Editor id={id} initial={{ title, content, audience, when }} />;
};
