import type { HistoryPlace } from "../../../lifecycle/experiments/index.ts";
import { int, list, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { readToken, writeToken } from "./page-token.ts";
import { rpc } from "./rpc.ts";
import { metricJson, some } from "./tracking-json.ts";

const most = { bulkPoints: 25_000, bulkRuns: 100, sampledPoints: 2_500 };

/** Tokens come back from outside: what is no number there is refused by being none. */
function historyPlace(token: Readonly<Record<string, unknown>>): HistoryPlace {
  const [at, step, value, isNan] = [token["at"], token["step"], token["value"], token["isNan"]].map(Number);
  return { at: at ?? 0, step: step ?? 0, value: value ?? 0, isNan: isNan ?? 0 };
}

/** `mlflow/metrics/…`: histories of one run and of many. */
export const metricRpcs = [
  rpc(
    "GET",
    "metrics/get-history",
    { run_id: required(text, "run_uuid"), metric_key: required(text), page_token: text, max_results: int },
    async (input, house) => {
      const limit = input.max_results;
      if (limit !== undefined && limit <= 0) {
        throw invalid(
          `Invalid value ${limit} for parameter 'max_results' supplied. It must be a positive integer.`,
        );
      }
      const after = input.page_token ? historyPlace(readToken("history", input.page_token)) : undefined;
      const { points, next } = await house.experiments.history(input.run_id, input.metric_key, {
        limit,
        after,
      });
      return {
        metrics: some(points.map(metricJson)),
        next_page_token: next === null ? undefined : writeToken("history", { ...next }),
      };
    },
  ),
  rpc(
    "GET",
    "metrics/get-history-bulk",
    { run_id: list(text), metric_key: text, max_results: int },
    async (input, house) => {
      const runIds = input.run_id ?? [];
      if (runIds.length === 0)
        throw invalid("GetMetricHistoryBulk request must specify at least one run_id.");
      if (runIds.length > most.bulkRuns) {
        throw invalid(
          `GetMetricHistoryBulk request cannot specify more than ${most.bulkRuns} run_ids. Received ${runIds.length} run_ids.`,
        );
      }
      if (input.metric_key === undefined)
        throw invalid("GetMetricHistoryBulk request must specify a metric_key.");
      const limit = Math.min(input.max_results ?? most.bulkPoints, most.bulkPoints);
      const points = await house.experiments.bulkHistory(runIds, input.metric_key, limit);
      return { metrics: points.map((point) => ({ ...metricJson(point), run_id: point.runId })) };
    },
  ),
  rpc(
    "GET",
    "metrics/get-history-bulk-interval",
    {
      run_ids: required(list(text)),
      metric_key: required(text),
      start_step: int,
      end_step: int,
      max_results: int,
    },
    async (input, house) => {
      const runIds = input.run_ids;
      if (runIds.length > most.bulkRuns) {
        throw invalid(
          `GetMetricHistoryBulkInterval request must specify at most ${most.bulkRuns} run_ids. Received ${runIds.length} run_ids.`,
        );
      }
      const count = input.max_results ?? most.sampledPoints;
      if (count < 1 || count > most.sampledPoints) {
        throw invalid(`max_results must be between 1 and ${most.sampledPoints}. Received ${count}.`);
      }
      const points = await house.experiments.sampledHistory(runIds, {
        key: input.metric_key,
        most: count,
        startStep: input.start_step,
        endStep: input.end_step,
      });
      return { metrics: some(points.map((point) => ({ ...metricJson(point), run_id: point.runId }))) };
    },
  ),
];
