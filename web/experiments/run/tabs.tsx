import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useUrlState } from "../../data/use-url.ts";

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly count?: string;
  readonly content: () => ReactNode;
}

/** Parts of a page of which one is shown (WAI-ARIA tabs); which one is in the address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [chosen, choose] = useUrlState("tab");
  const list = useRef<HTMLDivElement>(null);
  const shown = tabs.find(({ key }) => key === chosen) ?? tabs[0];
  const select = (key: string) => choose(key === tabs[0]?.key ? "" : key);
  const walk = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab === shown);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(tabs[to]?.key ?? "");
    list.current?.querySelectorAll("button")[to]?.focus();
  };
  if (shown === undefined) return null;
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={walk}>
        {tabs.map(({ key, label: name, count }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`tab-${key}`}
            aria-selected={key === shown.key}
            aria-controls="tab-panel"
            tabIndex={key === shown.key ? 0 : -1}
            onClick={() => select(key)}
          >
            {name}
            {count === undefined ? null : <span className="tab-count">{count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${shown.key}`}>
        {shown.content()}
      </div>
    </>
  );
}
