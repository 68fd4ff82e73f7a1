import { ActionIcon, Anchor, Box, Card, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { UnitNode } from '../../../org/types.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { fold } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

/** Found units on the page at once. */
const SHOWN = 100;

interface Found {
  readonly node: UnitNode;
  /** Names from the top to its parent. */
  readonly above: readonly string[];
}

/** Every unit whose present name, former name or other spelling contains the words. */
export const findUnits = (tree: readonly UnitNode[], words: string, above: readonly string[] = []): Found[] => {
  const wanted = fold(words);
  return tree.flatMap((node) => {
    const names = [node.name, ...node.aliases, ...node.names.map(({ name }) => name)];
    const hit = names.some((name) => fold(name).includes(wanted));
    return [...(hit ? [{ node, above }] : []), ...findUnits(node.children, words, [...above, node.name])];
  });
};

const Name = ({ node }: { node: UnitNode }) => {
  const t = useText(text);
  return (
    <div style={{ minWidth: 0 }}>
      <Anchor component={Link} to={`/units/${node.id}`}>
        {node.name}
      </Anchor>
      {node.names.length > 0 ? (
        <Text span c="dimmed">
          {' '}
          ({t.formerly(node.names.map(({ name }) => name).join(', '))})
        </Text>
      ) : null}
    </div>
  );
};

const Branch = ({ node, open }: { node: UnitNode; open: boolean }) => {
  const t = useText(text);
  const [opened, setOpened] = useState(open);
  const count = node.children.length;
  return (
    <li style={{ listStyle: 'none' }}>
      <Group gap="xs" wrap="nowrap" align="center" mih={44}>
        {count > 0 ? (
          <ActionIcon
            variant="subtle"
            size={36}
            aria-expanded={opened}
            aria-label={opened ? t.fold(node.name) : t.open(node.name)}
            onClick={() => setOpened(!opened)}
          >
            {opened ? <IconChevronDown aria-hidden /> : <IconChevronRight aria-hidden />}
          </ActionIcon>
        ) : (
          <Box w={36} style={{ flex: 'none' }} />
        )}
        <Name node={node} />
        {count > 0 ? (
          <Text c="dimmed" ml="auto" visibleFrom="xs" style={{ whiteSpace: 'nowrap' }}>
            {t.children(count)}
          </Text>
        ) : null}
      </Group>
      {opened && count > 0 ? (
        <Box
          component="ul"
          m={0}
          ml={17}
          pl={{ base: 4, sm: 'md' }}
          style={{ borderLeft: '1px solid var(--mantine-color-default-border)' }}
        >
          {node.children.map((child) => (
            <Branch key={child.id} node={child} open={false} />
          ))}
        </Box>
      ) : null}
    </li>
  );
};

/** The units of a day: a tree that opens level by level, or what was searched for. */
export const Tree = ({ tree, search }: { tree: readonly UnitNode[]; search: string }) => {
  const t = useText(text);
  const found = useMemo(() => (search.trim() === '' ? undefined : findUnits(tree, search)), [tree, search]);
  if (tree.length === 0)
    return (
      <Card withBorder>
        <EmptyState title={t.empty} hint={t.emptyHint} />
      </Card>
    );
  if (found === undefined)
    return (
      <Card withBorder padding="sm">
        <Box component="ul" m={0} p={0}>
          {tree.map((node) => (
            <Branch key={node.id} node={node} open={tree.length < 3} />
          ))}
        </Box>
      </Card>
    );
  if (found.length === 0)
    return (
      <Card withBorder>
        <EmptyState title={t.noMatch} hint={t.noMatchHint} />
      </Card>
    );
  return (
    <Card withBorder>
      <Stack gap="sm">
        {found.slice(0, SHOWN).map(({ node, above }) => (
          <div key={node.id}>
            <Name node={node} />
            {above.length > 0 ? <Text c="dimmed">{[...above].reverse().join(', ')}</Text> : null}
          </div>
        ))}
        {found.length > SHOWN ? <Text c="dimmed">{t.tooMany(SHOWN, found.length)}</Text> : null}
      </Stack>
    </Card>
  );
};
