import { nativeRuntime } from "../adapters/native/native-runtime.ts";
import type { ModelVersion } from "../contract/records/models.ts";
import { type ServedModel, servedModel } from "../lifecycle/deployments/index.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { LoadedModel, ModelRuntime } from "../ports/model-runtime.ts";

/** Loads versions for scoring: prumo's own files natively, any other in ONNX Runtime's process. */
export class ModelLoader {
  readonly #blobs: BlobStore;
  readonly #native = nativeRuntime();
  #foreign: ModelRuntime | undefined;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async load(version: ModelVersion): Promise<LoadedModel> {
    const bytes = await this.#blobs.get(version.digest);
    if (this.#native.canRun(bytes)) return this.#native.load(bytes);
    // Imported late: most projects never need its process.
    const { onnxRuntime } = await import("../adapters/onnxruntime/onnx-runtime.ts");
    this.#foreign ??= onnxRuntime();
    return this.#foreign.load(bytes);
  }

  async serve(version: ModelVersion): Promise<ServedModel> {
    const loaded = await this.load(version);
    const { id: versionId, model, version: number, signature } = version;
    return servedModel({ versionId, model, version: number, signature }, loaded);
  }
}
