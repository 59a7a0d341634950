import { sql, type Transaction } from "kysely";
import type { ExperimentsTables } from "./tables.ts";

/** The first of `count` fresh numbers, which are never given out twice. */
export async function nextNumbers(
  db: Transaction<ExperimentsTables>,
  name: "experiment" | "curve",
  count: number,
): Promise<number> {
  const { last } = await db
    .updateTable("experiment_sequences")
    .set({ last: sql<number>`last + ${count}` })
    .where("name", "=", name)
    .returning("last")
    .executeTakeFirstOrThrow();
  return last - count + 1;
}
