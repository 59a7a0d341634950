// Training code without any library: what a language needs is HTTP and its environment.
import { readdirSync, writeFileSync } from "node:fs";

const { MLFLOW_TRACKING_URI: uri, MLFLOW_RUN_ID: run, MLFLOW_EXPERIMENT_ID: experiment } = process.env;

async function ask(path, body) {
  const headers = { "content-type": "application/json" };
  const posted = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(`${uri}/api/2.0/${path}`, body === undefined ? {} : posted);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

const { run: known } = await ask(`mlflow/runs/get?run_id=${run}`);
if (known.info.experiment_id !== experiment) throw new Error("another experiment");
await ask("mlflow/runs/log-batch", {
  run_id: run,
  params: [{ key: "parts", value: String(readdirSync(process.env.PRUMO_INPUT_TRAIN).length) }],
  metrics: [{ key: "loss", value: 0.25, timestamp: Date.now(), step: 1 }],
});
console.log(`secret ${process.env.PRUMO_TEST_SECRET} elsewhere ${process.env.MLFLOW_TRACKING_TOKEN}`);
if (process.argv[2] === "wait") {
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  console.log(`pids ${process.pid} ${child.pid}`);
  setInterval(() => {}, 1e6);
} else if (process.argv[2] === "fail") {
  process.exit(3);
} else {
  writeFileSync(process.env.PRUMO_OUTPUT_NOTE, "done");
}
