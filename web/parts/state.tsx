import { useText } from "../i18n/use-text.ts";

export type Tone = "ok" | "working" | "attention" | "failed" | "quiet" | "empty";

/** Every state of every station has one tone; the tone has a colour and a shape of its own. */
const tones: Readonly<Record<string, Tone>> = {
  ok: "ok",
  ready: "ok",
  passed: "ok",
  succeeded: "ok",
  cached: "ok",
  finished: "ok",
  serving: "ok",
  promoted: "ok",
  released: "ok",
  resolved: "ok",
  true: "ok",
  live: "ok",
  working: "working",
  reading: "working",
  running: "working",
  leased: "working",
  "rolling-out": "working",
  preparing: "working",
  shadow: "working",
  canary: "working",
  candidate: "working",
  promoting: "working",
  decided: "working",
  attention: "attention",
  warned: "attention",
  paused: "attention",
  drifted: "attention",
  acknowledged: "attention",
  alerting: "failed",
  firing: "failed",
  failed: "failed",
  killed: "failed",
  refused: "failed",
  "rolled-back": "failed",
  waiting: "quiet",
  queued: "quiet",
  cancelled: "quiet",
  skipped: "quiet",
  ignored: "quiet",
  empty: "empty",
  "never-read": "empty",
  unchecked: "empty",
  pending: "empty",
};

export function toneOf(state: string): Tone {
  return tones[state] ?? "quiet";
}

/** Shape and colour of a state; whoever needs words puts them beside it. */
export function StateMark({ tone, size = 12 }: { tone: Tone; size?: number }) {
  const turning = tone === "working" ? " turning" : "";
  return (
    <svg
      className={`state-mark tone-${tone === "empty" ? "quiet" : tone}${turning}`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {shapes[tone]}
    </svg>
  );
}

const shapes: Readonly<Record<Tone, React.ReactNode>> = {
  ok: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  working: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeOpacity=".3" strokeWidth="2" />
      <path d="M6 1.6a4.4 4.4 0 0 1 4.4 4.4" fill="none" stroke="currentColor" strokeWidth="2" />
    </>
  ),
  attention: <path d="M6 1 11.4 10.6H.6z" fill="currentColor" />,
  failed: <path d="M6 .6 11.4 6 6 11.4.6 6z" fill="currentColor" />,
  quiet: <path d="M2 4.8h8v2.4H2z" fill="currentColor" />,
  empty: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
};

/** A state as people read it: mark and word. */
export function State({ state }: { state: string }) {
  const { say } = useText();
  const tone = toneOf(state);
  return (
    <span className={`state-word tone-${tone === "empty" ? "quiet" : tone}`}>
      <StateMark tone={tone} />
      {say(`state.${state}`)}
    </span>
  );
}
