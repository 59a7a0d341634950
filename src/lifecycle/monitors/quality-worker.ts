import { parentPort, workerData } from "node:worker_threads";
import { type ScoredRows, scoreRows } from "./score-rows.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(scoreRows(workerData as ScoredRows));
