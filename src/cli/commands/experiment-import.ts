import { fail } from "../../kernel/errors/prumo-error.ts";
import { type Options, type Run, textOption } from "../command.ts";
import { followImport } from "../follow-import.ts";
import { openHouse } from "../house.ts";
import { showImport } from "../show-import.ts";
import { userName } from "../user-name.ts";

/** Something could not be copied; all the rest was. */
const incomplete = 4;

export const run: Run = async ({ directory, out, options, signal }) => {
  const from = textOption(options, "from") ?? process.env["MLFLOW_TRACKING_URI"];
  if (from === undefined) {
    throw fail("cli/usage", { problem: "--from <address> is missing.", command: "experiment import" });
  }
  await using house = await openHouse(directory);
  const started = await house.client.imports.start({
    body: {
      from,
      artifacts: options["artifacts"] !== false,
      models: options["models"] !== false,
      recheckFiles: options["recheckFiles"] === true,
      isDryRun: options["dryRun"] === true,
      by: userName(),
      ...experiments(options),
      ...credentials(process.env),
    },
  });
  const ended = await followImport(house.client, started, out, signal);
  showImport(ended, out);
  out.json(ended);
  if (ended.error !== null) {
    const { asRunError } = await import("../run-error.ts");
    const error = asRunError({ ...ended.error, stack: null });
    if (!out.isJson) throw error;
    return error.exit;
  }
  if (ended.state === "cancelled") return 1;
  return ended.problemCount === 0 ? 0 : incomplete;
};

function experiments(options: Options): { experiments?: string[] } {
  const names = options["experiment"];
  return Array.isArray(names) ? { experiments: [...(names as string[])] } : {};
}

/** As MLflow's own clients take them: a user's before a token. */
function credentials(env: NodeJS.ProcessEnv) {
  const username = env["MLFLOW_TRACKING_USERNAME"];
  const token = env["MLFLOW_TRACKING_TOKEN"];
  if (username !== undefined && username !== "") {
    return { credentials: { username, password: env["MLFLOW_TRACKING_PASSWORD"] ?? "" } };
  }
  return token === undefined || token === "" ? {} : { credentials: { token } };
}
