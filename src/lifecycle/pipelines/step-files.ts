import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StepValue } from "../../contract/records/pipelines.ts";
import type { DatasetVersionValue } from "../../contract/step-params.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/**
 * An input as a path that any program can open: a table as Parquet, a model as ONNX, a report as JSON, a
 * dataset version as a directory of its files, a file as itself; everything else as JSON of its value.
 */
export async function inputPath(
  name: string,
  input: StepValue,
  scratch: string,
  blobs: BlobStore,
): Promise<string> {
  const at = join(scratch, "inputs", name);
  await mkdir(join(scratch, "inputs"), { recursive: true });
  const link = async (sha256: string, extension: string): Promise<string> => {
    await symlink(await blobs.localPath(sha256), at + extension);
    return at + extension;
  };
  switch (input.type) {
    case "table":
      return link(input.digest, ".parquet");
    case "model":
      return link(input.digest, ".onnx");
    case "report":
      return link(input.digest, ".json");
    case "file":
      return link(input.digest, "");
    case "dataset-version": {
      await mkdir(at);
      const { files } = input.value as DatasetVersionValue;
      for (const [number, file] of files.entries()) {
        await symlink(await blobs.localPath(file.sha256), join(at, `part-${number}.parquet`));
      }
      return at;
    }
    case "gate":
    case "release":
    case "deployment":
    case "json": {
      await writeFile(`${at}.json`, JSON.stringify(input.value));
      return `${at}.json`;
    }
  }
}
