import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import type { StepValue } from "../../contract/records/pipelines.ts";
import type {
  CommandParams,
  DatasetVersionValue,
  ModelValue,
  TableValue,
} from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../kernel/hashing.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";

type OutputType = CommandParams["outputs"][string];

/** JSON outputs travel through records; more belongs into a file. */
const largestJson = 1024 * 1024;

/** What the command wrote at `path`, as a typed output whose bytes are in the blob store. */
export async function readOutput(
  name: string,
  type: OutputType,
  path: string,
  inputs: StepValues,
  tools: StepTools,
): Promise<StepValue> {
  if (type === "json") return jsonOutput(name, path);
  const columns = type === "table" ? await describeTable(path, tools) : [];
  const rows = type === "table" ? await countRows(path, tools) : 0;
  const { sha256, bytes } = await tools.blobs.putFile(path, { move: true });
  const datasetVersions = datasetVersionsOf(inputs);
  switch (type) {
    case "file":
      return { type, digest: sha256, value: { sha256, bytes } };
    case "table": {
      const spec = { from: name, lookups: {}, columns: {} };
      const shape = { name, datasetVersions, raw: columns, spec, lookups: {}, time: null };
      const value: TableValue = { sha256, rows, bytes, ...shape };
      // Members of its spec may be absent, which JSON knows but its type does not say.
      return { type, digest: sha256, value: value as StepValue["value"] };
    }
    case "model": {
      const value: ModelValue = {
        onnxSha256: sha256,
        onnxBytes: bytes,
        referenceSha256: "",
        algorithm: "command",
        target: "",
        runId: null,
        datasetVersions,
        time: null,
      };
      return { type, digest: sha256, value };
    }
  }
}

async function jsonOutput(name: string, path: string): Promise<StepValue> {
  const { size } = await stat(path);
  if (size > largestJson) {
    throw fail("kernel/bad-input", {
      where: `output ${name}`,
      problem: `${size} bytes of JSON; at most 1 MiB`,
    });
  }
  let read: unknown;
  try {
    read = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw fail(
      "kernel/bad-input",
      { where: `output ${name}`, problem: `it is no JSON: ${String(cause)}` },
      cause,
    );
  }
  const value = z.json().parse(read);
  return { type: "json", digest: hashJson(value), value };
}

async function describeTable(path: string, tools: StepTools): Promise<TableValue["raw"]> {
  const columns = await tools.tables.describe(`SELECT * FROM read_parquet(${quoted(path)})`);
  return columns.map(({ name, storageType }) => ({ name, type: columnType(storageType) }));
}

async function countRows(path: string, tools: StepTools): Promise<number> {
  const [row] = await tools.tables.rows(`SELECT count(*) AS n FROM read_parquet(${quoted(path)})`);
  return Number(row?.["n"]);
}

function columnType(storageType: string): TableValue["raw"][number]["type"] {
  if (/^(TIMESTAMP|DATE)/.test(storageType)) return "timestamp";
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U|FLOAT|DOUBLE|DECIMAL)/.test(storageType)) return "number";
  return storageType === "BOOLEAN" ? "boolean" : "string";
}

/** The dataset versions behind the inputs, for lineage. */
export function datasetVersionsOf(inputs: StepValues): string[] {
  const found = Object.values(inputs).flatMap(({ type, value }) => {
    if (type === "dataset-version") return [(value as DatasetVersionValue).versionId];
    return type === "table" || type === "model" ? (value as TableValue | ModelValue).datasetVersions : [];
  });
  return [...new Set(found)].sort();
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
