import { join } from "node:path";
import type { DatasetVersionValue, PrepareParams, TableValue } from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepValue } from "../../contract/records/pipelines.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";
import { fitLookup, type FittedLookup } from "./fit-lookup.ts";
import { prepareSql, usedLookups } from "./prepare-sql.ts";
import { inputOf, storedColumns, storedRelation } from "./stored-table.ts";

/**
 * The step `prepare`: a dataset version to one table of raw and prepared columns, by SQL compiled from the
 * expressions. All raw columns that an expression reads are there; training takes those of the target's
 * expression alone out of the features, since only it knows the target.
 */
export async function prepareTable(
  params: PrepareParams,
  inputs: StepValues,
  tools: StepTools,
): Promise<StepValues> {
  const { spec, time } = params;
  const version = inputOf(inputs, "version", "dataset-version").value as DatasetVersionValue;
  const versions = [version.versionId];
  const fitted: Record<string, FittedLookup> = {};
  const lookups: Record<string, string> = {};
  for (const name of usedLookups(spec)) {
    const lookup = Object.hasOwn(spec.lookups, name) ? spec.lookups[name] : undefined;
    if (lookup === undefined) {
      throw fail("project/unknown-lookup", {
        lookup: name,
        advice: `Declare it among the lookups of ${params.name}.`,
      });
    }
    const looked = inputOf(inputs, `lookup:${lookup.dataset}`, "dataset-version")
      .value as DatasetVersionValue;
    if (!versions.includes(looked.versionId)) versions.push(looked.versionId);
    const relation = await storedRelation(tools.blobs, looked.files);
    const fit = await fitLookup(tools.tables, name, lookup, relation);
    fitted[name] = fit;
    const blob = await tools.blobs.put(Buffer.from(JSON.stringify(fit.lookup)));
    lookups[name] = blob.sha256;
    tools.log("info", `Lookup ${name}: ${fit.lookup.keys.length} keys of ${lookup.dataset}.${lookup.key}`);
  }
  tools.progress(0.2, `Preparing ${Object.keys(spec.columns).length} columns`);
  const [file] = version.files;
  if (file === undefined || version.files.length > 1) {
    throw fail("datasets/wrong-input", { input: "version", problem: "a version of one file is wanted." });
  }
  const relation = await storedRelation(tools.blobs, version.files);
  const schema = await storedColumns(tools.tables, relation);
  const isSorted = time !== null && version.time === time;
  const query = prepareSql(spec, schema, relation, fitted, { column: time, isSorted });
  tools.signal.throwIfAborted();
  const path = join(tools.scratch, "prepared.parquet");
  const { rows } = await tools.tables.writeParquet(query.sql, path);
  tools.progress(0.9, "Storing the table");
  const blob = await tools.blobs.putFile(path, { move: true });
  tools.log("info", `${params.name}: ${rows} rows, ${blob.bytes} bytes`);
  const value: TableValue = {
    sha256: blob.sha256,
    rows,
    bytes: blob.bytes,
    name: params.name,
    datasetVersions: versions,
    raw: query.raw,
    spec,
    lookups,
    time,
  };
  return { out: { type: "table", digest: blob.sha256, value: value as StepValue["value"] } };
}
