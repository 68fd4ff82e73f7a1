import { Button, CloseButton, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Source } from '../../../content/types.ts';
import { useText } from '../../lib/i18n.ts';
import { MAX_SOURCES } from './limits.ts';
import { text } from './text.ts';

interface Props {
  readonly value: readonly Source[];
  readonly onChange: (sources: readonly Source[]) => void;
  readonly error: string | undefined;
}

/** Where the statements come from: at least one site or document, each with a title. */
export const SourceFields = ({ value, onChange, error }: Props) => {
  const t = useText(text);
  const set = (index: number, part: Partial<Source>) =>
    onChange(value.map((source, at) => (at === index ? { ...source, ...part } : source)));
  return (
    <Input.Wrapper label={t.sources} labelElement="div" size="md" required description={t.sourcesHint} error={error}>
      <Stack gap="sm" my={6}>
        {value.map((source, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a source has no other identity while it is typed
          <Group key={index} gap="xs" wrap="nowrap" align="flex-end">
            <Group gap="xs" flex={1} miw={0}>
              <TextInput
                flex="1 1 180px"
                label={t.site}
                placeholder={t.siteHint}
                error={error !== undefined && source.site.trim() === ''}
                value={source.site}
                onChange={(event) => set(index, { site: event.currentTarget.value })}
              />
              <TextInput
                flex="2 1 240px"
                label={t.sourceTitle}
                error={error !== undefined && source.title.trim() === ''}
                value={source.title}
                onChange={(event) => set(index, { title: event.currentTarget.value })}
              />
            </Group>
            {value.length > 1 ? (
              <CloseButton
                size="xl"
                aria-label={t.removeSource(index + 1)}
                onClick={() => onChange(value.filter((_, at) => at !== index))}
              />
            ) : null}
          </Group>
        ))}
        {value.length < MAX_SOURCES ? (
          <Button
            variant="light"
            leftSection={<IconPlus size={20} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => onChange([...value, { site: '', title: '' }])}
          >
            {t.addSource}
          </Button>
        ) : null}
      </Stack>
    </Input.Wrapper>
  );
};
