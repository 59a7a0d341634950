import { fieldNamed, readField } from "./fields.ts";
import { type Field, type OrderTerm, searchLimits, type SearchKind, SearchSyntaxError } from "./query.ts";
import { TokenReader, tokens } from "./tokens.ts";

/** An order of logged models as MLflow's clients send it: `metrics.` and any key as it is, without quotes. */
export interface OrderObject {
  readonly field_name: string;
  readonly ascending?: boolean | undefined;
  readonly dataset_name?: string | undefined;
  readonly dataset_digest?: string | undefined;
}

/**
 * Reads `metrics.loss ASC`, `best(metrics.auc) DESC`, `start_time`; of logged models the form of objects too. The
 * same field twice is refused, as is what has no one value to order by. Throws SearchSyntaxError.
 */
export function parseOrderBy(items: readonly (string | OrderObject)[], kind: SearchKind): OrderTerm[] {
  if (items.length > searchLimits.orderTerms) {
    throw new SearchSyntaxError(`An order has at most ${searchLimits.orderTerms} fields.`, 0);
  }
  const seen = new Set<string>();
  return items.map((item) => {
    const term = typeof item === "string" ? readTerm(item, kind) : readObject(item, kind);
    const { field, dataset } = term;
    requireOrderable(kind, field);
    const name = JSON.stringify([field, dataset?.name, dataset?.digest]);
    if (seen.has(name)) {
      const shown = typeof item === "string" ? item : item.field_name;
      throw new SearchSyntaxError(`\`order_by\` contains duplicate fields: ${shown.slice(0, 200)}`, 0);
    }
    seen.add(name);
    return term;
  });
}

function readTerm(item: string, kind: SearchKind): OrderTerm {
  const reader = new TokenReader(tokens(item));
  const field = readField(reader, kind);
  const direction = reader.word("ASC", "DESC") ?? "ASC";
  if (!reader.isAtEnd) throw reader.fail(`Invalid order_by clause '${item.slice(0, 200)}'`);
  return { field, isAscending: direction === "ASC" };
}

function readObject(item: OrderObject, kind: SearchKind): OrderTerm {
  const { field_name: name, ascending = true, dataset_name: dataset, dataset_digest: digest } = item;
  if (kind !== "loggedModel") throw new SearchSyntaxError("`order_by` must be a list of texts.", 0);
  if (typeof name !== "string" || name === "")
    throw new SearchSyntaxError("`field_name` in the `order_by` clause must be specified.", 0);
  if (name.length > searchLimits.characters)
    throw new SearchSyntaxError(`A field is longer than ${searchLimits.characters} characters.`, 0);
  if (typeof ascending !== "boolean") {
    throw new SearchSyntaxError("Value of `ascending` in the `order_by` clause must be a boolean.", 0);
  }
  if (digest && !dataset) {
    throw new SearchSyntaxError(
      "`dataset_digest` can only be specified if `dataset_name` is also specified.",
      0,
    );
  }
  const field = fieldOfObject(name);
  const scope =
    dataset && field.type === "metric" ? { dataset: { name: dataset, digest: digest || null } } : {};
  return { field, isAscending: ascending, ...scope };
}

function fieldOfObject(name: string): Field {
  const dot = name.indexOf(".");
  const isMetric = dot > 0 && name.slice(0, dot) === "metrics";
  if (dot >= 0 && !isMetric) {
    const entity = name.slice(0, Math.min(dot, 100));
    throw new SearchSyntaxError(
      `Invalid order by field name: ${entity}, only \`metrics.<name>\` is allowed.`,
      0,
    );
  }
  const [type, key] = isMetric
    ? (["metric", name.slice(dot + 1)] as const)
    : (["attribute", name.trim()] as const);
  return fieldNamed("loggedModel", type, key, 0);
}

/** What each kind is ordered by, as in MLflow: a dataset has many values, and registries order by attributes. */
function requireOrderable(kind: SearchKind, field: Field): void {
  const types: readonly Field["type"][] =
    kind === "run"
      ? ["attribute", "metric", "param", "tag"]
      : kind === "loggedModel"
        ? ["attribute", "metric"]
        : ["attribute"];
  if (!types.includes(field.type)) throw new SearchSyntaxError(`Invalid order_by entity: ${field.type}`, 0);
  const isUnordered =
    kind === "modelVersion" &&
    field.type === "attribute" &&
    (field.name === "run_id" || field.name === "source_path");
  if (isUnordered) {
    throw new SearchSyntaxError(
      `Invalid order by key '${field.name}' specified. Valid keys are ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp']`,
      0,
    );
  }
}
