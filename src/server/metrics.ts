import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { App } from "../app/app.ts";

/**
 * `GET /metrics` for Prometheus. Names follow its practice: prefix, base unit, plural unit suffix, `_total`
 * for counters. Values are read from the stations when asked, so nothing is counted twice.
 */
export function serveMetrics(
  server: FastifyInstance,
  app: Pick<App, "version" | "project" | "deployments" | "predictions" | "monitors">,
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const families = {
    info: gauge(registry, "prumo_info", "1, labelled with version and project.", ["version", "project"]),
    answered: counter(registry, "prumo_predictions_total", "Predictions answered.", ["deployment"]),
    errors: counter(registry, "prumo_prediction_errors_total", "Predictions that failed.", ["deployment"]),
    unlogged: counter(
      registry,
      "prumo_predictions_unlogged_total",
      "Predictions answered but not logged, as the disk could not follow; since the start.",
      [],
    ),
    model: gauge(registry, "prumo_model_info", "1, labelled with the version that serves.", [
      "deployment",
      "model",
      "version",
      "role",
    ]),
    weight: gauge(registry, "prumo_variant_traffic_ratio", "Share of traffic by variant, 0 to 1.", [
      "deployment",
      "version",
      "role",
    ]),
    drift: gauge(registry, "prumo_drift_score", "PSI of the newest window, by column.", [
      "monitor",
      "column",
    ]),
    auc: gauge(registry, "prumo_monitor_roc_auc_ratio", "ROC AUC of the newest labelled window.", [
      "monitor",
    ]),
    alerts: gauge(registry, "prumo_alerts_open", "Alerts that nobody has dealt with.", ["monitor"]),
    windowAt: gauge(
      registry,
      "prumo_monitor_last_window_timestamp_seconds",
      "End of the newest judged window, event time.",
      ["monitor"],
    ),
  };
  families.info.set({ version: app.version, project: app.project.name }, 1);
  server.get("/metrics", async (_request, reply) => {
    const monitors = await app.monitors.list();
    // From here on nothing is waited for: of two who ask at once neither finds the other's half-filled families.
    for (const family of [
      families.answered,
      families.errors,
      families.unlogged,
      families.model,
      families.weight,
      families.drift,
      families.auc,
      families.alerts,
      families.windowAt,
    ])
      family.reset();
    for (const deployment of app.deployments.list()) {
      families.answered.inc({ deployment: deployment.name }, deployment.answered);
      families.errors.inc({ deployment: deployment.name }, deployment.errors);
      for (const { model, version, role, weight } of deployment.variants) {
        families.model.set({ deployment: deployment.name, model, version: String(version), role }, 1);
        families.weight.set({ deployment: deployment.name, version: String(version), role }, weight / 100);
      }
    }
    families.unlogged.inc(app.predictions.stats().dropped);
    for (const { name, lastReport, openAlerts } of monitors) {
      families.alerts.set({ monitor: name }, openAlerts);
      if (lastReport === null) continue;
      families.windowAt.set({ monitor: name }, lastReport.to / 1_000);
      for (const { column, psi } of lastReport.columns) families.drift.set({ monitor: name, column }, psi);
      const auc = lastReport.performance.rocAuc?.value;
      if (auc !== undefined) families.auc.set({ monitor: name }, auc);
    }
    return reply.header("content-type", registry.contentType).send(await registry.metrics());
  });
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[],
): Gauge<Label> {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}

function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[],
): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] });
}
