import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, registerTheme, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const INK = '#3d444d';
const axis = { axisLabel: { fontSize: 15, color: INK }, nameTextStyle: { fontSize: 15, color: INK } };
registerTheme('chihoi', {
  categoryAxis: axis,
  valueAxis: axis,
  timeAxis: axis,
  legend: { textStyle: { fontSize: 15, color: INK } },
  tooltip: { textStyle: { fontSize: 15 } },
});

/** Loaded only with the first chart; use `Chart`. */
const ChartCanvas = ({ option, height }: { option: EChartsCoreOption; height: number }) => {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(null);

  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, 'chihoi', { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  return <div ref={box} style={{ height, width: '100%' }} aria-hidden />;
};

export default ChartCanvas;
