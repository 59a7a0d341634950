import { readFileSync } from "node:fs";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { metric } from "../numbers.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [deployment = ""] = args;
  const file = textOption(options, "file");
  const text = textOption(options, "rows") ?? (file === undefined ? undefined : readRows(file, deployment));
  if (text === undefined) throw fail("cli/bad-rows", { problem: "none were given", deployment });
  const rows = parseRows(text, deployment);
  await using house = await openHouse(directory);
  const answer = await house.client.deployments.predict({ params: { name: deployment }, body: { rows } });
  out.table(
    ["prediction", "score", "predicted", "version"],
    answer.predictions.map((item) => [item.id, metric(item.score), String(item.predicted), item.version]),
  );
  out.json(answer);
};

type Row = Record<string, string | number | boolean | null>;

function readRows(file: string, deployment: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw fail(
      "cli/bad-rows",
      { problem: error instanceof Error ? error.message : String(error), deployment },
      error,
    );
  }
}

function parseRows(text: string, deployment: string): Row[] {
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows)) return rows as Row[];
    return [rows as Row];
  } catch (error) {
    throw fail(
      "cli/bad-rows",
      { problem: error instanceof Error ? error.message : String(error), deployment },
      error,
    );
  }
}
