import { sql } from "kysely";
import { parseField } from "../../../engines/search/parse-fields.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { readable } from "./readable.ts";
import { searchableRuns, type Sql } from "./searchable.ts";

/** Longer values differ by their beginning only. */
const longest = 300;

/** What runs are grouped by, as SQL: the value, null where a run lacks it, and the join that leads to it. */
export function groupValue(group: string | undefined): { readonly value: Sql; readonly join: Sql } {
  if (group === undefined || group === "") return { value: sql`null`, join: sql`` };
  const field = readable(() => parseField(group, "run"));
  if (field.type === "attribute")
    return { value: sql`cast(${searchableRuns.attribute(field.name)} as text)`, join: sql`` };
  if (field.type !== "param" && field.type !== "tag")
    throw fail("kernel/bad-input", {
      where: "group",
      problem: "runs are grouped by a parameter, a tag or an attribute",
    });
  const { from, on, value } = searchableRuns.related(field, "g");
  return { value: sql`substr(${value}, 1, ${longest})`, join: sql`left join ${from} on ${on}` };
}
