import { type Aggregate, type Field, type SearchKind, SearchSyntaxError } from "./query.ts";
import type { TokenReader } from "./tokens.ts";

interface Schema {
  /** Attributes with text, and those that are numbers or times. */
  readonly text: readonly string[];
  readonly numbers: readonly string[];
  readonly types: readonly Field["type"][];
  /** Other names of attributes. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** What can be searched of each kind (mlflow/utils/search_utils.py of MLflow 3.17, and beyond). */
export const schemas: Readonly<Record<SearchKind, Schema>> = {
  run: {
    text: ["run_id", "run_name", "user_id", "status", "artifact_uri"],
    numbers: ["start_time", "end_time"],
    types: ["attribute", "metric", "param", "tag", "dataset"],
    aliases: { created: "start_time", "run name": "run_name", run_uuid: "run_id" },
  },
  experiment: {
    text: ["name", "experiment_id"],
    numbers: ["creation_time", "last_update_time"],
    types: ["attribute", "tag"],
  },
  loggedModel: {
    text: ["name", "model_id", "model_type", "status", "source_run_id", "experiment_id"],
    numbers: ["creation_timestamp", "last_updated_timestamp"],
    types: ["attribute", "metric", "param", "tag"],
    aliases: { creation_time: "creation_timestamp", last_updated_time: "last_updated_timestamp" },
  },
  registeredModel: {
    text: ["name"],
    numbers: ["creation_timestamp", "last_updated_timestamp"],
    types: ["attribute", "tag"],
    aliases: { timestamp: "last_updated_timestamp" },
  },
  modelVersion: {
    text: ["name", "run_id", "source_path"],
    numbers: ["version_number", "creation_timestamp", "last_updated_timestamp"],
    types: ["attribute", "tag"],
  },
};

/** A map, since a record has `constructor` of its own. */
const typeNames: ReadonlyMap<string, Field["type"]> = new Map([
  ["metric", "metric"],
  ["metrics", "metric"],
  ["param", "param"],
  ["params", "param"],
  ["parameter", "param"],
  ["parameters", "param"],
  ["tag", "tag"],
  ["tags", "tag"],
  ["attr", "attribute"],
  ["attribute", "attribute"],
  ["attributes", "attribute"],
  ["run", "attribute"],
  ["dataset", "dataset"],
  ["datasets", "dataset"],
]);

/** `metrics`, `parameter`, `attr` … as the type that it stands for. */
export function typeNamed(name: string): Field["type"] | undefined {
  return typeNames.get(name.toLowerCase());
}

export const aggregateNames: readonly Aggregate[] = ["last", "min", "max", "best"];
const aggregates = new Set<string>(aggregateNames);

/** `metrics.loss`, `params."batch size"`, `status`, `best(metrics.loss)` … */
export function readField(reader: TokenReader, kind: SearchKind): Field {
  const { here } = reader;
  const aggregate = here.text.toLowerCase();
  if (here.kind === "name" && aggregates.has(aggregate) && reader.isFollowedBy("(")) {
    reader.take();
    reader.take();
    const field = readName(reader, kind, "metric");
    if (field.type !== "metric")
      throw reader.fail(`${aggregate}() is for metrics: ${aggregate}(metrics.loss)`);
    if (reader.symbol(")") === undefined) throw reader.fail(`Expected ')' after ${aggregate}(${field.key}`);
    return { ...field, aggregate: aggregate as Aggregate };
  }
  return readName(reader, kind, "attribute");
}

function readName(reader: TokenReader, kind: SearchKind, bare: "attribute" | "metric"): Field {
  const first = reader.take();
  const isQuoted = first.kind === "quoted" || first.kind === "backticked";
  if (first.kind !== "name" && !isQuoted) {
    throw new SearchSyntaxError(
      `Invalid clause(s) in filter string: expected a field, found '${first.text}'`,
      first.at,
    );
  }
  let type = first.kind === "name" ? typeNamed(first.text) : undefined;
  if (type === undefined || reader.here.text !== "." || reader.here.kind !== "symbol") {
    const name = first.text + dotted(reader);
    if (bare === "metric") return fieldNamed(kind, "metric", name, first.at);
    const whole = /^(\w+)\.(.+)$/s.exec(name);
    type = isQuoted && whole !== null ? typeNamed(String(whole[1])) : undefined;
    if (type !== undefined) return fieldNamed(kind, type, String(whole?.[2]), first.at);
    if (name.includes(".")) {
      const entity = name.slice(0, name.indexOf("."));
      throw new SearchSyntaxError(
        `Invalid entity type '${entity}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
        first.at,
      );
    }
    return fieldNamed(kind, "attribute", name, first.at);
  }
  reader.take();
  const key = reader.take();
  if (key.kind === "end" || key.kind === "symbol") {
    throw new SearchSyntaxError(`Expected a key after '${first.text}.'`, key.at);
  }
  return fieldNamed(kind, type, key.text + dotted(reader), first.at);
}

/** Dots and dashes go on with a key where nothing stands between: `train.loss`, `val-loss`. */
function dotted(reader: TokenReader): string {
  let text = "";
  for (
    let end = reader.here.at;
    reader.here.at === end && ".-".includes(reader.here.text) && reader.here.kind === "symbol";
  ) {
    const sign = reader.take();
    const part = reader.here;
    const isKey =
      part.at === sign.end && part.kind !== "symbol" && part.kind !== "string" && part.kind !== "end";
    if (!isKey) throw reader.fail(`Expected a key after '${text}${sign.text}'`);
    reader.take();
    text += sign.text + part.text;
    end = part.end;
  }
  return text;
}

/** The field of a type and a key, refused when the kind has none such. */
export function fieldNamed(kind: SearchKind, type: Field["type"], key: string, at: number): Field {
  const schema = schemas[kind];
  if (!schema.types.includes(type)) {
    const valid = schema.types.map((each) => `'${each}'`).join(", ");
    throw new SearchSyntaxError(`Invalid entity type '${type}'. Valid entity types are (${valid})`, at);
  }
  if (key === "") throw new SearchSyntaxError("Invalid clause(s) in filter string: a key is missing", at);
  if (type === "metric") return { type, key, aggregate: "last" };
  if (type === "param" || type === "tag") return { type, key };
  if (type === "dataset") {
    if (key === "name" || key === "digest" || key === "context") return { type, name: key };
    throw new SearchSyntaxError(
      `Invalid dataset key '${key}' specified. Valid keys are '['name', 'digest', 'context']'`,
      at,
    );
  }
  const lower = key.toLowerCase();
  const name = Object.hasOwn(schema.aliases ?? {}, lower) ? String(schema.aliases?.[lower]) : key;
  const isNumber = schema.numbers.includes(name);
  if (!isNumber && !schema.text.includes(name)) {
    const known = [...schema.text, ...schema.numbers].map((each) => `'${each}'`).join(", ");
    throw new SearchSyntaxError(`Invalid attribute key '${key}' specified. Valid keys are '[${known}]'`, at);
  }
  return { type, name, isNumber };
}
