import type { App } from "../../app/app.ts";
import type { StationName } from "../../contract/events.ts";
import { type HeadlineKey, type HeadlineValues, headline } from "../../contract/headlines.ts";
import type { StationState } from "../../contract/http/house.ts";
import { stations } from "../../lifecycle/stations.ts";

type Found = Pick<StationState, "state" | "headline" | "spark" | "link">;

/** Points of a sparkline at most. */
const sparkPoints = 24;

/** The state of each station, one number or sentence and a sparkline, in the order of the flow. */
export async function stationStates(app: App): Promise<StationState[]> {
  return Promise.all(
    stations.map(async ({ name, takes, gives }) => ({
      station: name,
      takes,
      gives,
      ...(await lookAt[name](app)),
    })),
  );
}

function found<Key extends HeadlineKey>(
  state: Found["state"],
  link: string,
  key: Key,
  values: HeadlineValues[Key],
  spark: readonly number[] = [],
): Found {
  return { state, link, headline: headline(key, values), spark: spark.slice(-sparkPoints) };
}

const lookAt: { readonly [Name in StationName]: (app: App) => Promise<Found> } = {
  async sources({ sources }) {
    const all = await sources.list();
    const failed = all.find(({ state }) => state === "failed");
    if (failed)
      return found("attention", `/sources/${failed.name}`, "sources.failed", { source: failed.name });
    const reading = all.find(({ state }) => state === "reading");
    if (reading)
      return found("working", `/sources/${reading.name}`, "sources.reading", { source: reading.name });
    const rows = all.reduce((sum, source) => sum + source.rows, 0);
    if (rows === 0) return found("empty", "/sources", "sources.empty", {});
    return found("ok", "/sources", "sources.ready", { rows });
  },
  async datasets({ datasets }) {
    const newest = (await datasets.list())
      .flatMap(({ latest }) => latest ?? [])
      .sort((a, b) => b.committedAt - a.committedAt);
    const failed = newest.find(({ quality }) => quality === "failed");
    if (failed)
      return found("attention", `/dataset-versions/${failed.id}`, "datasets.failed", {
        dataset: failed.dataset,
        number: failed.number,
      });
    // The dataset with most rows is what people mean by "the data"; lookups are small.
    const [latest] = newest.toSorted((a, b) => b.rows - a.rows);
    if (latest === undefined) return found("empty", "/datasets", "datasets.empty", {});
    const versions = await datasets.versions(latest.dataset, { limit: sparkPoints });
    const spark = versions.map(({ rows }) => rows).reverse();
    return found(
      "ok",
      `/dataset-versions/${latest.id}`,
      "datasets.latest",
      { dataset: latest.dataset, number: latest.number, rows: latest.rows },
      spark,
    );
  },
  async pipelines({ pipelines }) {
    const { items } = await pipelines.runs({ limit: sparkPoints });
    const spark = items
      .map((run) => (run.startedAt === null || run.finishedAt === null ? 0 : run.finishedAt - run.startedAt))
      .reverse();
    const running = items.find(({ state }) => state === "running" || state === "queued");
    if (running)
      return found(
        "working",
        `/pipeline-runs/${running.id}`,
        "pipelines.running",
        { pipeline: running.pipeline, number: running.number },
        spark,
      );
    const [last] = items;
    if (last === undefined) return found("empty", "/pipelines", "pipelines.empty", {});
    const { pipeline, number, state } = last;
    return found(
      state === "failed" ? "attention" : "ok",
      `/pipeline-runs/${last.id}`,
      "pipelines.last",
      { pipeline, number, state },
      spark,
    );
  },
  async experiments({ experiments }) {
    const all = await experiments.experiments();
    const count = all.reduce((sum, experiment) => sum + experiment.runs, 0);
    const newest = all.toSorted((a, b) => (b.lastRunAt ?? 0) - (a.lastRunAt ?? 0))[0];
    if (count === 0 || newest === undefined) return found("empty", "/experiments", "experiments.empty", {});
    return found("ok", `/experiments/${newest.id}`, "experiments.runs", { count });
  },
  async models({ models }) {
    const [model] = (await models.models()).toSorted((a, b) => b.versions - a.versions);
    if (model === undefined || model.latestVersion === null)
      return found("empty", "/models", "models.empty", {});
    const versions = await models.versions(model.name, { limit: sparkPoints });
    const spark = versions.items
      .map(({ evaluation }) => evaluation.metrics.rocAuc?.value ?? evaluation.metrics.r2?.value ?? 0)
      .reverse();
    const live = model.aliases["live"];
    const version = live ?? model.latestVersion;
    const key = live === undefined ? "models.registered" : "models.live";
    return found("ok", `/models/${model.name}/${version}`, key, { model: model.name, version }, spark);
  },
  async deployments({ deployments }) {
    const all = deployments.list();
    const rolling = all.find(({ state }) => state === "rolling-out");
    if (rolling?.rollout) {
      const weight = rolling.variants.find(({ role }) => role === "candidate")?.weight ?? 0;
      const isPaused = rolling.rollout.state === "paused";
      return found(
        isPaused ? "attention" : "working",
        `/deployments/${rolling.name}`,
        "deployments.rolling",
        { deployment: rolling.name, state: rolling.rollout.state, weight },
      );
    }
    const serving = all.find(({ state }) => state === "serving");
    const live = serving?.variants.find(({ role }) => role === "live");
    if (serving === undefined || live === undefined)
      return found("empty", "/deployments", "deployments.empty", {});
    return found("ok", `/deployments/${serving.name}`, "deployments.serving", {
      deployment: serving.name,
      version: live.version,
    });
  },
  async predictions({ deployments, predictions }) {
    const rows = deployments.list().reduce((sum, { answered }) => sum + answered, 0);
    if (rows === 0) return found("empty", "/predictions", "predictions.empty", {});
    const bins = await predictions.volume({ bins: sparkPoints });
    return found(
      "ok",
      "/predictions",
      "predictions.count",
      { rows },
      bins.map((bin) => bin.rows),
    );
  },
  async monitors({ monitors }) {
    const all = await monitors.list();
    const count = all.reduce((sum, { openAlerts }) => sum + openAlerts, 0);
    const [monitor] = all.toSorted((a, b) => b.openAlerts - a.openAlerts || b.reports - a.reports);
    if (monitor === undefined) return found("empty", "/monitors", "monitors.empty", {});
    const { items } = await monitors.reports(monitor.name, { limit: sparkPoints });
    const spark = items.map(({ predictionPsi }) => predictionPsi ?? 0).reverse();
    const link = `/monitors/${monitor.name}`;
    if (count > 0) return found("attention", link, "monitors.alerts", { count }, spark);
    if (monitor.reports === 0) return found("empty", link, "monitors.waiting", { monitor: monitor.name });
    return found("ok", link, "monitors.true", { monitor: monitor.name }, spark);
  },
  async retraining({ retraining }) {
    const { items } = await retraining.list({ limit: sparkPoints });
    const [last] = items;
    if (last === undefined) return found("empty", "/retraining", "retraining.empty", {});
    const state =
      last.state === "running"
        ? "working"
        : last.state === "failed" || last.state === "refused"
          ? "attention"
          : "ok";
    return found(
      state,
      "/retraining",
      "retraining.last",
      { decision: last.decision, state: last.state },
      items.map(({ costSeconds }) => costSeconds ?? 0).reverse(),
    );
  },
};
