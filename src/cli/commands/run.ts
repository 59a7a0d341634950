import type { Client } from "../../client/client.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import type { Json } from "../../kernel/json.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { followRun } from "../follow-run.ts";

export const run: Run = async ({ directory, out, args, options, signal }) => {
  const [pipeline = ""] = args;
  const params = paramsOf(options["param"]);
  await using house = await openHouse(directory, { isWorking: true });
  if (options["detach"] === true && !house.isShared) {
    throw fail("cli/usage", {
      problem: "--detach needs a running `prumo up` to leave the run with",
      command: "run",
    });
  }
  const started =
    options["resume"] === true
      ? await resumeNewest(house.client, pipeline, params)
      : await house.client.pipelines.start({
          params: { name: pipeline },
          body: { params: params as Record<string, never> },
        });
  if (options["detach"] === true) {
    out.line(`${pipeline} #${started.number} is running: ${house.url}/pipeline-runs/${started.id}`);
    out.json({ run: started });
    return 0;
  }
  const { run: finished, steps } = await followRun(house, started, out, signal);
  out.json({ run: finished, steps });
  if (finished.state === "succeeded") return 0;
  if (finished.error === null) return 1;
  const { asRunError } = await import("../run-error.ts");
  throw asRunError(finished.error);
};

/** The newest run, going on; the first one when there is none yet, as a kill may have come before its record. */
async function resumeNewest(
  client: Client,
  pipeline: string,
  params: Record<string, Json>,
): Promise<PipelineRun> {
  const { items } = await client.pipelines.runs({ query: { pipeline, limit: 1 } });
  const [newest] = items;
  if (newest === undefined) {
    return client.pipelines.start({
      params: { name: pipeline },
      body: { params: params as Record<string, never> },
    });
  }
  if (newest.state === "succeeded") return newest;
  return client.pipelines.resume({ params: { id: newest.id } });
}

/** `--param trees=200 --param 'window={"to":"2001-03-01"}'`: JSON where it is JSON, text otherwise. */
function paramsOf(given: unknown): Record<string, Json> {
  const params: Record<string, Json> = {};
  for (const text of Array.isArray(given) ? (given as string[]) : []) {
    const [name, ...rest] = text.split("=");
    if (name === undefined || name === "" || rest.length === 0) {
      throw fail("cli/usage", { problem: `--param takes name=value, not ${text}.`, command: "run" });
    }
    // Assigned, it would change the object's prototype and be heard by nobody.
    if (name === "__proto__") {
      throw fail("cli/usage", { problem: "No parameter can be named __proto__.", command: "run" });
    }
    params[name] = valueOf(rest.join("="));
  }
  return params;
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
