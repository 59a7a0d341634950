import { Select } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { LogLine, PipelineRun, StepRun } from "../../src/contract/records/pipelines.ts";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";

/** The log, of all steps or of one; it opens at the first error, otherwise at its end. */
export function Logs(props: {
  run: PipelineRun;
  steps: readonly StepRun[];
  chosen: string;
  onChoose: (name: string) => void;
}) {
  const { t } = useText();
  const query = { limit: 5_000, ...(props.chosen === "" ? {} : { step: props.chosen }) };
  return (
    <Panel
      title={t("run.logs")}
      end={
        <Select
          aria-label={t("run.logs.step")}
          w={180}
          data={[
            { value: "", label: t("run.logs.all") },
            ...props.steps.map(({ name }) => ({ value: name, label: name })),
          ]}
          value={props.chosen}
          allowDeselect={false}
          onChange={(name) => props.onChoose(name ?? "")}
        />
      }
    >
      <Loaded query={ask("pipelines", "logs", { params: { id: props.run.id }, query })} height={200}>
        {({ lines }) =>
          lines.length === 0 ? (
            <p className="dim">{t("run.logs.empty")}</p>
          ) : (
            <Lines lines={lines} label={t("run.logs")} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Lines({ lines, label }: { lines: readonly LogLine[]; label: string }) {
  const { language } = useText();
  const box = useRef<HTMLDivElement>(null);
  const clock = new Intl.DateTimeFormat(language, {
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 1,
  });
  const count = lines.length;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const error = element.querySelector<HTMLElement>(".log-error");
    element.scrollTop = error ? error.offsetTop - element.offsetTop - 40 : element.scrollHeight;
  }, [count]);
  return (
    <div className="log" ref={box} tabIndex={0} role="group" aria-label={label}>
      <ol>
        {lines.map((line) => (
          <li key={line.seq} className={`log-${line.level}`}>
            <span className="log-dim">{clock.format(line.at)}</span>
            <span className="log-dim log-step">{line.step}</span>
            <span className="log-text">{line.text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
