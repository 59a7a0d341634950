import { type RawBuilder, sql } from "kysely";
import { type DatasetScope, type Field, summaryOf } from "../../../engines/search/query.ts";

/** A piece of SQL with its parameters. */
export type Sql = RawBuilder<unknown>;

/** A row that belongs to the searched one, under an alias: `from` is a table, `on` leads from it to `e`. */
export interface Related {
  readonly from: Sql;
  readonly on: Sql;
  /** What is compared, and the same as a number where it is kept as one. */
  readonly value: Sql;
  readonly number?: Sql;
  /** True where the value is NaN. */
  readonly isNan?: Sql;
}

/** How a kind of record, under the alias `e`, is searched in SQL. */
export interface Searchable {
  readonly table: Sql;
  attribute(name: string): Sql;
  /** The related row of a metric, parameter, tag or dataset, under `alias`. */
  related(field: Exclude<Field, { type: "attribute" }>, alias: string): Related;
  /** The one value to order by, where there are many related rows; null where there is none. */
  single?(field: Field, measuredOn: DatasetScope | undefined): Sql | undefined;
  /** What decides between equals, so that every order is total. */
  readonly ties: readonly { readonly value: Sql; readonly isAscending: boolean }[];
}

const ref = (alias: string, column: string) => sql.ref(`${alias}.${column}`);

const runAttributes: Readonly<Record<string, Sql>> = {
  run_id: sql`e.id`,
  run_name: sql`e.name`,
  user_id: sql`e.user_name`,
  status: sql`upper(e.state)`,
  artifact_uri: sql`e.artifact_root`,
  start_time: sql`e.started_at`,
  end_time: sql`e.finished_at`,
};

export const searchableRuns: Searchable = {
  table: sql`runs`,
  attribute: (name) => runAttributes[name] ?? sql`null`,
  ties: [
    { value: sql`e.started_at`, isAscending: false },
    { value: sql`e.id`, isAscending: true },
  ],
  related(field, alias) {
    const as = sql.ref(alias);
    if (field.type === "dataset") {
      const value = field.name === "context" ? sql`i.context` : ref("d", field.name);
      return {
        from: sql`run_inputs i join input_datasets d on d.id = i.dataset_id`,
        on: sql`i.run_id = e.id`,
        value,
      };
    }
    const on = sql`${ref(alias, "run_id")} = e.id and ${ref(alias, "key")} = ${field.key}`;
    if (field.type === "metric") {
      const column = summaryOf(field.key, field.aggregate);
      // Min and max are null when every value was NaN.
      const isNan = column === "last" ? sql`${ref(alias, "is_nan")} = 1` : sql`${ref(alias, column)} is null`;
      return { from: sql`run_curves ${as}`, on, value: ref(alias, column), isNan };
    }
    if (field.type === "tag") return { from: sql`run_tags ${as}`, on, value: ref(alias, "value") };
    return { from: sql`run_params ${as}`, on, value: ref(alias, "value"), number: ref(alias, "number") };
  },
};

const experimentAttributes: Readonly<Record<string, Sql>> = {
  name: sql`e.name`,
  experiment_id: sql`e.id`,
  creation_time: sql`e.created_at`,
  last_update_time: sql`e.updated_at`,
};

export const searchableExperiments: Searchable = {
  table: sql`experiments`,
  attribute: (name) => experimentAttributes[name] ?? sql`null`,
  ties: [
    { value: sql`e.created_at`, isAscending: false },
    { value: sql`e.id`, isAscending: false },
  ],
  related: (field, alias) => ({
    from: sql`experiment_tags ${sql.ref(alias)}`,
    on: sql`${ref(alias, "experiment_id")} = e.id and ${ref(alias, "key")} = ${"key" in field ? field.key : ""}`,
    value: ref(alias, "value"),
  }),
};

const modelAttributes: Readonly<Record<string, Sql>> = {
  name: sql`e.name`,
  model_id: sql`e.id`,
  model_type: sql`e.type`,
  status: sql`upper(e.state)`,
  source_run_id: sql`e.source_run_id`,
  experiment_id: sql`cast(e.experiment_id as text)`,
  creation_timestamp: sql`e.created_at`,
  last_updated_timestamp: sql`e.updated_at`,
};

const modelTables = {
  metric: "logged_model_metrics",
  param: "logged_model_params",
  tag: "logged_model_tags",
} as const;

/** True for metrics that were measured on one of the datasets. */
export function measuredOnOne(alias: string, datasets: readonly DatasetScope[]): Sql {
  const each = datasets.map(({ name, digest }) => {
    const named = sql`${ref(alias, "dataset_name")} = ${name}`;
    return digest === null ? named : sql`(${named} and ${ref(alias, "dataset_digest")} = ${digest})`;
  });
  return sql`(${sql.join(each, sql` or `)})`;
}

/** Logged models, of whose metrics only those count that were measured on one of the datasets, if any are given. */
export function searchableLoggedModels(datasets: readonly DatasetScope[]): Searchable {
  return {
    table: sql`logged_models`,
    attribute: (name) => modelAttributes[name] ?? sql`null`,
    ties: [
      { value: sql`e.created_at`, isAscending: false },
      { value: sql`e.id`, isAscending: true },
    ],
    related(field, alias) {
      const table = field.type === "dataset" ? modelTables.tag : modelTables[field.type];
      const key = "key" in field ? field.key : "";
      const scope =
        field.type === "metric" && datasets.length > 0 ? sql`and ${measuredOnOne(alias, datasets)}` : sql``;
      return {
        from: sql`${sql.table(table)} ${sql.ref(alias)}`,
        on: sql`${ref(alias, "model_id")} = e.id and ${ref(alias, "key")} = ${key} ${scope}`,
        value: ref(alias, "value"),
      };
    },
    single(field, measuredOn) {
      if (field.type !== "metric") return undefined;
      const scope = measuredOn === undefined ? sql`` : sql`and ${measuredOnOne("m", [measuredOn])}`;
      return sql`(select m.value from logged_model_metrics m
        where m.model_id = e.id and m.key = ${field.key} ${scope}
        order by m.at desc, m.step desc, m.run_id limit 1)`;
    },
  };
}
