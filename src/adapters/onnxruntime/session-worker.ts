import type * as Runtime from "onnxruntime-node";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Answer, Feed, Request, TensorInfo } from "./messages.ts";

/**
 * The program of the process that holds one ONNX Runtime session. It lives outside the server because
 * `session.run` blocks the event loop that calls it and created sessions are never wholly freed: the
 * process is the unit of release.
 */
let runtime: typeof Runtime | undefined;
let session: InferenceSession | undefined;
let queue = Promise.resolve();

process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole group; the parent decides
process.on("message", (request: Request) => {
  queue = queue.then(async () => answer(await serve(request)));
});

async function serve(request: Request): Promise<Answer> {
  const { id } = request;
  try {
    runtime = await import("onnxruntime-node");
  } catch (error) {
    return { id, type: "failed", isAbsent: true, reason: reasonOf(error) };
  }
  try {
    if (request.type === "load") {
      session = await runtime.InferenceSession.create(request.onnx, {
        intraOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      const inputs = session.inputMetadata.map(describe);
      return { id, type: "loaded", signature: { inputs, outputs: session.outputMetadata.map(describe) } };
    }
    if (session === undefined) throw new Error("no model is loaded");
    const feeds = Object.fromEntries(request.feeds.map((feed) => [feed.name, toTensor(feed)]));
    const outputs = await session.run(feeds, [request.output]);
    const data = outputs[request.output]?.data;
    return { id, type: "values", values: Float64Array.from(data as ArrayLike<number>) };
  } catch (error) {
    return { id, type: "failed", isAbsent: false, reason: reasonOf(error) };
  }
}

function toTensor({ type, data, dims }: Feed): Tensor {
  if (runtime === undefined) throw new Error("ONNX Runtime is not loaded");
  return new runtime.Tensor(type as "float32", data as Float32Array, dims);
}

function describe(value: InferenceSession.ValueMetadata): TensorInfo {
  return value.isTensor
    ? { name: value.name, type: value.type, dims: value.shape }
    : { name: value.name, type: undefined, dims: [] };
}

/** A parent that has gone needs no answer: its `disconnect` ends this process. */
function answer(message: Answer): void {
  process.send?.(message, () => {});
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
