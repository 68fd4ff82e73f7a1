import { ActionIcon, Anchor, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { BroadcastInList } from '../../../broadcasts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatDay, formatHour, fromWall, toWall } from '../../lib/time.ts';
import { useCalendar } from './api.ts';
import { BroadcastTag } from './state-tag.tsx';
import { text } from './text.ts';

interface Entry {
  readonly at: string;
  readonly broadcast: BroadcastInList;
}

/** `2026-11` and so many months on. */
const shift = (month: string, by: number): string => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const moved = new Date(Date.UTC(year, number - 1 + by, 1));
  return moved.toISOString().slice(0, 7);
};

/** Days of a month as `2026-11-01`, with as many nulls in front as the week has days before the first. */
const daysOf = (month: string): (string | null)[] => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  return [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
  ];
};

const entriesOf = (items: readonly BroadcastInList[]): Entry[] =>
  items
    .flatMap((broadcast) => (broadcast.moments ?? []).map(({ at }) => ({ at, broadcast })))
    .sort((a, b) => a.at.localeCompare(b.at));

const EntryLine = ({ entry, withTag = false }: { entry: Entry; withTag?: boolean }) => (
  <Group gap={6} wrap={withTag ? 'wrap' : 'nowrap'}>
    <Text span c="dimmed">
      {formatHour(entry.at)}
    </Text>
    <Anchor component={Link} to={`/broadcasts/${entry.broadcast.id}`} truncate={withTag ? false : 'end'}>
      {entry.broadcast.title}
    </Anchor>
    {withTag ? <BroadcastTag state={entry.broadcast.state} progress={entry.broadcast.progress} /> : null}
  </Group>
);

/** A month of sendings: a grid on a screen, a list of days on a phone. */
export const Calendar = () => {
  const t = useText(text);
  const today = toWall(new Date().toISOString()).slice(0, 10);
  const [month, setMonth] = useState(today.slice(0, 7));
  const from = fromWall(`${month}-01 00:00`) ?? '';
  const to = fromWall(`${shift(month, 1)}-01 00:00`) ?? '';
  const { data, error, refetch } = useCalendar(from, to);
  const byDay = new Map<string, Entry[]>();
  for (const entry of entriesOf(data?.items ?? [])) {
    const day = toWall(entry.at).slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), entry]);
  }
  const [year, number] = month.split('-') as [string, string];
  return (
    <Stack>
      <Group>
        <ActionIcon variant="default" size="lg" aria-label={t.previous} onClick={() => setMonth(shift(month, -1))}>
          <IconChevronLeft aria-hidden />
        </ActionIcon>
        <Text component="h2" fw={650} fz="lg" m={0} aria-live="polite">
          {t.month(number, year)}
        </Text>
        <ActionIcon variant="default" size="lg" aria-label={t.following} onClick={() => setMonth(shift(month, 1))}>
          <IconChevronRight aria-hidden />
        </ActionIcon>
      </Group>
      <ErrorMessage error={error} onRetry={() => void refetch()} />
      <SimpleGrid cols={7} spacing={6} visibleFrom="sm">
        {t.shortWeekdays.split(',').map((day) => (
          <Text key={day} ta="center" c="dimmed" fw={600}>
            {day}
          </Text>
        ))}
        {daysOf(month).map((day, index) =>
          day === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the empty days before the first have no other name.
            <div key={`before-${index}`} />
          ) : (
            <Card
              key={day}
              withBorder
              p={8}
              mih={92}
              style={day === today ? { borderColor: 'var(--mantine-primary-color-filled)' } : {}}
            >
              <Text fw={day === today ? 700 : 400}>{Number(day.slice(8))}</Text>
              {byDay.get(day)?.map((entry) => (
                <EntryLine key={`${entry.broadcast.id} ${entry.at}`} entry={entry} />
              ))}
            </Card>
          ),
        )}
      </SimpleGrid>
      <Stack hiddenFrom="sm">
        {byDay.size === 0 ? <Text c="dimmed">{t.nothingThisMonth}</Text> : null}
        {[...byDay].map(([day, entries]) => (
          <Card key={day} withBorder>
            <Text fw={650} mb={4}>
              {formatDay(entries[0]?.at ?? day)}
            </Text>
            {entries.map((entry) => (
              <EntryLine key={`${entry.broadcast.id} ${entry.at}`} entry={entry} withTag />
            ))}
          </Card>
        ))}
      </Stack>
    </Stack>
  );
};
