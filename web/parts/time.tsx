import { useText } from "../i18n/use-text.ts";

/** Relative, with the exact time on hover; a dash where there is none. */
export function When({ at }: { at: number | null }) {
  const { format } = useText();
  if (at === null) return <>–</>;
  return (
    <time dateTime={new Date(at).toISOString()} title={format.time(at)}>
      {format.relative(at)}
    </time>
  );
}

/** A day of event time (UTC). */
export function Day({ at }: { at: number | null }) {
  const { format } = useText();
  if (at === null) return <>–</>;
  return (
    <time dateTime={new Date(at).toISOString()} title={format.time(at)}>
      {format.day(at)}
    </time>
  );
}

/** How long something took, or has been taking until now. */
export function Took({ from, to }: { from: number | null; to: number | null }) {
  const { format } = useText();
  if (from === null) return <>–</>;
  return <span className="tabular">{format.duration((to ?? Date.now()) - from)}</span>;
}
