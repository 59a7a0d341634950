import type { PipelineRun, StepRun } from "../../src/contract/records/pipelines.ts";
import { useText } from "../i18n/use-text.ts";
import { StateMark, toneOf } from "../parts/state.tsx";
import { Took } from "../parts/time.tsx";

/** When each step ran, on one scale: what is slow shows as long. */
export function Gantt(props: {
  run: PipelineRun;
  steps: readonly StepRun[];
  chosen: string;
  onChoose: (name: string) => void;
}) {
  const { say } = useText();
  const starts = props.steps.flatMap(({ startedAt }) => startedAt ?? []);
  const from = Math.min(props.run.startedAt ?? Infinity, ...starts);
  const to = Math.max(
    props.run.finishedAt ?? Date.now(),
    from + 1,
    ...props.steps.map(({ finishedAt }) => finishedAt ?? 0),
  );
  const at = (time: number) => `${((time - from) / (to - from)) * 100}%`;
  return (
    <ol className="gantt">
      {props.steps.map((step) => {
        const tone = toneOf(step.state);
        return (
          <li key={step.id}>
            <button
              type="button"
              aria-pressed={props.chosen === step.name}
              onClick={() => props.onChoose(props.chosen === step.name ? "" : step.name)}
            >
              <StateMark tone={tone} />
              <span className="clip">{step.name}</span>
              <span className="hidden">{say(`state.${step.state}`)}</span>
            </button>
            <span className="gantt-lane">
              {step.startedAt === null ? null : (
                <span
                  className={`gantt-bar tone-${tone} ${step.state === "cached" ? "cached" : ""}`}
                  style={{
                    left: at(step.startedAt),
                    width: `calc(${at((step.finishedAt ?? Date.now()) - step.startedAt + from)})`,
                  }}
                />
              )}
            </span>
            <span className="number small">
              <Took from={step.startedAt} to={step.finishedAt} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
