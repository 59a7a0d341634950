import { Link } from "./link.tsx";

/** One thing of the chain; without `to` it is only named (not known here as a page). */
export interface LineageChip {
  readonly label: string;
  readonly to?: string | undefined;
  readonly here?: boolean;
}

/** What it came from and what came of it, left to right as data flows. */
export function Lineage({ label, chips }: { label: string; chips: readonly LineageChip[] }) {
  return (
    <nav className="lineage" aria-label={label}>
      <ol>
        {chips.map((chip) => (
          <li key={`${chip.label} ${chip.to ?? ""}`}>
            {chip.to === undefined || chip.here ? (
              <span
                className={chip.here ? "chip here" : "chip"}
                {...(chip.here ? { "aria-current": "page" as const } : {})}
              >
                <span className="clip">{chip.label}</span>
              </span>
            ) : (
              <Link className="chip" to={chip.to}>
                <span className="clip">{chip.label}</span>
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
