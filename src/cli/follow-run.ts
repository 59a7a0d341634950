import type { PipelineRun, StepRun } from "../contract/records/pipelines.ts";
import { followEvents } from "./follow.ts";
import type { House } from "./house.ts";
import { duration } from "./numbers.ts";
import { bar, type Output } from "./output.ts";

interface Followed {
  readonly run: PipelineRun;
  readonly steps: readonly StepRun[];
}

const done: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);
const ended: ReadonlySet<string> = new Set(["succeeded", "cached", "failed", "skipped"]);
const marks: Readonly<Record<string, string>> = { succeeded: "✓", cached: "≡", failed: "✗", skipped: "–" };
const colours = { succeeded: "green", cached: "cyan", failed: "red", skipped: "dim" } as const;

/** Shows a pipeline run as it goes, one line for each step that ended and a bar for the one at work. */
export async function followRun(
  house: Pick<House, "client" | "url">,
  started: PipelineRun,
  out: Output,
  signal: AbortSignal,
): Promise<Followed> {
  const following = new AbortController();
  const stop = () => following.abort();
  signal.addEventListener("abort", stop, { once: true });
  const shown = new Set<string>();
  out.line(`${out.style("bold", `${started.pipeline} #${started.number}`)}  ${out.style("dim", started.id)}`);
  const look = async (): Promise<Followed> => {
    const { run, steps } = await house.client.pipelines.run({ params: { id: started.id } });
    for (const step of steps) if (ended.has(step.state) && !shown.has(step.name)) showStep(step, shown, out);
    if (done.has(run.state) || run.error !== null) stop();
    return { run, steps };
  };
  try {
    let latest = await look();
    const events = followEvents(house.url, following.signal);
    for await (const event of events) {
      if ("topic" in event && event.topic !== "run-stalled") showProgress(event, latest, out);
      else if (
        "topic" in event ||
        event.type === "pipeline.step-changed" ||
        event.type === "pipeline.run-changed"
      )
        latest = await look();
    }
    latest = await look();
    if (signal.aborted && !done.has(latest.run.state)) {
      out.line(`Interrupted. \`prumo run ${started.pipeline} --resume\` continues where it was.`);
    }
    return latest;
  } finally {
    signal.removeEventListener("abort", stop);
    out.status(null);
  }
}

function showStep(step: StepRun, shown: Set<string>, out: Output): void {
  shown.add(step.name);
  const mark = out.style(colours[step.state as keyof typeof colours], marks[step.state] ?? " ");
  const took =
    step.startedAt !== null && step.finishedAt !== null ? duration(step.finishedAt - step.startedAt) : "";
  const note = step.state === "cached" ? "unchanged, reused" : took;
  out.line(`${mark} ${step.name.padEnd(18)} ${out.style("dim", note)}`);
}

function showProgress(signal: { topic: string; data: unknown }, latest: Followed, out: Output): void {
  if (signal.topic !== "step-progress") return;
  const progress = signal.data as { runId?: string; step?: string; fraction?: number; message?: string };
  if (progress.runId !== undefined && progress.runId !== latest.run.id) return;
  out.status(`${bar(progress.fraction ?? 0)} ${progress.step ?? ""}  ${progress.message ?? ""}`);
}
