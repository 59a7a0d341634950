import { Command } from "./copy.tsx";

/** Nothing here yet: what the page will show, and the command that fills it. */
export function Empty({ text, command }: { text: string; command?: string }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {command === undefined ? null : <Command text={command} />}
    </div>
  );
}
