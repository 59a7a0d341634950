import { type Client, ProblemError } from "../../client/client.ts";
import { metricNumber, type Run as ExperimentRun } from "../../contract/records/experiments.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { metric, time } from "../numbers.ts";
import { problemAsError } from "../problem.ts";
import { wantedExperiment } from "../wanted-experiment.ts";

/** Runs that the server is asked for at once. */
const mostAtOnce = 1_000;

interface Asked {
  readonly experiment?: string | undefined;
  readonly filter?: string | undefined;
  readonly order?: string | undefined;
  readonly view: "active" | "deleted";
}

export const run: Run = async ({ directory, out, args, options }) => {
  const limit = Number(textOption(options, "limit") ?? 20);
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw fail("cli/usage", { problem: "--limit takes a whole number above 0.", command: "experiment runs" });
  }
  const columns = textOption(options, "columns");
  const named = textOption(options, "experiment");
  await using house = await openHouse(directory);
  const { client } = house;
  const asked: Asked = {
    experiment: named === undefined ? undefined : (await wantedExperiment(client, named)).id,
    filter: args[0],
    order: textOption(options, "order"),
    view: options["deleted"] === true ? "deleted" : "active",
  };
  const { runs, isMore } = await search(client, asked, limit);
  if (columns !== undefined) await showColumns(out, client, runs, columns);
  else if (runs.length > 0) showUsual(out, runs, named === undefined);
  if (runs.length === 0) out.line("No run meets this. `prumo experiment list` shows where there are runs.");
  if (isMore) out.line(`\nThere are more: \`--limit ${limit * 10}\` shows ${limit * 10}.`);
  out.json(runs);
};

async function search(client: Client, asked: Asked, limit: number) {
  const runs: ExperimentRun[] = [];
  let cursor: string | undefined;
  do {
    const page = Math.min(limit - runs.length, mostAtOnce);
    const query = { ...defined(asked), limit: page, ...(cursor === undefined ? {} : { cursor }) };
    const found = await client.experiments
      .search({ query })
      .catch((error: unknown) => explain(error, client, asked));
    runs.push(...found.items);
    cursor = found.next ?? undefined;
  } while (cursor !== undefined && runs.length < limit);
  return { runs, isMore: cursor !== undefined };
}

/** Only what was asked, as the client takes it. */
function defined({ experiment, filter, order, view }: Asked) {
  return {
    view,
    ...(experiment === undefined ? {} : { experiment }),
    ...(filter === undefined ? {} : { filter }),
    ...(order === undefined ? {} : { order }),
  };
}

/** A filter or an order that cannot be read is shown with a caret under the place. */
async function explain(error: unknown, client: Client, { filter, order }: Asked): Promise<never> {
  if (!isBadSearch(error) || filter === undefined || order === undefined) {
    throw pointed(error, filter ?? order);
  }
  // Which of the two it is the server does not say: the filter alone tells.
  await client.experiments.search({ query: { filter, limit: 1 } }).catch((again: unknown) => {
    throw pointed(again, filter);
  });
  throw pointed(error, order);
}

function isBadSearch(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.problem.code === "experiments/bad-search";
}

function pointed(error: unknown, text: string | undefined): unknown {
  const at = isBadSearch(error) ? error.problem.details?.["at"] : undefined;
  if (!isBadSearch(error) || text === undefined || typeof at !== "number") return error;
  const known: PrumoError = problemAsError(error);
  const place = " ".repeat(Array.from(text.slice(0, at - 1)).length);
  return Object.assign(known, { message: `${known.message}\n\n    ${oneLine(text)}\n    ${place}^\n` });
}

/** As wide as it was, on one line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s/g, " ");
}

type Out = Parameters<Run>[0]["out"];

/** The first metrics of the runs, as `experiment show` has them. */
function showUsual(out: Out, runs: readonly ExperimentRun[], isAcross: boolean): void {
  const keys = [...new Set(runs.flatMap((each) => Object.keys(each.metrics)))].slice(0, 4);
  out.table(
    ["run", ...(isAcross ? ["experiment"] : []), "name", "state", "started (UTC)", ...keys],
    runs.map((each) => [
      each.id,
      ...(isAcross ? [each.experiment] : []),
      each.name,
      each.state,
      time(each.startedAt),
      ...keys.map((key) => metric(each.metrics[key]?.last)),
    ]),
  );
}

async function showColumns(
  out: Out,
  client: Client,
  runs: readonly ExperimentRun[],
  keys: string,
): Promise<void> {
  const rows = [];
  for (let from = 0; from < Math.max(runs.length, 1); from += mostAtOnce) {
    const ids = runs.slice(from, from + mostAtOnce).map(({ id }) => id);
    const { items } = await client.experiments.rows({ body: { ids, keys } }).catch((error: unknown) => {
      throw pointed(error, keys);
    });
    rows.push(...items);
  }
  if (rows.length === 0) return;
  const heads = headsOf(keys);
  out.table(
    ["run", "name", ...heads],
    rows.map(({ id, name, values }) => [id, name, ...values.map(shown)]),
  );
}

/** The columns as they were asked for; commas within quotes part nothing. */
function headsOf(keys: string): string[] {
  return (keys.match(/(?:"[^"]*"|`[^`]*`|[^,"`])+/g) ?? []).map((key) => key.trim());
}

function shown(value: number | string | null): string | number | null {
  return typeof value === "number" ? metric(metricNumber(value)) : value;
}
