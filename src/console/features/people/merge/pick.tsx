import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { PersonRecord } from '../../../../org/types.ts';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { usePostLabel } from '../../../components/org-words.ts';
import { Tag } from '../../../components/tag.tsx';
import { useUnitLabel } from '../../../components/unit-label.ts';
import { useText } from '../../../lib/i18n.ts';
import { usePeople } from '../api.ts';
import { showPhone } from '../phone.ts';
import { type Twin, useDuplicates } from './api.ts';
import { text } from './text.ts';

/** After the last letter, so long until the server is asked. */
const TYPING_MS = 300;
/** So many found people are shown; more say that too little was typed. */
const MOST = 8;

interface Choice {
  readonly person: Twin['person'];
  readonly reason?: Twin['reason'];
}

const Option = ({ choice: { person, reason } }: { choice: Choice }) => {
  const t = useText(text);
  const postLabel = usePostLabel();
  const unitLabel = useUnitLabel();
  const [held] = person.posts;
  return (
    <Radio.Card value={person.id} p="sm" radius="md">
      <Group wrap="nowrap" align="flex-start">
        <Radio.Indicator mt={4} />
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Group gap="xs">
            <Text fw={600}>{person.name}</Text>
            {reason === undefined ? null : <Tag tone={reason === 'name' ? 'plain' : 'doubt'}>{t.reason(reason)}</Tag>}
          </Group>
          {held === undefined ? null : (
            <Text>
              {postLabel(held.post)} · {unitLabel(held.unit)}
            </Text>
          )}
          {person.phone === undefined ? null : <Text c="dimmed">{showPhone(person.phone)}</Text>}
        </div>
      </Group>
    </Radio.Card>
  );
};

const Found = ({ words, except }: { words: string; except: readonly string[] }) => {
  const t = useText(text);
  const people = usePeople({ text: words, state: 'all' }, undefined);
  const found = (people.data?.items ?? []).filter(({ id }) => !except.includes(id)).slice(0, MOST);
  if (people.error !== null) return <ErrorMessage error={people.error} onRetry={() => void people.refetch()} />;
  if (found.length === 0) return people.isFetching ? null : <Text c="dimmed">{t.nobody}</Text>;
  return found.map((person) => <Option key={person.id} choice={{ person }} />);
};

/** Choosing the other record: the likely ones, or anybody by name. */
export const Pick = ({ person, onPick }: { person: PersonRecord; onPick: (id: string) => void }) => {
  const t = useText(text);
  const twins = useDuplicates(person.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), TYPING_MS);
  const likely = twins.data?.items ?? [];
  return (
    <Stack>
      <Text>{t.mergeAbout}</Text>
      <ErrorMessage error={twins.error} onRetry={() => void twins.refetch()} />
      <Radio.Group label={t.likely} value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {twins.data !== undefined && likely.length === 0 ? <Text c="dimmed">{t.noLikely}</Text> : null}
          {likely.map((twin) => (
            <Option key={twin.person.id} choice={twin} />
          ))}
          <TextInput
            label={t.searchOther}
            placeholder={t.searchHint}
            leftSection={<IconSearch size={20} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {words.length < 2 ? null : (
            <Found words={words} except={[person.id, ...likely.map((twin) => twin.person.id)]} />
          )}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button disabled={chosen === null} onClick={() => chosen !== null && onPick(chosen)}>
          {t.next}
        </Button>
      </Group>
    </Stack>
  );
};
