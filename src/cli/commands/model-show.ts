import type { Run } from "../command.ts";
import { type House, openHouse } from "../house.ts";
import type { Output } from "../output.ts";
import { bytes, count, metric, ratio, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const [name = "", asked] = args;
  const { latestVersion } = await house.client.models.show({ params: { name } });
  // Without a version the newest package; where there is none, what clients registered.
  if (asked === undefined && latestVersion === null) {
    await showRegistered(house, out, name);
    return;
  }
  const wanted = asked ?? String(latestVersion);
  const version = await house.client.models.version({ params: { name, version: wanted } });
  const { evidence } = await house.client.models.evidence({ params: { id: version.id } });
  out.line(
    `${out.style("bold", `${version.model} v${version.version}`)}  ${version.aliases.join(", ")}  ${version.id}`,
  );
  out.line(
    `${version.algorithm}, made ${time(version.createdAt)}, model.onnx ${version.digest.slice(0, 12)}`,
  );
  out.line(`evaluated on ${count(version.evaluation.rows)} rows it had not seen\n`);
  out.table(
    ["metric", "value", "95 % low", "high"],
    Object.entries(version.evaluation.metrics).map(([key, value]) => [
      key,
      metric(value?.value),
      metric(value?.low),
      metric(value?.high),
    ]),
  );
  out.line();
  out.table(
    ["requirement", "verdict", "measured", "threshold", "margin", "decided by"],
    evidence.map((item) => [
      `${item.requirement.id} ${item.requirement.title}`,
      item.verdict,
      ratio(item.value),
      item.threshold,
      ratio(item.margin),
      item.sliceValue,
    ]),
  );
  out.line();
  out.table(
    ["file", "size", "sha256"],
    version.files.map((file) => [file.path, bytes(file.bytes), file.sha256.slice(0, 12)]),
  );
  out.json({ version, evidence });
};

async function showRegistered(house: House, out: Output, name: string): Promise<void> {
  const { items } = await house.client.models.registered({ params: { name } });
  if (items.length === 0) out.line(`${name} has no version yet.`);
  else {
    out.table(
      ["version", "aliases", "stage", "made (UTC)", "by", "run", "source"],
      items.map((version) => [
        `v${version.version}`,
        version.aliases.join(", ") || null,
        version.stage === "None" ? null : version.stage,
        time(version.createdAt),
        version.createdBy,
        version.runId,
        version.source,
      ]),
    );
  }
  out.json(items);
}
