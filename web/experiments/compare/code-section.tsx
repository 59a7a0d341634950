import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { ProblemError } from "../../../src/client/calls.ts";
import { ask } from "../../data/api.ts";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import { PartSkeleton } from "../../parts/skeletons.tsx";
import { CodeChangeView } from "./code-change.tsx";
import { useComparison } from "./comparison.tsx";
import { cellKeyOf, codeOf, commitOf, flat, nameKeyOf } from "./differences.ts";

/** What code and what environment made the difference? Two runs, side by side. */
export function CodeSection() {
  const { t } = useText();
  const { runs, indexOf } = useComparison();
  const [fromId, setFrom] = useUrlState("from");
  const [toId, setTo] = useUrlState("to");
  const usual = useMemo(() => twoOf(runs), [runs]);
  const from = runs[indexOf(fromId)] ?? usual?.[0];
  const to = runs[indexOf(toId)] ?? usual?.[1];
  if (from === undefined || to === undefined) return null;
  const names = nameAll(runs);
  const choices = runs.map(({ id }) => ({ value: id, label: names.get(id) ?? id }));
  return (
    <Panel title={t("compare.code")} note={t("compare.code.note")}>
      <div className="compare-tools">
        <Select
          label={t("compare.from")}
          data={choices}
          value={from.id}
          onChange={(id) => setFrom(id ?? "")}
          allowDeselect={false}
          searchable
        />
        <Select
          label={t("compare.to")}
          data={choices}
          value={to.id}
          onChange={(id) => setTo(id ?? "")}
          allowDeselect={false}
          searchable
        />
      </div>
      <SideBySide from={from} to={to} />
      <Change from={commitOf(from)} to={commitOf(to)} />
    </Panel>
  );
}

function SideBySide({ from, to }: { from: Run; to: Run }) {
  const { t, say } = useText();
  const sides = [from, to].map((run) => new Map([...codeOf(run), ...flat(run.environment)]));
  const codeKeys = new Set([from, to].flatMap((run) => [...codeOf(run).keys()]));
  const keys = [...new Set(sides.flatMap((side) => [...side.keys()]))];
  if (keys.length === 0) return <p className="dim">{t("compare.code.nothing")}</p>;
  const [a, b] = sides;
  return (
    <div className="table-box compare-sides" tabIndex={0} role="group" aria-label={t("compare.code.sides")}>
      <table className="table">
        <caption className="hidden">{t("compare.code.sides")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("common.name")}</th>
            <th scope="col">{from.name}</th>
            <th scope="col">{to.name}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const isSame = a?.get(key) === b?.get(key);
            const group = codeKeys.has(key) ? "code" : "environment";
            const nameKey = nameKeyOf(group, key);
            const cell = (value: string | undefined) => {
              const cellKey = value === undefined ? null : cellKeyOf(group, key, value);
              return cellKey === null ? shown(value) : say(cellKey);
            };
            return (
              <tr key={key} className={isSame ? "" : "is-different"}>
                <th scope="row">
                  {isSame ? null : <span aria-hidden="true">≠ </span>}
                  {nameKey === null ? key : say(nameKey)}
                  {isSame ? null : <span className="hidden">, {t("compare.different")}</span>}
                </th>
                {[a, b].map((side, at) => (
                  <td key={at === 0 ? "from" : "to"} title={side?.get(key)}>
                    <code>{cell(side?.get(key))}</code>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Digests and commits by their first digits, as people compare them. */
function shown(value: string | undefined): string {
  if (value === undefined) return "–";
  return /^[0-9a-f]{40,}$/.test(value) ? `${value.slice(0, 12)}…` : value.slice(0, 120);
}

const wholeCommit = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function Change({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useText();
  if (from === null || to === null) return <p className="dim">{t("compare.code.noCommit")}</p>;
  if (from === to) return <p className="dim">{t("compare.code.same")}</p>;
  if (!wholeCommit.test(from) || !wholeCommit.test(to)) {
    return <p className="dim">{t("compare.code.badCommit")}</p>;
  }
  return <Between from={from} to={to} />;
}

const expected = new Set(["experiments/no-git", "experiments/no-repository", "experiments/no-commit"]);

function Between({ from, to }: { from: string; to: string }) {
  const { t } = useText();
  const { data, error } = useQuery({
    ...ask("compare", "code", { query: { from, to } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data !== undefined) return <CodeChangeView change={data} />;
  if (error === null) return <PartSkeleton height={160} />;
  if (!(error instanceof ProblemError) || !expected.has(error.problem.code))
    return <PageProblem error={error} />;
  // a run of code that is not here is no failure
  return (
    <p className="compare-notice" role="status">
      {t("compare.code.elsewhere")} {error.problem.detail} {error.problem.repair}
    </p>
  );
}

/** The first run and the first after it whose code is another; else the first two. */
function twoOf(runs: readonly Run[]): readonly [Run, Run] | undefined {
  const [first, second] = runs;
  if (first === undefined || second === undefined) return undefined;
  const other = runs.find((run) => commitOf(run) !== null && commitOf(run) !== commitOf(first));
  return [first, other ?? second];
}

/** Runs of one name are told apart by the end of their ids. */
function nameAll(runs: readonly Run[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    runs.map(({ id, name }) => [id, (counts.get(name) ?? 0) > 1 ? `${name} (${id.slice(-6)})` : name]),
  );
}
