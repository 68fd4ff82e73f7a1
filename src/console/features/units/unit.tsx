import { Anchor, Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconArrowsJoin2, IconPencil, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { UnitNode, UnitRecord } from '../../../org/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { useOrgWords } from '../../components/org-words.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { showDay } from '../../lib/day.ts';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { toWall } from '../../lib/time.ts';
import { type UnitStory, useTree, useUnit } from './api.ts';
import { AddChapter, CloseUnit, MergeChapters, Rename } from './forms.tsx';
import { text } from './text.ts';

type Open = 'closed' | 'add' | 'rename' | 'close' | 'merge';

const COMMUNES: readonly string[] = ['xa', 'phuong', 'thi_tran'];

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <Text c="dimmed">{label}</Text>
    <Text component="div">{children}</Text>
  </div>
);

const UnitLinks = ({ units }: { units: readonly UnitRecord[] }) => (
  <Stack gap={8}>
    {units.map((unit) => (
      <Anchor key={unit.id} component={Link} to={`/units/${unit.id}`}>
        {unit.name}
      </Anchor>
    ))}
  </Stack>
);

/** The unit in a tree of units, with its parent. */
const locate = (
  tree: readonly UnitNode[],
  id: string,
  parent?: UnitNode,
): { node: UnitNode; parent: UnitNode | undefined } | undefined => {
  for (const node of tree) {
    if (node.id === id) return { node, parent };
    const found = locate(node.children, id, node);
    if (found) return found;
  }
  return undefined;
};

const Facts = ({ story, parent }: { story: UnitStory; parent: UnitRecord | undefined }) => {
  const t = useText(text);
  const words = useOrgWords();
  const { unit, from, became } = story;
  const levels: Readonly<Record<string, string>> = words.data?.levels ?? {};
  return (
    <Card withBorder maw={720}>
      <Stack gap="sm">
        <Line label={t.level}>{levels[unit.level] ?? unit.level}</Line>
        {parent === undefined ? null : (
          <Line label={t.parent}>
            <UnitLinks units={[parent]} />
          </Line>
        )}
        <Line label={t.valid}>
          {unit.validTo === undefined
            ? t.since(showDay(unit.validFrom))
            : t.span(showDay(unit.validFrom), showDay(unit.validTo))}
        </Line>
        {unit.code === '' ? null : <Line label={t.code}>{unit.code}</Line>}
        {unit.names.length === 0 ? null : (
          <Line label={t.names}>{unit.names.map((old) => t.until(old.name, showDay(old.until))).join('; ')}</Line>
        )}
        {unit.aliases.length === 0 ? null : <Line label={t.aliases}>{unit.aliases.join('; ')}</Line>}
        {from.length === 0 ? null : (
          <Line label={t.from}>
            <UnitLinks units={from} />
          </Line>
        )}
        {became.length === 0 ? null : (
          <Line label={t.became}>
            <UnitLinks units={became} />
          </Line>
        )}
      </Stack>
    </Card>
  );
};

const Whole = ({ story }: { story: UnitStory }) => {
  const t = useText(text);
  const edit = useMay('editor');
  const { unit } = story;
  const today = toWall(new Date().toISOString()).slice(0, 10);
  const ended = unit.validTo !== undefined && unit.validTo < today;
  const tree = useTree(ended ? unit.validTo : undefined);
  const place = tree.data && locate(tree.data.tree, unit.id);
  const chapters = place?.node.children.filter(({ level }) => level === 'chi_hoi') ?? [];
  const commune = COMMUNES.includes(unit.level);
  const changeable = edit && unit.level === 'chi_hoi' && unit.validTo === undefined;
  const [open, setOpen] = useState<Open>('closed');
  const close = () => setOpen('closed');
  const title = { closed: '', add: t.add, rename: t.rename, close: t.closeTitle(unit.name), merge: t.merge }[open];
  return (
    <>
      <PageHeader
        title={unit.name}
        {...(edit && unit.level !== 'chi_hoi' ? { about: t.byState } : {})}
        back={{ to: '/units', label: t.back }}
        actions={
          changeable ? (
            <>
              <Button
                variant="light"
                leftSection={<IconPencil size={20} aria-hidden />}
                onClick={() => setOpen('rename')}
              >
                {t.rename}
              </Button>
              <Button variant="light" color="red" onClick={() => setOpen('close')}>
                {t.close}
              </Button>
            </>
          ) : undefined
        }
      />
      <Stack gap="lg">
        {ended ? (
          <div>
            <Tag tone="off">{t.ended}</Tag>
          </div>
        ) : null}
        <Facts story={story} parent={place?.parent} />
        {commune && !ended ? (
          <Stack gap="sm" component="section" maw={720}>
            <Group justify="space-between">
              <Title order={2}>{t.chapters}</Title>
              {edit ? (
                <Group gap="xs">
                  {chapters.length > 1 ? (
                    <Button
                      variant="default"
                      leftSection={<IconArrowsJoin2 size={20} aria-hidden />}
                      onClick={() => setOpen('merge')}
                    >
                      {t.merge}
                    </Button>
                  ) : null}
                  <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setOpen('add')}>
                    {t.add}
                  </Button>
                </Group>
              ) : null}
            </Group>
            <Card withBorder>
              {chapters.length === 0 ? <Text c="dimmed">{t.chaptersNone}</Text> : <UnitLinks units={chapters} />}
            </Card>
          </Stack>
        ) : null}
      </Stack>
      <Modal opened={open !== 'closed'} onClose={close} title={title}>
        {open === 'add' ? <AddChapter unit={unit} onDone={close} /> : null}
        {open === 'rename' ? <Rename unit={unit} onDone={close} /> : null}
        {open === 'close' ? <CloseUnit unit={unit} onDone={close} /> : null}
        {open === 'merge' ? <MergeChapters chapters={chapters} onDone={close} /> : null}
      </Modal>
    </>
  );
};

/** One unit: what it is, what it was, what it has become, and its chapters. */
export const UnitPage = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const story = useUnit(id);
  if (story.data !== undefined) return <Whole key={id} story={story.data} />;
  if (story.error === null) return <Loading />;
  return (
    <>
      <PageHeader title={t.title} back={{ to: '/units', label: t.back }} />
      <ErrorMessage error={story.error} onRetry={() => void story.refetch()} />
    </>
  );
};
