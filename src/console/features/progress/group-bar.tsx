import { Box, Group, Stack, Text } from '@mantine/core';
import type { GroupCount } from '../../../learning/types.ts';
import { Tag } from '../../components/tag.tsx';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { shownNumber } from './chart-option.ts';
import { text } from './text.ts';

const clamp = (percent: number): number => Math.min(100, Math.max(0, percent));

/** A bar up to 100% with a mark where the target is. */
const TargetBar = ({ count, color, height }: { count: GroupCount; color: string; height: number }) => {
  const t = useText(text);
  const language = useLanguage();
  const number = (value: number) => shownNumber(value, language);
  return (
    <Box
      role="img"
      aria-label={t.barLabel(count.label, number(count.percent ?? 0), number(count.targetPercent))}
      pos="relative"
      h={height}
      bg="gray.2"
      style={{ borderRadius: height / 2 }}
    >
      <Box
        h="100%"
        w={`${clamp(count.percent ?? 0)}%`}
        style={{ background: color, borderRadius: height / 2, transition: 'width 400ms ease' }}
      />
      <Box
        pos="absolute"
        top={-4}
        bottom={-4}
        w={4}
        bg="dark.7"
        style={{ left: `calc(${clamp(count.targetPercent)}% - 4px)`, borderRadius: 2 }}
      />
    </Box>
  );
};

/** One group of the target: how far it is, of how many, and what is still to do. */
export const GroupBar = ({ count, color }: { count: GroupCount; color: string }) => {
  const t = useText(text);
  const language = useLanguage();
  const number = (value: number) => shownNumber(value, language);
  const byLuot = count.measure === 'attendances';
  const done = number(byLuot ? count.attendances : count.persons);
  const of = number(count.denominator);
  return (
    <Stack gap={8}>
      <Group justify="space-between" align="flex-end" gap="sm" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Text fw={650}>{count.label}</Text>
          <Text c="dimmed">{byLuot ? t.ofPosts(done, of) : t.ofPersons(done, of)}</Text>
        </div>
        <Text fz={32} fw={700} lh={1} style={{ color, whiteSpace: 'nowrap' }}>
          {count.percent === undefined ? '–' : `${number(count.percent)}%`}
        </Text>
      </Group>
      <TargetBar count={count} color={color} height={18} />
      <Group justify="space-between" gap="xs">
        <Text>{t.target(number(count.targetPercent))}</Text>
        {count.denominator === 0 ? (
          <Tag tone="off">{t.noPercent}</Tag>
        ) : count.reached ? (
          <Tag tone="best">{t.reached}</Tag>
        ) : (
          <Tag tone="doubt">
            {byLuot ? t.needAttendances(number(count.needed)) : t.needPersons(number(count.needed))}
          </Tag>
        )}
      </Group>
    </Stack>
  );
};

/** The same in a cell of a table; on a phone, where the cell is a line of a card, with its name. */
export const GroupCell = ({ count, color }: { count: GroupCount; color: string }) => {
  const t = useText(text);
  const language = useLanguage();
  const name = (
    <Text c="dimmed" hiddenFrom="sm">
      {count.label}
    </Text>
  );
  if (count.denominator === 0) {
    return (
      <>
        {name}
        <Text c="dimmed">{t.nobodyHere}</Text>
      </>
    );
  }
  const done = count.measure === 'attendances' ? count.attendances : count.persons;
  return (
    <Stack gap={4} miw={130}>
      {name}
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={650} style={count.reached ? { color } : {}}>
          {shownNumber(count.percent ?? 0, language)}%
        </Text>
        <Text c="dimmed">
          {shownNumber(done, language)}/{shownNumber(count.denominator, language)}
        </Text>
      </Group>
      <TargetBar count={count} color={color} height={8} />
    </Stack>
  );
};
