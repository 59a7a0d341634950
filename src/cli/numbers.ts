/** Numbers and times as the CLI writes them: rounded to what is known, in English. */

const whole = new Intl.NumberFormat("en-US");

export function count(value: number): string {
  return whole.format(value);
}

export function metric(value: number | string | null | undefined): string {
  if (typeof value === "string") return value; // NaN and the infinities, as JSON has them
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return Math.abs(value) >= 1_000
    ? whole.format(Math.round(value))
    : value
        .toPrecision(3)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
}

/** Four decimals: for measures between 0 and 1 that are compared down a column. */
export function ratio(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(4);
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? "–"
    : `${(100 * value).toFixed(1)} %`;
}

export function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit === 0 ? size : size.toPrecision(3)} ${units[unit] ?? ""}`;
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** `2026-11-23 14:05` in UTC. */
export function time(at: number | null | undefined): string {
  return at === null || at === undefined ? "–" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
