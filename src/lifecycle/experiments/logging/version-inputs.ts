import type { Column, DatasetVersion } from "../../../contract/records/datasets.ts";
import { PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { Datasets } from "../../datasets/index.ts";
import { limits } from "../limits.ts";
import type { LoggedInput } from "./log-inputs.ts";

/** Types of columns as MLflow's clients call them. */
const columnTypes = {
  number: "double",
  string: "string",
  boolean: "boolean",
  timestamp: "datetime",
} as const;

/**
 * Dataset versions as inputs of a run: `contexts` says what each was used for, by its id. The digest is the id of
 * the version, and the source names it.
 */
export async function versionInputs(
  datasets: Pick<Datasets, "version">,
  contexts: ReadonlyMap<string, string>,
): Promise<LoggedInput[]> {
  const inputs = await Promise.all(
    [...contexts].map(async ([id, context]) => {
      const version = await datasets.version(id).catch(unlessUnknown);
      return version === undefined ? undefined : inputOf(version, context);
    }),
  );
  return inputs.filter((input) => input !== undefined);
}

/** A version that is no longer on record keeps nobody from training; the run still names its id. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof PrumoError && error.code === "datasets/unknown-version") return undefined;
  throw error;
}

function inputOf({ id, dataset, number, manifest, rows }: DatasetVersion, context: string): LoggedInput {
  const schema = JSON.stringify({ mlflow_colspec: manifest.schema.map(columnSpec) });
  return {
    name: dataset,
    digest: id,
    sourceType: "prumo",
    source: JSON.stringify({ dataset, version: id, number }),
    schema: schema.length > limits.datasetSchema ? undefined : schema,
    profile: JSON.stringify({ num_rows: rows, num_elements: rows * manifest.schema.length }),
    tags: [{ key: "mlflow.data.context", value: context }],
  };
}

function columnSpec({ name, type, nullable }: Column) {
  return { type: columnTypes[type], name, required: !nullable };
}
