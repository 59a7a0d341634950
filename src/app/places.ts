import { join } from "node:path";

/** Where a project keeps what prumo writes: all of it under `.prumo/`. */
export interface Places {
  readonly root: string;
  readonly meta: string;
  readonly blobs: string;
  readonly predictions: string;
  readonly scratch: string;
  readonly webhooksKey: string;
}

export function placesOf(projectDir: string): Places {
  const root = join(projectDir, ".prumo");
  return {
    root,
    meta: join(root, "meta.db"),
    blobs: join(root, "blobs"),
    predictions: join(root, "predictions"),
    scratch: join(root, "scratch"),
    webhooksKey: join(root, "keys", "webhooks.key"),
  };
}

/** Memory that one DuckDB may use before it spills to disk. */
export const tableMemoryBytes = 640 * 1024 * 1024;
