import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { EChartsCoreOption } from 'echarts/core';
import { lazy, Suspense, useMemo } from 'react';

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'));

/** Plum, teal, amber, blue, rose, grey: told apart also by those who see few colours. */
const COLORS = ['#8f1d53', '#0f8a7e', '#d9822b', '#3563b0', '#db6a9b', '#6b7280'];

export interface ChartProps {
  /** ECharts' option; bar, line and pie, grid, legend, tooltip and mark line are there. Keep it stable with `useMemo`. */
  readonly option: EChartsCoreOption;
  /** What the chart says, in one sentence, for those who do not see it. */
  readonly summary: string;
  /** Pixels. Default 280. */
  readonly height?: number;
}

/** A chart drawn as SVG; ECharts is loaded when the first one appears. */
export const Chart = ({ option, summary, height = 280 }: ChartProps) => {
  const themed = useMemo(
    () => ({ color: COLORS, textStyle: { fontFamily: 'inherit', fontSize: 14 }, animationDuration: 300, ...option }),
    [option],
  );
  return (
    <figure style={{ margin: 0 }}>
      <VisuallyHidden component="figcaption">{summary}</VisuallyHidden>
      <Suspense fallback={<Skeleton height={height} />}>
        <ChartCanvas option={themed} height={height} />
      </Suspense>
    </figure>
  );
};
