import { useMemo } from 'react';
import type { Progress } from '../../../learning/types.ts';
import { Chart } from '../../components/chart.tsx';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { monthlyOption, shownNumber } from './chart-option.ts';
import { text } from './text.ts';

/** How the year's progress grew, month by month, against the target. */
export const MonthlyChart = ({ groups, height }: { groups: Progress['groups']; height?: number }) => {
  const t = useText(text);
  const language = useLanguage();
  const option = useMemo(
    () => monthlyOption(groups, { ...t, number: (value) => shownNumber(value, language) }),
    [groups, t, language],
  );
  const parts = groups.map((group) =>
    t.barLabel(group.label, shownNumber(group.percent ?? 0, language), shownNumber(group.targetPercent, language)),
  );
  return <Chart option={option} summary={t.chartSummary(parts.join('; '))} height={height ?? 320} />;
};
