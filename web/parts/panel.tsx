import { useId, type ReactNode } from "react";

/** A titled part of a page. */
export function Panel(props: {
  title: string;
  note?: ReactNode;
  end?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`panel ${props.className ?? ""}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.note === undefined ? null : <span className="panel-note">{props.note}</span>}
        {props.end === undefined ? null : <span className="panel-end">{props.end}</span>}
      </header>
      {props.children}
    </section>
  );
}

/** A few figures side by side. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="facts">
      {items.map((item) => (
        <div className="fact" key={item.label}>
          <dt>{item.label}</dt>
          <dd>
            {item.value}
            {item.note === undefined ? null : <span className="fact-note">{item.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** Names and values in two columns. */
export function Pairs({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="pairs">
      {items.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
