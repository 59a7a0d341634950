import { useMemo } from "react";
import type { Deployment, Rollout, Verdict } from "../../src/contract/records/deployments.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { State, StateMark, toneOf, type Tone } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";

const path = ["preparing", "shadow", "canary", "promoting", "promoted"] as const;

/** The way of a candidate from shadow to promoted, where it stands, and every verdict on the way. */
export function RolloutView(props: { rollout: Rollout; variants: Deployment["variants"] }) {
  const { rollout, variants } = props;
  const text = useText();
  const { t, say, format } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  const verdicts = useMemo(
    () => rollout.verdicts.map((verdict, at) => ({ verdict, at })).toReversed(),
    [rollout],
  );
  const reached = new Set(rollout.history.map(({ state }) => state));
  const candidate = variants.find(({ modelVersionId }) => modelVersionId === rollout.candidate);
  const last = rollout.history.at(-1);
  return (
    <>
      <ol className="stepper">
        {path.map((state) => {
          const isHere = rollout.state === state;
          const tone: Tone = isHere ? toneOf(state) : reached.has(state) ? "ok" : "empty";
          return (
            <li key={state} {...(isHere ? { "aria-current": "step" as const } : {})}>
              <StateMark tone={tone} size={16} />
              <span>{say(`state.${state}`)}</span>
              {isHere && state === "canary" && candidate ? (
                <span className="small dim">{format.percent(candidate.weight / 100)}</span>
              ) : null}
            </li>
          );
        })}
      </ol>
      {rollout.state === "paused" || rollout.state === "rolled-back" ? <State state={rollout.state} /> : null}
      {last === undefined ? null : (
        <p className="dim">
          <When at={last.at} /> · {last.reason}
        </p>
      )}
      <h3 className="spaced">{t("deployments.verdicts")}</h3>
      {verdicts.length === 0 ? (
        <p className="dim">{t("deployments.verdicts.empty")}</p>
      ) : (
        <DataTable
          name="verdicts"
          title={t("deployments.verdicts")}
          columns={columns}
          rows={verdicts}
          id={({ at }) => String(at)}
          isPlain
        />
      )}
    </>
  );
}

interface VerdictRow {
  readonly verdict: Verdict;
  readonly at: number;
}

function columnsOf({ t, say, format }: Text): readonly Column<VerdictRow>[] {
  const loss = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format.number(value, 4);
  const latency = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format.duration(value);
  return [
    {
      key: "when",
      label: t("common.when"),
      value: ({ verdict }) => verdict.at,
      show: ({ verdict }) => <When at={verdict.at} />,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ verdict }) => verdict.state,
      show: ({ verdict }) => <State state={verdict.state} />,
    },
    {
      key: "decision",
      label: t("deployments.decision"),
      value: ({ verdict }) => verdict.decision,
      show: ({ verdict }) => <strong>{say(`decision.${verdict.decision}`)}</strong>,
    },
    {
      key: "reason",
      label: t("common.reason"),
      value: ({ verdict }) => verdict.reason,
      wraps: true,
    },
    {
      key: "baseline",
      label: `${t("deployments.logLoss")} · ${t("deployments.baseline")}`,
      value: ({ verdict }) => verdict.baseline?.logLoss ?? null,
      show: ({ verdict }) => loss(verdict.baseline?.logLoss),
      isNumber: true,
    },
    {
      key: "candidate",
      label: `${t("deployments.logLoss")} · ${t("deployments.candidate")}`,
      value: ({ verdict }) => verdict.candidate.logLoss,
      show: ({ verdict }) => loss(verdict.candidate.logLoss),
      isNumber: true,
    },
    {
      key: "latency",
      label: `p99 · ${t("deployments.candidate")}`,
      value: ({ verdict }) => verdict.candidate.latencyP99Ms,
      show: ({ verdict }) => latency(verdict.candidate.latencyP99Ms),
      isNumber: true,
    },
  ];
}
