import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { OverviewFrame } from '../../components/overview-card.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { useDifficulties } from './api.ts';
import { DifficultyTag, Marks } from './state-tag.tsx';
import { text } from './text.ts';

/** How many stand on the overview. */
const SHOWN = 4;

/** What waits for somebody: urgent ones first, then the longest waiting. */
const OpenDifficulties = () => {
  const t = useText(text);
  const difficulties = useDifficulties();
  const open = (difficulties.data ?? [])
    .filter((each) => each.state !== 'answered')
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.createdAt.localeCompare(b.createdAt));
  return (
    <OverviewFrame title={t.card} to="/difficulties" more={t.cardMore}>
      <ErrorMessage error={difficulties.error} />
      {difficulties.isPending ? <Loading /> : null}
      {difficulties.data && open.length === 0 ? <Text c="dimmed">{t.cardEmpty}</Text> : null}
      <Stack gap="sm">
        {open.slice(0, SHOWN).map((each) => (
          <div key={each.id}>
            <Group gap="xs">
              <Anchor component={Link} to={`/difficulties/${each.id}`} fw={600}>
                {each.code}
              </Anchor>
              <DifficultyTag state={each.state} />
              <Marks difficulty={each} />
            </Group>
            <Text lineClamp={1}>{each.restricted ? each.unitName : each.text}</Text>
            <Text c="dimmed">{formatShort(each.createdAt)}</Text>
          </div>
        ))}
      </Stack>
    </OverviewFrame>
  );
};

export default OpenDifficulties;
