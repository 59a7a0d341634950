import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { MetricNumber } from "../../../src/contract/records/experiments.ts";
import { Around, type CellsProps, Measured, numberIn } from "./cells.tsx";
import type { Group } from "./items.ts";
import { checkWidth } from "./layout.ts";

/** The head of a group: its value, how many runs it has, and the best they have of each metric. */
export function GroupCells(
  props: CellsProps & {
    field: string;
    group: Group;
    isOpen: boolean;
    onToggle: () => void;
    /** By the place of the metric among those asked for. */
    bestOf: readonly (MetricNumber | null)[] | undefined;
  },
) {
  const { group, isOpen, text, layout, bestOf, bests } = props;
  const { t, format } = text;
  const label = group.isRest ? t("runs.group.rest") : (group.value ?? t("runs.group.none"));
  const metrics = [...layout.pinned, ...layout.free].filter(
    ({ kind, column }) => kind === "metric" && column,
  );
  return (
    <>
      <td className="pinned check" style={{ left: 0 }} aria-colindex={1} />
      <th scope="row" className="pinned" style={{ left: checkWidth }} aria-colindex={2}>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={props.onToggle}
          title={`${props.field} = ${label}`}
        >
          {isOpen ? (
            <IconChevronDown size={14} aria-hidden="true" />
          ) : (
            <IconChevronRight size={14} aria-hidden="true" />
          )}
          <span className="label">{label}</span>
          <span className="dim" aria-hidden="true">
            {format.integer(group.runs)}
          </span>
          <span className="hidden">
            {t("runs.count", { count: group.runs, shown: format.integer(group.runs) })}
          </span>
        </button>
      </th>
      <Around
        {...props}
        cell={(placed, isPinned) => {
          const index = metrics.findIndex(({ id }) => id === placed.id);
          const value = index < 0 ? undefined : numberIn(bestOf?.[index]);
          return (
            <td
              key={placed.id}
              aria-colindex={placed.number}
              className={`${placed.column?.isNumber ? "number" : ""} ${isPinned ? "pinned" : ""}`}
              style={isPinned ? { left: placed.start } : undefined}
            >
              {value === undefined ? null : (
                <Measured value={value} isBest={value === bests.get(placed.id)} text={text} />
              )}
            </td>
          );
        }}
      />
    </>
  );
}
