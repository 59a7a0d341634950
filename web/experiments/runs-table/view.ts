import { splitOrder } from "../../../src/engines/search/split-order.ts";
import { SearchSyntaxError } from "../../../src/engines/search/query.ts";
import { type Kind, kinds } from "./columns.ts";

export const shows = ["active", "deleted", "all"] as const;
export type Show = (typeof shows)[number];

/** What one sees of the runs; all of it is in the address. */
export interface View {
  readonly filter: string;
  /** `best(metrics.loss) DESC`; empty for newest first. */
  readonly order: string;
  /** Ids of columns; undefined until somebody chooses. */
  readonly columns: readonly string[] | undefined;
  readonly pins: readonly string[];
  /** A field whose values part the runs; empty for none. */
  readonly group: string;
  /** Kinds of columns that are folded away. */
  readonly folded: readonly Kind[];
  /** Pixels by id of the column. */
  readonly widths: ReadonlyMap<string, number>;
  readonly show: Show;
}

type Search = Readonly<Record<string, unknown>>;
export const narrowest = 60;
export const widest = 800;

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

function list(value: unknown): string[] {
  try {
    return splitOrder(text(value)).filter((item) => item !== "");
  } catch (error) {
    if (error instanceof SearchSyntaxError) return [];
    throw error;
  }
}

/** The view in an address; what makes no sense there is left out. */
export function viewIn(search: Search): View {
  const widths = list(search["widths"]).flatMap((item): [string, number][] => {
    const [, id, width] = /^(.+) (\d{1,4})$/s.exec(item) ?? [];
    return id === undefined ? [] : [[id, Math.min(widest, Math.max(narrowest, Number(width)))]];
  });
  const show = shows.find((each) => each === search["show"]) ?? "active";
  return {
    filter: text(search["filter"]),
    order: text(search["order"]),
    columns: search["columns"] === undefined ? undefined : list(search["columns"]),
    pins: list(search["pins"]),
    group: text(search["group"]),
    folded: kinds.filter((kind) => list(search["folded"]).includes(kind)),
    widths: new Map(widths),
    show,
  };
}

/** The parts of the address that a view is; only what differs from the usual view. */
export function searchOf(view: View): Record<string, string> {
  const parts: Record<string, string> = {
    filter: view.filter,
    order: view.order,
    pins: view.pins.join(", "),
    group: view.group,
    folded: view.folded.join(", "),
    widths: [...view.widths].map(([id, width]) => `${id} ${Math.round(width)}`).join(", "),
    show: view.show === "active" ? "" : view.show,
  };
  const said = Object.entries(parts).filter(([, value]) => value !== "");
  const columns = view.columns === undefined ? [] : [["columns", view.columns.join(", ")] as const];
  return Object.fromEntries([...said, ...columns]);
}

/** What follows `?` in the address of a view. */
export function queryOf(view: View): string {
  return new URLSearchParams(searchOf(view)).toString();
}

export function viewOfQuery(query: string): View {
  return viewIn(Object.fromEntries(new URLSearchParams(query)));
}

/** The term of an order on a field: is it ordered by that, and how? */
export function orderOn(order: string, field: string): "ASC" | "DESC" | undefined {
  const [first] = list(order);
  if (first === undefined) return undefined;
  const [, term, direction] = /^(.*?)(?:\s+(asc|desc))?$/is.exec(first) ?? [];
  if (term !== field) return undefined;
  return direction?.toUpperCase() === "DESC" ? "DESC" : "ASC";
}

/** Best first, then worst first, then as usual. */
export function nextOrder(order: string, field: string, isLowerBetter: boolean): string {
  const [first, second] = isLowerBetter ? (["ASC", "DESC"] as const) : (["DESC", "ASC"] as const);
  const now = orderOn(order, field);
  if (now === undefined) return `${field} ${first}`;
  return now === first ? `${field} ${second}` : "";
}
