import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** One line of a benchmark: our figure beside that of a rival or a physical limit, from one run on one machine. */
export interface BenchRow {
  readonly work: string;
  /** Medians over runs taken in turn. */
  readonly ours: number;
  readonly unit: string;
  readonly rival: number;
  readonly rivalName: string;
  /** ours / rival. */
  readonly ratio: number;
  /** In words. */
  readonly goal: string;
  readonly met: boolean;
}

export interface BenchOptions {
  readonly quick: boolean;
}

/** Where rivals are installed; git-ignored. */
export const cacheDirectory = join(import.meta.dirname, "..", ".cache", "bench");

/** Runs of each side: at least 5, or 3 in a hurry. */
export const runsOf = ({ quick }: BenchOptions): number => (quick ? 3 : 5);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Lets all sides do their work in turn, `runs` times, after one round that does not count. Each gives its own
 * figures, by name; returns their medians.
 */
export async function inTurn<Side extends string, Figure extends string>(
  sides: { readonly [Name in Side]: () => Promise<{ readonly [Name in Figure]: number }> },
  runs: number,
): Promise<{ readonly [Name in Side]: { readonly [Name in Figure]: number } }> {
  const names = Object.keys(sides) as Side[];
  const seen = new Map<Side, { readonly [Name in Figure]: number }[]>(names.map((name) => [name, []]));
  for (let run = 0; run <= runs; run++) {
    for (const name of names) {
      const figures = await sides[name]();
      if (run > 0) seen.get(name)?.push(figures);
    }
  }
  const medians = names.map((name) => {
    const all = seen.get(name) ?? [];
    const figures = Object.keys(all[0] ?? {}) as Figure[];
    return [name, Object.fromEntries(figures.map((f) => [f, median(all.map((one) => one[f]))]))];
  });
  return Object.fromEntries(medians) as {
    readonly [Name in Side]: { readonly [Name in Figure]: number };
  };
}

/** Wall time of some work, in seconds. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

export function benchRow(row: Omit<BenchRow, "ratio">): BenchRow {
  return { ...row, ratio: row.ours / row.rival };
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

export function printTable(rows: readonly BenchRow[]): void {
  const lines = [
    ["work", "ours", "rival", "", "ratio", "goal", "met"],
    ...rows.map((row) => [
      row.work,
      `${short(row.ours)} ${row.unit}`,
      `${short(row.rival)} ${row.unit}`,
      row.rivalName,
      short(row.ratio),
      row.goal,
      row.met ? "yes" : "NO",
    ]),
  ];
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  for (const line of lines) {
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    );
  }
}

/** A program that answers each line it is sent with one line of JSON. */
export interface Rival extends AsyncDisposable {
  ask(line: string): Promise<{ readonly [figure: string]: number }>;
}

/** Starts a rival. What it says on stderr is shown; its death fails the question that waits. */
export function startRival(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Rival {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done === true) throw new Error(`${command} ${args.join(" ")} ended without an answer`);
      return JSON.parse(answer.value) as { [figure: string]: number };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}
