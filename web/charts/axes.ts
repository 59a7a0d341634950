import type { Look } from "./palette.ts";

/** Axes, grid and tooltip as every chart has them. */
export function baseOption(look: Look) {
  return {
    useUTC: true,
    textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 12, color: look.dim },
    grid: { left: 52, right: 16, top: 14, bottom: 34, containLabel: false },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: look.surface,
      borderColor: look.line,
      padding: [6, 10],
      textStyle: { color: look.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: look.dim }, crossStyle: { color: look.dim } },
    },
  };
}

export function axis(look: Look, more: Record<string, unknown> = {}) {
  return {
    axisLine: { show: false, lineStyle: { color: look.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: look.line, width: 1 } },
    nameTextStyle: { color: look.dim, fontSize: 12 },
    axisLabel: { color: look.dim, fontSize: 12, hideOverlap: true },
    ...more,
  };
}
