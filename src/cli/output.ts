import { styleText } from "node:util";
import { createLogUpdate } from "log-update";

type Style = Parameters<typeof styleText>[0];

/** What a command says: to people on a terminal or, with --json, one document on stdout and nothing else. */
export interface Output {
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  /** A line for people; silent with --json. */
  line(text?: string): void;
  /** A table for people: columns as wide as they need, numbers to the right. */
  table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void;
  /** The one document of --json; silent otherwise. */
  json(document: unknown): void;
  /** A line that is redrawn while work goes on; null takes it away. Only on a terminal. */
  status(text: string | null): void;
  style(style: Style, text: string): string;
}

export function createOutput(options: { readonly json: boolean }): Output {
  const isTerminal = process.stderr.isTTY && process.env["CI"] === undefined;
  const live = createLogUpdate(process.stderr);
  // Redrawing at each message would cost more than the work it reports.
  let drawnAt = 0;
  let isLive = false;
  const clear = () => {
    if (isLive) live.clear();
    isLive = false;
  };
  const line = (text = "") => {
    if (options.json) return;
    clear();
    process.stdout.write(`${text}\n`);
  };
  return {
    isJson: options.json,
    isTerminal,
    line,
    style,
    table: (head, rows) =>
      formatTable(head, rows).forEach((text, at) => line(at === 0 ? style("dim", text) : text)),
    json: (document) => {
      if (options.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
    status: (text) => {
      if (!isTerminal || options.json) return;
      if (text === null) return clear();
      if (performance.now() - drawnAt < 60) return undefined;
      drawnAt = performance.now();
      isLive = true;
      live(text);
      return undefined;
    },
  };
}

function style(wanted: Style, text: string): string {
  return styleText(wanted, text, { stream: process.stdout });
}

/** A bar of 24 cells: `███████─────────  42 %`. */
export function bar(fraction: number): string {
  const cells = 24;
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * cells);
  return `${"█".repeat(full)}${"─".repeat(cells - full)} ${String(Math.round(fraction * 100)).padStart(3)} %`;
}

export function formatTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => (cell === null ? "–" : String(cell))));
  const widths = head.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? "").length)));
  const isNumber = head.map(
    (_, at) =>
      rows.length > 0 &&
      rows.every((row) => row[at] === null || /^[-+]?[\d.,]+( ?%| ms| s)?$/.test(String(row[at]))),
  );
  return cells.map((row) =>
    row
      .map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** An error as people read it: what happened, what to do, which code. */
export function formatError(
  error: { message: string; repair: string; code: string },
  style: Output["style"],
): string {
  return `${style(["red", "bold"], "✗")} ${error.message}\n  ${error.repair}\n  ${style("dim", error.code)}\n`;
}

export function jsonError(error: {
  message: string;
  repair: string;
  code: string;
  details?: unknown;
}): string {
  const { message, repair, code } = error;
  return `${JSON.stringify({ error: { code, message, repair } }, null, 2)}\n`;
}
