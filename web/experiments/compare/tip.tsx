export interface TipText {
  readonly left: number;
  readonly top: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is under the pointer, beside it; inside its parent whatever side that leaves. */
export function Tip({ tip }: { tip: TipText | null }) {
  if (tip === null) return null;
  return (
    <div
      className="compare-tip"
      ref={(element) => {
        if (!element) return;
        const room = (element.parentElement?.clientWidth ?? 0) - element.offsetWidth - 4;
        element.style.left = `${Math.max(0, Math.min(tip.left + 12, room))}px`;
        element.style.top = `${Math.max(0, tip.top - element.offsetHeight - 10)}px`;
      }}
    >
      <strong>{tip.title}</strong>
      {tip.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
