import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, count, metric, percent, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const [wanted = ""] = args;
  const { items } = await house.client.datasets.list();
  const newest = items.find(({ name }) => name === wanted)?.latest?.id;
  const version = await house.client.datasets.version({ params: { id: newest ?? wanted } });
  out.line(`${out.style("bold", version.dataset)} version ${version.number}  ${version.id}`);
  out.line(
    `${count(version.rows)} rows, ${bytes(version.bytes)}, committed ${time(version.committedAt)}, quality ${version.quality}`,
  );
  out.line();
  out.table(
    ["column", "type", "nulls", "distinct", "min", "median", "max"],
    version.profile.map((column) => [
      column.column,
      column.type,
      percent(column.rows === 0 ? 0 : column.nulls / column.rows),
      count(column.distinct),
      shown(column.min, column.type),
      shown(column.quantiles?.[2] ?? null, column.type),
      shown(column.max, column.type),
    ]),
  );
  if (version.checks.length > 0) {
    out.line();
    out.table(
      ["check", "verdict", "failing rows", "measured", "expected"],
      version.checks.map((check) => [
        check.check,
        check.verdict,
        check.failingRows,
        check.measured,
        check.expected,
      ]),
    );
  }
  out.json(version);
};

function shown(value: number | string | null, type: string): string | null {
  if (value === null || typeof value === "string") return value;
  return type === "timestamp" ? time(value) : metric(value);
}
