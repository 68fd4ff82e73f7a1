import type { Progress } from '../../../learning/types.ts';

/** `12,5`: decimals as they are written in the language. */
export const shownNumber = (value: number, language: 'vi' | 'en'): string =>
  language === 'vi'
    ? String(value)
        .replace('.', ',')
        .replace(/\B(?=(\d{3})+(?!\d))/g, '.')
    : String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** The same colours as `Chart` gives its series, for bars and words beside it. */
export const GROUP_COLORS = ['#8f1d53', '#0f8a7e', '#d9822b', '#3563b0', '#db6a9b', '#6b7280'] as const;
export const colorOf = (index: number): string => GROUP_COLORS[index % GROUP_COLORS.length] ?? '#6b7280';

interface Words {
  readonly month: (month: string) => string;
  readonly target: (percent: string) => string;
  readonly number: (value: number) => string;
}

/**
 * Percent from January to the end of each month, a line for each group of the target, its target a dashed line of the
 * same colour. The whole year stands on the axis, so that what is left of it is seen too.
 */
export const monthlyOption = (groups: Progress['groups'], words: Words) => {
  const highest = Math.max(
    10,
    ...groups.flatMap((group) => [group.targetPercent, ...group.history.map((point) => point.percent ?? 0)]),
  );
  return {
    grid: { left: 56, right: 20, top: 16, bottom: groups.length * 28 + 36 },
    legend: { bottom: 0, left: 0, orient: 'vertical', itemGap: 10, data: groups.map((group) => group.label) },
    tooltip: { trigger: 'axis', confine: true, valueFormatter: (value: unknown) => `${words.number(Number(value))}%` },
    xAxis: { type: 'category', data: Array.from({ length: 12 }, (_, index) => words.month(String(index + 1))) },
    yAxis: { type: 'value', min: 0, max: Math.ceil(highest / 10) * 10, axisLabel: { formatter: '{value}%' } },
    series: groups.map((group, index) => ({
      name: group.label,
      type: 'line',
      symbolSize: 9,
      lineStyle: { width: 3 },
      color: colorOf(index),
      data: group.history.map((point) => point.percent ?? null),
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { type: 'dashed', width: 2, color: colorOf(index) },
        label: {
          position: 'insideStartTop',
          color: colorOf(index),
          fontSize: 14,
          formatter: words.target(words.number(group.targetPercent)),
        },
        data: [{ yAxis: group.targetPercent }],
      },
    })),
  };
};
