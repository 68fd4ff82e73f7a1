import { SimpleGrid, Stack, Text } from '@mantine/core';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useHomeUnit } from '../../components/home-unit.ts';
import { Loading } from '../../components/loading.tsx';
import { OverviewFrame } from '../../components/overview-card.tsx';
import { useText } from '../../lib/i18n.ts';
import { toWall } from '../../lib/time.ts';
import { useProgress } from './api.ts';
import { colorOf } from './chart-option.ts';
import { GroupBar } from './group-bar.tsx';
import { MonthlyChart } from './monthly-chart.tsx';
import { text } from './text.ts';

/** The year's target and how far it is, on the overview; it grows while people finish a quiz. */
const ProgressCard = () => {
  const t = useText(text);
  const unit = useHomeUnit();
  const year = Number(toWall(new Date().toISOString()).slice(0, 4));
  const progress = useProgress(unit, year);
  const groups = progress.data?.groups;
  return (
    <OverviewFrame title={t.cardTitle(String(year))} to="/progress" more={t.more}>
      <ErrorMessage error={progress.error} onRetry={() => void progress.refetch()} />
      {progress.isPending ? <Loading /> : null}
      {groups === undefined ? null : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Stack gap="lg">
            {groups.map((group, index) => (
              <GroupBar key={group.key} count={group} color={colorOf(index)} />
            ))}
            {groups.every((group) => group.denominator === 0) ? <Text c="dimmed">{t.nobodyInPost}</Text> : null}
          </Stack>
          <MonthlyChart groups={groups} height={280} />
        </SimpleGrid>
      )}
    </OverviewFrame>
  );
};

export default ProgressCard;
