import type { SearchDataset, SearchRecord, Summary } from "../../../../src/engines/search/record.ts";

/** The records of mlflow-reference.py as ours. */

interface Run {
  readonly start: number;
  readonly end: number | null;
  readonly status: string;
  readonly name: string;
  readonly user: string;
  readonly metrics: Readonly<Record<string, number | "NaN">>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly SearchDataset[];
}

export function runOf(run: Run, index: number): SearchRecord {
  const id = `r${String(index).padStart(2, "0")}`;
  return {
    attributes: present({
      run_id: id,
      run_name: run.name,
      user_id: run.user,
      status: run.status,
      artifact_uri: `/runs/${id}/artifacts`,
      start_time: run.start,
      end_time: run.end,
    }),
    metrics: new Map(Object.entries(run.metrics).map(([key, value]) => [key, once(Number(value))])),
    params: new Map(Object.entries(run.params)),
    tags: new Map(Object.entries(run.tags)),
    datasets: run.datasets,
  };
}

interface Named {
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>>;
}

export function experimentOf(experiment: Named & { readonly id: string }): SearchRecord {
  const { id, name, created, updated, tags } = experiment;
  return {
    attributes: present({ experiment_id: id, name, creation_time: created, last_update_time: updated }),
    tags: new Map(Object.entries(tags)),
  };
}

export function modelOf({ name, created, updated, tags }: Named): SearchRecord {
  return {
    attributes: present({ name, creation_timestamp: created, last_updated_timestamp: updated }),
    tags: new Map(Object.entries(tags)),
  };
}

export function versionOf(
  version: Named & { readonly version: number; readonly run: string; readonly source: string },
): SearchRecord {
  const { run, source, version: number } = version;
  const { attributes, tags = new Map() } = modelOf(version);
  const own = present({ run_id: run, source_path: source, version_number: number });
  return { attributes: new Map([...attributes, ...own]), tags };
}

/** A metric that was logged once. */
export function once(value: number): Summary {
  return { last: value, min: value, max: value };
}

export function present(
  values: Readonly<Record<string, string | number | null>>,
): ReadonlyMap<string, string | number> {
  return new Map(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== null),
  );
}
