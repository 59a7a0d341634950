import type { Comparison } from "../../contract/records/registry.ts";
import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, count, metric } from "../numbers.ts";
import type { Output } from "../output.ts";

export const run: Run = async ({ directory, out, args }) => {
  const [name = "", ...versions] = args;
  await using house = await openHouse(directory);
  const compared = await house.client.models.compare({
    params: { name },
    query: { versions: versions.join(",") },
  });
  show(out, compared);
  out.json(compared);
};

type Compared = Pick<Comparison["metrics"][number], "values" | "differences">;

/** Values, then of each version but the first: difference, interval, verdict. */
function row({ values, differences }: Compared): (string | null)[] {
  return [
    ...values.map((value) => metric(value?.value)),
    ...differences
      .slice(1)
      .flatMap((difference) => [
        metric(difference?.value),
        difference?.low == null ? null : `${metric(difference.low)} to ${metric(difference.high)}`,
        difference?.verdict ?? null,
      ]),
  ];
}

function show(out: Output, { versions, isSameData, metrics, slices, slicesOf, params }: Comparison): void {
  const names = versions.map(({ version }) => `v${version}`);
  const [first = "", ...others] = names;
  out.table(
    ["", ...names],
    [
      ["measured on", ...versions.map(({ measuredOn }) => measuredOn)],
      ["rows", ...versions.map(({ rows }) => (rows === null ? null : count(rows)))],
      ["trained on", ...versions.map(({ trainedOn }) => trainedOn.join(", ") || null)],
      ["size", ...versions.map((version) => (version.bytes === null ? null : bytes(version.bytes)))],
    ],
  );
  if (isSameData === false)
    out.line("\nThey were measured on different data: the numbers cannot be held against each other.");
  const differences = others.flatMap((name) => [`${name} − ${first}`, "95 % interval", "verdict"]);
  out.line();
  out.table(
    ["metric", ...names, ...differences],
    metrics.map((each) => [each.metric, ...row(each)]),
  );
  if (slices.length > 0) {
    out.line(`\nThe slices of ${count(slicesOf)} that differ most surely, adjusted for their number:`);
    out.table(
      ["slice", ...names, ...differences],
      slices.slice(0, 10).map((each) => [`${each.column} ${each.value}`, ...row(each)]),
    );
  }
  if (params.length > 0) {
    out.line();
    out.table(
      ["parameter", ...names],
      params.map(({ key, values }) => [key, ...values]),
    );
  }
}
