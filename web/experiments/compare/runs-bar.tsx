import { Button, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { paths } from "../../shell/paths.ts";
import { mostOwnColours } from "./colours.ts";
import { axisOf, rangeOf } from "./axis.ts";
import { BrushEditor } from "./brush-editor.tsx";
import { useComparison } from "./comparison.tsx";
import { useFocus, useIsFocused } from "./focus.tsx";
import { ShadeLegend } from "./shade-legend.tsx";

/** Which runs, in which colours, and which of them are kept: it holds for all parts below. */
export function RunsBar() {
  const { t } = useText();
  const { runs, field, colouring, isShown, shown, brushes, brush, clearBrushes, choices, pinned, pin } =
    useComparison();
  const titles = useMemo(() => runs.map(({ name }) => t("compare.pin", { name })), [runs, t]);
  const [, setColour] = useUrlState("colour");
  const filter = (id: string | null) => {
    const of = id === null ? undefined : field(id);
    if (of !== undefined) brush(of.id, rangeOf(axisOf(runs, of, false), 0, 1));
  };
  const axis = colouring.axis;
  const colours = useMemo(
    () => [
      { group: t("compare.colour.runs"), items: [{ value: "own", label: t("compare.colour.own") }] },
      ...choices,
    ],
    [t, choices],
  );
  return (
    <section className="panel compare-bar-panel" aria-label={t("compare.runs")}>
      <div className="compare-tools">
        <Select
          label={t("compare.colour")}
          data={colours}
          value={axis === null ? "own" : axis.field.id}
          onChange={(id) => setColour(id ?? "")}
          allowDeselect={false}
          searchable
          limit={100}
        />
        <Select
          label={t("compare.filter")}
          placeholder={t("compare.filter.choose")}
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          data={choices}
          value={null}
          onChange={filter}
          searchable
          limit={100}
        />
        <span className="small dim" role="status">
          {t("compare.shown", { count: runs.length, shown })}
        </span>
        {brushes.length === 0 ? null : (
          <Button variant="default" onClick={clearBrushes}>
            {t("compare.filter.clear")}
          </Button>
        )}
      </div>
      {brushes.length === 0 ? null : (
        <ul className="compare-brushes">
          {brushes.map((each) => (
            <BrushEditor key={each.field} brush={each} />
          ))}
        </ul>
      )}
      {axis === null ? null : <ShadeLegend axis={axis} />}
      {colouring.categories.length === 0 ? null : (
        <ul className="compare-categories">
          {colouring.categories.slice(0, 12).map(({ name, colour }) => (
            <li key={name}>
              <span className="compare-swatch" style={{ background: colour }} aria-hidden="true" /> {name}
            </li>
          ))}
        </ul>
      )}
      {axis === null && runs.length > mostOwnColours ? (
        <p className="small dim">{t("compare.colour.many")}</p>
      ) : null}
      <ul className="compare-runs" aria-label={t("compare.runs")}>
        {runs.map(({ id, name }, at) =>
          isShown[at] ? (
            <RunChip
              key={id}
              id={id}
              name={name}
              title={titles[at] ?? name}
              colour={colouring.colours[at]}
              dashes={colouring.dashes[at]?.join(" ")}
              isPinned={pinned === id}
              onPin={pin}
            />
          ) : null,
        )}
      </ul>
      <Pinned />
    </section>
  );
}

interface Chip {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly colour: string | undefined;
  readonly dashes: string | undefined;
  readonly isPinned: boolean;
  readonly onPin: (id: string) => void;
}

/** Remembered: of 200 chips a brush or a mark changes few. */
const RunChip = memo(function RunChip({ id, name, title, colour, dashes, isPinned, onPin }: Chip) {
  const focus = useFocus();
  const isFocused = useIsFocused(id);
  return (
    <li>
      <button
        type="button"
        className={isFocused ? "compare-chip in-focus" : "compare-chip"}
        aria-pressed={isPinned}
        title={title}
        onClick={() => onPin(id)}
        onPointerEnter={() => focus.set(id)}
        onPointerLeave={() => focus.set(null)}
        onFocus={() => focus.set(id)}
        onBlur={() => focus.set(null)}
      >
        <svg width="16" height="8" aria-hidden="true">
          <path d="M0 4h16" stroke={colour} strokeWidth="3" strokeDasharray={dashes} />
        </svg>
        <span className="clip">{name}</span>
      </button>
    </li>
  );
});

/** The marked run, and the way to its page. */
function Pinned() {
  const { t } = useText();
  const { runs, pinned, indexOf, pin } = useComparison();
  const run = runs[indexOf(pinned)];
  if (run === undefined) return <p className="small dim">{t("compare.pin.how")}</p>;
  return (
    <p className="row small compare-pinned">
      <span>
        {t("compare.pinned")} <Link to={paths.run(run.id)}>{run.name}</Link>
      </span>
      <Button variant="default" size="compact-xs" onClick={() => pin(run.id)}>
        {t("compare.unpin")}
      </Button>
    </p>
  );
}
