import { sql } from "kysely";
import { foldedPattern } from "../../../engines/search/like.ts";
import type { Comparison, Filter } from "../../../engines/search/query.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { Related, Searchable, Sql } from "./searchable.ts";

export type Dialect = "sqlite" | "postgres";

/** Wildcards in one pattern: matching costs more than linear time in them. */
const mostWildcards = 12;

const promptTag = "mlflow.prompt.is_prompt";

/** A filter as a condition on the row `e`. What a row lacks meets no comparison but IS NULL. */
export function conditionOf(filter: Filter, searched: Searchable, dialect: Dialect): Sql {
  switch (filter.type) {
    case "and":
    case "or":
      return sql`(${sql.join(
        filter.of.map((each) => conditionOf(each, searched, dialect)),
        filter.type === "and" ? sql` and ` : sql` or `,
      )})`;
    case "not":
      // What a row lacks does not meet a comparison, and so meets its contrary: null would meet neither.
      return sql`not coalesce(${conditionOf(filter.of, searched, dialect)}, false)`;
    case "comparison":
      return comparison(filter, searched, dialect);
  }
}

function comparison(given: Comparison, searched: Searchable, dialect: Dialect): Sql {
  const { field } = given;
  if (field.type === "attribute") return sql`(${test(given, searched.attribute(field.name), dialect)})`;
  const related = searched.related(field, "x");
  const found = sql`exists (select 1 from ${related.from} where ${related.on}`;
  // MLflow's clients ask so for what is no prompt, and mean what lacks the tag as well.
  if (field.type === "tag" && field.key === promptTag && given.operator === "!=") {
    return sql`not ${found} and ${relatedTest({ ...given, operator: "=" }, related, dialect)})`;
  }
  if (given.operator === "IS NULL") return sql`not ${found})`;
  if (given.operator === "IS NOT NULL") return sql`${found})`;
  return sql`${found} and ${relatedTest(given, related, dialect)})`;
}

/** The test on a related row alone, for a search that begins there. */
export function relatedTest(given: Comparison, related: Related, dialect: Dialect): Sql {
  const isNumber = typeof given.value === "number";
  const value = isNumber ? (related.number ?? related.value) : related.value;
  const tested = test(given, value, dialect);
  if (related.isNan === undefined) return tested;
  // NaN differs from every number, and is neither above nor below any.
  return given.operator === "!="
    ? sql`(${related.isNan} or ${tested})`
    : sql`not (${related.isNan}) and ${tested}`;
}

function test({ operator, value }: Comparison, left: Sql, dialect: Dialect): Sql {
  switch (operator) {
    case "=":
    case "!=":
    case ">":
    case ">=":
    case "<":
    case "<=":
      return sql`${left} ${sql.raw(operator)} ${value}`;
    case "LIKE":
      refuseManyWildcards(String(value));
      // SQLite's LIKE minds no case; its GLOB does.
      return dialect === "sqlite" ? sql`${left} glob ${globOf(String(value))}` : sql`${left} like ${value}`;
    case "ILIKE":
      refuseManyWildcards(String(value));
      return dialect === "sqlite" ? ilikeInSqlite(left, String(value)) : sql`${left} ilike ${value}`;
    case "IN":
    case "NOT IN": {
      const values = Array.isArray(value) ? value : [value];
      return sql`${left} ${sql.raw(operator.toLowerCase())} (${sql.join(values)})`;
    }
    case "IS NULL":
    case "IS NOT NULL":
      return sql`${left} ${sql.raw(operator.toLowerCase())}`;
  }
}

function refuseManyWildcards(pattern: string): void {
  const count = pattern.split("%").length - 1;
  if (count > mostWildcards) throw fail("experiments/many-wildcards", { count, most: mostWildcards });
}

/** SQLite's LIKE folds ASCII, at a tenth of the cost; only texts that hold more are asked about by our function. */
function ilikeInSqlite(left: Sql, pattern: string): Sql {
  return sql`(${left} like ${foldedPattern(pattern)} or ${left} glob '*[^ -~]*' and unicode_ilike(${pattern}, ${left}))`;
}

/** A LIKE pattern as one of GLOB. */
export function globOf(pattern: string): string {
  return pattern.replaceAll(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?");
}
