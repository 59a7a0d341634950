/**
 * `npm run bench -- <name> … [--quick] [--json] [--write]`: runs bench/<name>.ts of each and prints one table, or with
 * --json its rows; --write makes a page of a full run: docs/benchmarks.md of the house, docs/benchmarks-<name>.md of others.
 */
import { existsSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { type BenchOptions, type BenchRow, printTable } from "../bench/harness.ts";

/** Named like the file and what it exports. */
const benches = ["house", "training", "serving", "start", "tracking"] as const;

const args = process.argv.slice(2);
const names = benches.filter((known) => args.includes(known));
if (names.length === 0) {
  console.error(`Name one of: ${benches.join(", ")}.`);
  process.exit(2);
}
const root = join(import.meta.dirname, "..");
const isQuick = args.includes("--quick");
const rows: BenchRow[] = [];
for (const name of names) {
  const module = (await import(join(root, "bench", `${name}.ts`))) as Record<
    string,
    (options: BenchOptions) => Promise<BenchRow[]>
  >;
  rows.push(...((await module[name]?.({ quick: isQuick })) ?? []));
}
if (args.includes("--json")) console.log(JSON.stringify(rows, null, 2));
else printTable(rows);
if (args.includes("--write") && !isQuick && existsSync(join(root, "docs"))) {
  const others = names.filter((name) => name !== "house").map((name) => `-${name}`);
  writeFileSync(join(root, "docs", `benchmarks${others.join("")}.md`), page(rows));
}
process.exit(rows.every(({ met }) => met) ? 0 : 1);

function page(all: readonly BenchRow[]): string {
  const [cpu] = cpus();
  const lines = all.map(
    ({ work, ours, unit, rival, rivalName, ratio, goal, met }) =>
      `| ${work} | ${figure(ours)} ${unit} | ${figure(rival)} ${unit} | ${rivalName} | ${figure(ratio)} | ${goal} | ${met ? "yes" : "**no**"} |`,
  );
  const how = names.includes("tracking")
    ? "medians of many calls to one server after the other, files in turn, in one run on one"
    : "medians of at least five runs taken in turn with the rival, in one run on one";
  return `# Benchmarks

Written by \`npm run bench -- ${names.join(" ")} --write\`: ${how}
machine (${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}, ${process.platform} ${process.arch}).
The machine is shared and noisy: trust the ratios more than the figures. Ratio = ours / rival.

| work | prumo | rival | which rival | ratio | goal | met |
|---|---:|---:|---|---:|---|---|
${lines.join("\n")}
`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
