import { Button, Card, Checkbox, Group, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { common } from '../../app/text.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMaterial, useSaveMaterial } from './api.ts';
import { DayField } from './day-field.tsx';
import { focusMistake } from './focus.ts';
import { lengthOf, MAX_BODY, MAX_SUMMARY, MAX_TITLE } from './limits.ts';
import { type Draft, draftOf, emptyDraft, inputOf, mistakesOf } from './material-input.ts';
import { mistakeAt } from './mistakes.ts';
import { SourceFields } from './source-fields.tsx';
import { text } from './text.ts';
import { TopicSelect } from './topic-select.tsx';

const FLAGS = ['suggestion', 'reviewYearly', 'reviewLegal'] as const;

const Editor = ({ id, initial }: { id: string | undefined; initial: Draft }) => {
  const t = useText(text);
  const c = useText(common);
  const navigate = useNavigate();
  const save = useSaveMaterial(id);
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const own = mistakesOf(draft, t);
  const mistake = (field: keyof Draft): string | undefined =>
    (tried ? own[field] : undefined) ?? mistakeAt(save.error, field);
  const set =
    <K extends keyof Draft>(field: K) =>
    (value: Draft[K]) =>
      setDraft((held) => ({ ...held, [field]: value }));
  const marked = (Object.keys(draft) as (keyof Draft)[]).some((field) => mistake(field));
  const words = (field: 'title' | 'summary' | 'body') => ({
    required: true,
    value: draft[field],
    error: mistake(field),
    onChange: (event: { currentTarget: { value: string } }) => set(field)(event.currentTarget.value),
  });
  const submit = () => {
    setTried(true);
    if (Object.keys(own).length > 0) {
      focusMistake(form.current);
      return;
    }
    save.mutate(inputOf(draft), {
      onSuccess: (material) => {
        notifyDone(t.saved);
        navigate(`/materials/${material.id}`, { replace: true });
      },
      onError: () => focusMistake(form.current),
    });
  };
  const flags = {
    suggestion: { label: t.suggestion, description: t.suggestionHint },
    reviewYearly: { label: t.yearly, description: t.yearlyHint },
    reviewLegal: { label: t.legal, description: t.legalHint },
  };
  return (
    <>
      <PageHeader
        title={id === undefined ? t.add : t.editMaterial}
        about={t.seenBy}
        back={{ to: id === undefined ? '/materials' : `/materials/${id}`, label: t.back }}
      />
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack maw={760}>
          <Card withBorder>
            <Stack>
              <TextInput label={t.name} description={t.count(lengthOf(draft.title), MAX_TITLE)} {...words('title')} />
              <TopicSelect
                required
                value={draft.topic || null}
                error={mistake('topic')}
                onChange={(topic) => set('topic')(topic ?? '')}
              />
              <Textarea
                label={t.summary}
                description={`${t.summaryHint} ${t.count(lengthOf(draft.summary), MAX_SUMMARY)}.`}
                autosize
                minRows={3}
                {...words('summary')}
              />
              <Textarea
                label={t.body}
                description={`${t.bodyHint} ${t.count(lengthOf(draft.body), MAX_BODY)}.`}
                autosize
                minRows={10}
                maxRows={30}
                {...words('body')}
              />
            </Stack>
          </Card>
          <Card withBorder>
            <Stack>
              <SourceFields value={draft.sources} onChange={set('sources')} error={mistake('sources')} />
              <DayField
                label={t.checkedOn}
                description={t.updatedHint}
                required
                value={draft.updated}
                error={mistake('updated')}
                onChange={set('updated')}
              />
            </Stack>
          </Card>
          <Card withBorder>
            <Stack>
              <div>
                <Text fw={500} mb={6}>
                  {t.validity}
                </Text>
                <SimpleGrid cols={{ base: 1, xs: 2 }}>
                  <DayField
                    label={t.validFrom}
                    value={draft.validFrom}
                    error={mistake('validFrom')}
                    onChange={set('validFrom')}
                  />
                  <DayField
                    label={t.validTo}
                    value={draft.validTo}
                    error={mistake('validTo')}
                    onChange={set('validTo')}
                  />
                </SimpleGrid>
                <Text c="dimmed" mt={6}>
                  {t.validToHint}
                </Text>
              </div>
              <TagsInput
                size="md"
                label={t.keywords}
                description={t.keywordsHint}
                value={[...draft.keywords]}
                error={mistake('keywords')}
                onChange={set('keywords')}
                acceptValueOnBlur
              />
              {FLAGS.map((flag) => (
                <Checkbox
                  key={flag}
                  size="md"
                  {...flags[flag]}
                  checked={draft[flag]}
                  onChange={(event) => set(flag)(event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </Card>
          <ErrorMessage error={marked ? null : save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {c.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  );
};

/** Writes a material of her unit, changes one, or begins with a copy of another (`?from=<id>`). */
export const MaterialForm = () => {
  const { id } = useParams();
  const [params] = useSearchParams();
  const from = id ?? params.get('from') ?? undefined;
  const open = useMaterial(from);
  if (from === undefined) return <Editor id={undefined} initial={emptyDraft()} />;
  if (open.error) return <ErrorMessage error={open.error} onRetry={() => void open.refetch()} />;
  if (!open.data) return <Loading />;
  return <Editor key={from} id={id} initial={draftOf(open.data.material)} />;
};
