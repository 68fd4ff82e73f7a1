import { Alert, Card, Group, Select, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Progress } from '../../../learning/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useHomeUnit } from '../../components/home-unit.ts';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { UnitPicker, useUnitName } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { toWall } from '../../lib/time.ts';
import { useFrozenDates, useProgress } from './api.ts';
import { colorOf } from './chart-option.ts';
import { dayWords, FreezeButton } from './freeze-button.tsx';
import { GroupBar, GroupCell } from './group-bar.tsx';
import { MonthlyChart } from './monthly-chart.tsx';
import { TargetButton } from './target-form.tsx';
import { text } from './text.ts';

const LIVE = 'live';
/** How many years back can be looked at. */
const YEARS_BACK = 4;

type Child = Progress['children'][number];

const Children = ({ progress, onOpen }: { progress: Progress; onOpen: (path: string) => void }) => {
  const t = useText(text);
  const [all, setAll] = useState(false);
  const columns: Column<Child>[] = [
    { key: 'unit', header: t.unit, phone: 'title', render: (row) => row.unit.name },
    ...progress.groups.map(
      (group, index): Column<Child> => ({
        key: group.key,
        header: group.label,
        phone: 'plain',
        width: `${Math.floor(70 / progress.groups.length)}%`,
        render: (row) => {
          const count = row.groups.find((each) => each.key === group.key);
          return count === undefined ? '' : <GroupCell count={count} color={colorOf(index)} />;
        },
      }),
    ),
  ];
  const staffed = progress.children.filter((row) => row.groups.some((count) => count.denominator > 0));
  const without = progress.children.length - staffed.length;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>{t.children}</Title>
        {without > 0 && staffed.length > 0 ? (
          <Switch
            size="md"
            label={t.showEmpty(String(without))}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
        ) : null}
      </Group>
      <DataTable
        caption={t.children}
        columns={columns}
        rows={all || staffed.length === 0 ? progress.children : staffed}
        rowKey={(row) => row.unit.id}
        onRow={(row) => onOpen(row.unit.path)}
        empty={<EmptyState title={t.noChildren} />}
      />
    </Stack>
  );
};

const Counts = ({ progress, onOpen }: { progress: Progress; onOpen: (path: string) => void }) => {
  const t = useText(text);
  const unitName = useUnitName();
  return (
    <Stack gap="lg">
      {progress.frozen ? <Alert color="blue">{t.frozenNote}</Alert> : null}
      <SimpleGrid cols={{ base: 1, md: Math.min(2, progress.groups.length) }}>
        {progress.groups.map((group, index) => (
          <Card key={group.key} withBorder padding="lg">
            <GroupBar count={group} color={colorOf(index)} />
          </Card>
        ))}
      </SimpleGrid>
      <Text c="dimmed">
        {progress.targetFrom === undefined ? t.targetDefault : t.targetFrom(unitName(progress.targetFrom))}
      </Text>
      <Card withBorder padding="lg">
        <Title order={2} mb="sm">
          {t.chart}
        </Title>
        <MonthlyChart groups={progress.groups} />
      </Card>
      <Children progress={progress} onOpen={onOpen} />
    </Stack>
  );
};

/** Training against the yearly target: of a unit, by month, and of every unit below it. */
const ProgressPage = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const home = useHomeUnit();
  const thisYear = Number(toWall(new Date().toISOString()).slice(0, 4));
  const [chosen, setChosen] = useState<string>();
  const [year, setYear] = useState(thisYear);
  const [day, setDay] = useState(LIVE);
  const unit = chosen ?? home;
  const progress = useProgress(unit, year, day === LIVE ? undefined : day);
  const dates = useFrozenDates(unit, year);
  const open = (path: string | null | undefined) => {
    setChosen(path ?? undefined);
    setDay(LIVE);
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          edit && progress.data ? (
            <>
              <TargetButton unit={progress.data.unit} year={year} />
              <FreezeButton
                unitPath={progress.data.unit.path}
                onFrozen={(frozen) => {
                  setYear(Number(frozen.slice(0, 4)));
                  setDay(frozen);
                }}
              />
            </>
          ) : undefined
        }
      />
      <Group align="flex-end" gap="md" mb="lg">
        <div style={{ flex: '1 1 280px', maxWidth: 420 }}>
          <UnitPicker label={t.unit} required withScope value={unit ?? null} onChange={open} />
        </div>
        <Select
          label={t.year}
          w={120}
          allowDeselect={false}
          data={Array.from({ length: YEARS_BACK + 1 }, (_, back) => String(thisYear - back))}
          value={String(year)}
          onChange={(next) => {
            setYear(Number(next));
            setDay(LIVE);
          }}
        />
        <Select
          label={t.asOf}
          flex="1 1 200px"
          maw={260}
          allowDeselect={false}
          data={[
            { value: LIVE, label: t.live },
            ...(dates.data ?? []).map((value) => ({ value, label: t.frozenOn(dayWords(value)) })),
          ]}
          value={day}
          onChange={(next) => setDay(next ?? LIVE)}
        />
      </Group>
      <ErrorMessage error={progress.error} onRetry={() => void progress.refetch()} />
      {progress.isPending ? <Loading /> : null}
      {progress.data ? <Counts progress={progress.data} onOpen={open} /> : null}
    </>
  );
};

export default ProgressPage;
