/** A training job that logs for ever: `run-child.ts <url> <directory>`; it tells each step after it was logged. */
import { startRun } from "../../src/client/runs/start-run.ts";

const [url = "", directory = ""] = process.argv.slice(2);
const run = startRun({ url, directory, experiment: "killed", name: "child" });
console.log(run.id);
for (let step = 0; ; step++) {
  run.logMetric("loss", 1 / (step + 1), { step, time: 1_000 + step });
  console.log(step);
  if (step % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
