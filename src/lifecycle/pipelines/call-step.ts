import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { StepValue } from "../../contract/records/pipelines.ts";
import { callParams, type CallParams } from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../kernel/hashing.ts";
import type { Json } from "../../kernel/json.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { moduleCode, projectFile } from "./project-files.ts";
import { inputPath } from "./step-files.ts";

/** What a function of the project is given. It returns JSON, which becomes the output `out`. */
export interface CallContext {
  readonly args: Json;
  /** `path` holds the bytes: Parquet of a table, ONNX of a model, JSON of everything small. */
  readonly inputs: { readonly [name: string]: StepValue & { readonly path: string } };
  /** For files of its own; removed afterwards. */
  readonly scratch: string;
  log(text: string): void;
  /** 0–1, and what is being done. */
  progress(fraction: number, message: string): void;
  metric(key: string, value: number, step: number): void;
}

/** What the thread of a call says. */
export type FromCall =
  | { readonly type: "log"; readonly text: string }
  | { readonly type: "progress"; readonly fraction: number; readonly message: string }
  | { readonly type: "metric"; readonly key: string; readonly value: number; readonly step: number }
  | { readonly type: "returned"; readonly value: unknown }
  | { readonly type: "not-found"; readonly reason: string }
  | { readonly type: "threw"; readonly name: string; readonly message: string; readonly stack: string };

/**
 * An exported function of a module of the project. It runs in a thread of its own: edited code is read anew,
 * a loop without end can be cancelled, and its stack trace survives. Cached by its arguments, inputs and the
 * content of the module and what it imports by relative path.
 */
export const callKind: StepKind<CallParams> = {
  name: "call",
  version: 1,
  params: callParams,
  cacheable: true,
  identity: (params, projectDir) => moduleCode(projectDir, params.module),
  async work(params, inputs, tools) {
    const file = await projectFile(tools.projectDir, params.module);
    if (file === undefined) throw notFound(params, "there is no such file in the project");
    const paths = Object.entries(inputs).map(async ([name, input]) => {
      const path = await inputPath(
        name.replaceAll(/[^A-Za-z0-9_-]/g, "_"),
        input,
        tools.scratch,
        tools.blobs,
      );
      return [name, { ...input, path }] as const;
    });
    const given = {
      module: pathToFileURL(file).href,
      export: params.export,
      args: params.args,
      inputs: Object.fromEntries(await Promise.all(paths)),
      scratch: tools.scratch,
    };
    const entry = new URL(`./call-thread${extname(import.meta.filename)}`, import.meta.url);
    const thread = new Worker(entry, { workerData: given, stdout: true, stderr: true });
    for (const stream of [thread.stdout, thread.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => tools.log("info", text.trimEnd()));
    }
    const stop = (): void => void thread.terminate();
    tools.signal.addEventListener("abort", stop, { once: true });
    const answer = Promise.withResolvers<FromCall>();
    thread.on("message", (message: FromCall) => {
      if (message.type === "log") tools.log("info", message.text);
      else if (message.type === "progress") tools.progress(message.fraction, message.message);
      else if (message.type === "metric") tools.metric(message.key, message.value, message.step);
      else answer.resolve(message);
    });
    thread.once("error", answer.reject);
    thread.once("exit", (code) => answer.reject(new Error(`the thread of the call ended with code ${code}`)));
    try {
      return outputOf(params, await answer.promise);
    } finally {
      tools.signal.removeEventListener("abort", stop);
      await thread.terminate();
    }
  },
};

function outputOf(params: CallParams, answer: FromCall): { readonly out: StepValue } {
  if (answer.type === "not-found") throw notFound(params, answer.reason);
  if (answer.type === "threw") {
    throw Object.assign(new Error(answer.message), { name: answer.name, stack: answer.stack });
  }
  const returned = answer.type === "returned" ? answer.value : null;
  const value = z.json().safeParse(returned ?? null);
  if (!value.success) throw new TypeError(`${params.export} returned what is not JSON`);
  return { out: { type: "json", digest: hashJson(value.data), value: value.data } };
}

function notFound(params: CallParams, reason: string) {
  const { module, export: name } = params;
  return fail("pipelines/call-not-found", { step: name, name, module, reason });
}
