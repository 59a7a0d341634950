import { useEffect, useRef } from "react";
import { init, type EChartsCoreOption, type EChartsType } from "./echarts.ts";

/** A canvas that ECharts draws on; as wide as it may be, redrawn when the option changes. */
export function Canvas(props: {
  option: EChartsCoreOption;
  height: number;
  onSelect?: (dataIndex: number, seriesIndex: number) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const select = useRef(props.onSelect);
  useEffect(() => {
    select.current = props.onSelect;
  });
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = init(element, null, { renderer: "canvas" });
    chart.current = drawn;
    drawn.on("click", (event: { dataIndex?: number; seriesIndex?: number }) =>
      select.current?.(event.dataIndex ?? 0, event.seriesIndex ?? 0),
    );
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(
    () => chart.current?.setOption({ animation: false, ...props.option }, { notMerge: true }),
    [props.option],
  );
  return <div ref={place} style={{ height: props.height, width: "100%" }} />;
}
