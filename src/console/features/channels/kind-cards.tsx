import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { KindView } from '../../../accounts/types.ts';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

/** The kinds of channels to choose from, the recommended one first. */
export const KindCards = ({ kinds }: { kinds: readonly KindView[] }) => {
  const t = useText(text);
  const sorted = [...kinds].sort((a, b) => Number(b.recommended) - Number(a.recommended));
  if (sorted.length === 0) return <Text c="dimmed">{t.noKinds}</Text>;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      {sorted.map(({ kind, label, about, recommended, unofficial }) => (
        <Card key={kind} withBorder padding="lg">
          <Stack h="100%" gap="sm">
            <Group justify="space-between" gap="xs">
              <Title order={2}>{label}</Title>
              {recommended ? <Tag tone="good">{t.recommended}</Tag> : null}
              {unofficial ? <Tag tone="doubt">{t.risky}</Tag> : null}
            </Group>
            <Text style={{ flex: 1 }}>{about}</Text>
            <Button
              component={Link}
              to={`/kenh/new?kind=${encodeURIComponent(kind)}`}
              variant={recommended ? 'filled' : 'light'}
              aria-label={t.chooseKind(label)}
              style={{ alignSelf: 'flex-start' }}
            >
              {t.choose}
            </Button>
          </Stack>
        </Card>
      ))}
    </SimpleGrid>
  );
};
