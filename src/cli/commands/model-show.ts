import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, count, metric, ratio, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const [name = "", asked] = args;
  const wanted = asked ?? String((await house.client.models.show({ params: { name } })).latestVersion ?? "");
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
