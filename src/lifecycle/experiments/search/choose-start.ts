import { type Kysely, sql } from "kysely";
import type { Comparison, Filter } from "../../../engines/search/query.ts";
import type { ExperimentsTables } from "../tables.ts";
import { type Dialect, relatedTest } from "./condition.ts";
import { searchableRuns, type Sql } from "./searchable.ts";

/** Fewer rows than this are fetched and sorted; more, and the rows are read in their order until enough fit. */
const fewRows = 2_000;
/** How much of a value the indexes of parameters and tags hold. */
const indexedLetters = 100;

/**
 * Where a search of runs begins. A database that knows nothing of the values would read every run of the
 * experiment; we count, up to a bound, what each comparison that has an index would leave, and begin with the
 * one that leaves least. Undefined when none leaves few.
 */
export async function chooseStart(
  db: Kysely<ExperimentsTables>,
  filter: Filter | undefined,
  experiments: readonly number[],
  dialect: Dialect,
): Promise<Start | undefined> {
  let best: (Start & { readonly rows: number }) | undefined;
  for (const candidate of conjuncts(filter)) {
    const start = startAt(candidate, experiments, dialect);
    if (start === undefined) continue;
    const counted = await sql<{ rows: number }>`
      select count(*) as rows from (${start} limit ${fewRows + 1}) as counted`.execute(db);
    const rows = counted.rows[0]?.rows ?? 0;
    if (rows <= fewRows && (best === undefined || rows < best.rows)) best = { rows, start, met: candidate };
    if (rows < 20) break;
  }
  return best;
}

export interface Start {
  /** Ids of runs. */
  readonly start: Sql;
  /** What all of them meet already. */
  readonly met: Comparison;
}

/** What is left of a filter for runs that meet one of its conjuncts. */
export function without(filter: Filter, met: Comparison): Filter | undefined {
  if (filter === met) return undefined;
  if (filter.type !== "and") return filter;
  const rest = filter.of.flatMap((part) => without(part, met) ?? []);
  return rest.length === 0 ? undefined : { ...filter, of: rest };
}

/** Comparisons that every row has to meet. */
function conjuncts(filter: Filter | undefined): Comparison[] {
  if (filter === undefined) return [];
  if (filter.type === "comparison") return [filter];
  return filter.type === "and" ? filter.of.flatMap(conjuncts) : [];
}

function startAt(given: Comparison, experiments: readonly number[], dialect: Dialect): Sql | undefined {
  const { field, operator, value } = given;
  const within = sql`s.experiment_id in (${sql.join(experiments)})`;
  if (field.type === "metric" && field.aggregate === "last" && operator !== "!=") {
    const tested = relatedTest(given, searchableRuns.related(field, "s"), dialect);
    return sql`select s.run_id from run_curves s where ${within} and s.key = ${field.key} and s.is_nan = 0 and ${tested}`;
  }
  if ((field.type === "param" || field.type === "tag") && operator === "=" && typeof value === "string") {
    const table = sql.table(field.type === "param" ? "run_params" : "run_tags");
    const indexed = sql`substr(s.value, 1, ${sql.lit(indexedLetters)}) = substr(${value}, 1, ${sql.lit(indexedLetters)})`;
    // Of a short value the index says all, and the table is not read.
    const rest = value.length < indexedLetters ? sql`` : sql`and s.value = ${value}`;
    return sql`select s.run_id from ${table} s where ${within} and s.key = ${field.key} and ${indexed} ${rest}`;
  }
  return undefined;
}
