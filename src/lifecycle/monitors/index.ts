import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Alert, DriftReport, Monitor } from "../../contract/records/monitors.ts";
import type { Clock } from "../../kernel/clock.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Predictions } from "../predictions/index.ts";
import { moveAlert } from "./alert.ts";
import type { JudgeDeps } from "./judge-window.ts";
import { judgeUntil } from "./judge-until.ts";
import {
  countReports,
  countTold,
  type Page,
  readAlert,
  readAlerts,
  readReport,
  readReports,
  updateAlert,
} from "./monitor-store.ts";
import { monitorsMigrations, type MonitorsTables } from "./tables.ts";

export { monitorsMigrations } from "./tables.ts";

export interface MonitorsDeps extends JudgeDeps {
  readonly meta: MetaStore;
  readonly clock: Clock;
  readonly predictions: Pick<Predictions, "windowSql" | "volume" | "flush">;
  /** The monitors that the project declares. */
  readonly specs: { readonly [name: string]: MonitorSpec };
  /** Told what went wrong in the background. Default: a line on stderr. */
  readonly warn?: (text: string) => void;
}

/** Judges windows of the prediction log: drift, quality once the truth is in, and few alerts. */
export interface Monitors extends AsyncDisposable {
  list(): Promise<Monitor[]>;
  monitor(name: string): Promise<Monitor>;
  /** Newest window first. */
  reports(name: string, page?: Page): Promise<{ items: DriftReport[]; next: string | null }>;
  report(id: string): Promise<DriftReport>;
  /** Newest first. */
  alerts(
    page?: Page & { readonly state?: string | undefined },
  ): Promise<{ items: Alert[]; next: string | null }>;
  alert(id: string): Promise<Alert>;
  acknowledge(alertId: string): Promise<Alert>;
  resolve(alertId: string): Promise<Alert>;
  /** Notes which response answers an alert. */
  answered(alertId: string, responseId: string): Promise<void>;
  /**
   * Judges every window, in order, that has ended and whose labels had their time by `until` (event time),
   * and that was not judged before.
   */
  judge(name: string, until: number): Promise<{ reports: DriftReport[]; alerts: Alert[] }>;
}

/** How often windows that have ended are looked for, by the wall clock. */
const tickMs = 60_000;

export async function openMonitors(deps: MonitorsDeps): Promise<Monitors> {
  await deps.meta.migrate(monitorsMigrations);
  return new OpenMonitors(deps);
}

class OpenMonitors implements Monitors {
  readonly #deps: MonitorsDeps;
  readonly #timer: NodeJS.Timeout;
  #ticking: Promise<void> | undefined;
  #isClosing = false;
  /** One judging at a time: a window is judged once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: MonitorsDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => {
      this.#ticking ??= this.#tick().finally(() => {
        this.#ticking = undefined;
      });
    }, tickMs).unref();
  }

  list(): Promise<Monitor[]> {
    return Promise.all(Object.keys(this.#deps.specs).map((name) => this.monitor(name)));
  }

  async monitor(name: string): Promise<Monitor> {
    const spec = this.#spec(name);
    const { meta } = this.#deps;
    const [lastReport = null] = (await readReports(meta, name, { limit: 1 })).items;
    const openAlerts = await countTold(meta, name);
    const state = openAlerts > 0 ? "alerting" : lastReport === null ? "waiting" : "true";
    const reports = await countReports(meta, name);
    return { name, deployment: spec.deployment, every: spec.every, state, lastReport, openAlerts, reports };
  }

  async reports(name: string, page?: Page) {
    this.#spec(name);
    return readReports(this.#deps.meta, name, page);
  }

  report(id: string): Promise<DriftReport> {
    return readReport(this.#deps.meta, id);
  }

  alerts(page?: Page & { readonly state?: string | undefined }) {
    return readAlerts(this.#deps.meta, page);
  }

  alert(id: string): Promise<Alert> {
    return readAlert(this.#deps.meta.read<MonitorsTables>(), id);
  }

  acknowledge(alertId: string): Promise<Alert> {
    return this.#move(alertId, "acknowledged");
  }

  resolve(alertId: string): Promise<Alert> {
    return this.#move(alertId, "resolved");
  }

  async answered(alertId: string, responseId: string): Promise<void> {
    await this.#deps.meta.write<MonitorsTables, void>(async ({ db, emit }) => {
      const alert = await readAlert(db, alertId);
      if (alert.responseId === responseId) return;
      await updateAlert(db, { ...alert, responseId });
      const { monitor, state } = alert;
      emit("monitor.alert-changed", alertId, { monitor, alertId, state });
    });
  }

  judge(name: string, until: number): Promise<{ reports: DriftReport[]; alerts: Alert[] }> {
    const spec = this.#spec(name);
    const judged = this.#turn.then(() => judgeUntil(this.#deps, name, spec, until));
    this.#turn = judged.catch(() => undefined);
    return judged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#isClosing = true;
    await this.#ticking;
    await this.#turn;
  }

  #move(alertId: string, to: Alert["state"]): Promise<Alert> {
    const { meta, clock } = this.#deps;
    return meta.write<MonitorsTables, Alert>(async ({ db, emit }) => {
      const alert = await readAlert(db, alertId);
      const moved = moveAlert(alert, to, clock.now());
      if (moved === alert) return alert;
      await updateAlert(db, moved);
      emit("monitor.alert-changed", moved.id, {
        monitor: moved.monitor,
        alertId: moved.id,
        state: moved.state,
      });
      return moved;
    });
  }

  async #tick(): Promise<void> {
    for (const name of Object.keys(this.#deps.specs)) {
      if (this.#isClosing) return;
      await this.#judgeWhatHasPassed(name).catch((error: unknown) => {
        const warn = this.#deps.warn ?? ((text: string) => void process.stderr.write(`${text}\n`));
        warn(`monitors: ${asPrumoError(error).message}`);
      });
    }
  }

  /**
   * A window has passed when events from after it have been seen: traffic may be a replay of last year, or
   * lag behind the wall clock, and half a window must not be judged as a whole one.
   */
  async #judgeWhatHasPassed(name: string): Promise<void> {
    const { predictions, clock } = this.#deps;
    const [seen] = await predictions.volume({ deployment: this.#spec(name).deployment, bins: 1 });
    if (seen !== undefined) await this.judge(name, Math.min(clock.now(), seen.to));
  }

  #spec(name: string): MonitorSpec {
    const { specs } = this.#deps;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec !== undefined) return spec;
    const known = Object.keys(specs);
    const near = nearest(name, known);
    throw fail("monitors/not-declared", { monitor: name, known: near === undefined ? known : [near] });
  }
}
