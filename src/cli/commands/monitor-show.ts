import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { count, percent, ratio, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const [name = ""] = args;
  const monitor = await house.client.monitors.show({ params: { name } });
  const reports = (await house.client.monitors.reports({ params: { name } })).items;
  const alerts = (await house.client.monitors.alerts()).items.filter((alert) => alert.monitor === name);
  out.line(
    `${out.style("bold", monitor.name)}  ${monitor.state}  watches ${monitor.deployment}, every ${monitor.every}\n`,
  );
  out.table(
    [
      "window (UTC)",
      "rows",
      "labelled",
      "columns drifted",
      "prediction PSI",
      "ROC AUC",
      "log loss",
      "calibration error",
    ],
    reports.map((report) => [
      time(report.from).slice(0, 10),
      count(report.rows),
      count(report.labelled),
      percent(report.driftShare),
      ratio(report.predictionPsi),
      ratio(report.performance.rocAuc?.value),
      ratio(report.performance.logLoss?.value),
      ratio(report.performance.calibrationError?.value),
    ]),
  );
  if (alerts.length > 0) {
    out.line();
    out.table(
      ["alert", "state", "kind", "what"],
      alerts.map((alert) => [alert.id, alert.state, alert.kind, alert.summary]),
    );
  }
  out.json({ monitor, reports, alerts });
};
