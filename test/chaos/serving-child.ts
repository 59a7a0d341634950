import { writeSync } from "node:fs";
import { openTinyWithLog, tinyRows } from "../support/tiny-serving.ts";

/**
 * Serves, logs, labels and rolls out as fast as it can until it is killed. Says on stdout what it was promised:
 * `F <ids>` are in segments, `L <value> <ids>` are labels that were acknowledged.
 */
const [directory = "", round = "0"] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const models = Array.from({ length: 60 }, (_, i) => ({ version: i + 1, intercept: -1 + i / 1_000 }));
const quick = { shadow: { predictions: 50 }, each: { predictions: 50 }, steps: [20, 60] };
const open = await openTinyWithLog(directory, { models, rollout: quick });
const { deployments, predictions } = open;
let next = Number(round) * 8 + 1;
if (deployments.deployment("delays").state === "empty") await open.release(next++);

const unlabelled: string[][] = [];
const flush = async () => {
  for (;;) {
    const ids = unlabelled.flat();
    await predictions.flush();
    say(`F ${ids.join(" ")}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const label = async () => {
  for (let value = 0; ; value++) {
    const ids = unlabelled.splice(0, 3).flat();
    await predictions.label(
      "delays",
      ids.map((id) => ({ id, label: value % 2 })),
    );
    if (ids.length > 0) say(`L ${value % 2} ${ids.join(" ")}`);
    if (value % 7 === 0) await predictions.windowSql("delays", { from: 0, to: Date.now() });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
const serve = async () => {
  for (let i = 0; ; i++) {
    const { answers } = await deployments.predict("delays", tinyRows(20, i * 20));
    unlabelled.push(answers.map(({ id }) => id));
    const isFree = deployments.deployment("delays").rollout === null;
    if (isFree && next <= Number(round) * 8 + 8) await open.release(next++);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
say("ready");
await Promise.all([flush(), label(), serve()]);
