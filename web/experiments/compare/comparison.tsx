import { useComputedColorScheme } from "@mantine/core";
import { createContext, useCallback, useContext, useDeferredValue, useEffect, useMemo, useRef } from "react";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { useLook } from "../../charts/use-look.ts";
import type { Look } from "../../charts/palette.ts";
import { useUrlState } from "../../data/use-url.ts";
import { axisOf } from "./axis.ts";
import { type Brush, isWithin, readBrushes, withBrush, writeBrushes } from "./brushes.ts";
import { type Colouring, coloursBy, mostOwnColours, ownColours, type Scheme } from "./colours.ts";
import { type Field, fieldsOf, spansDecades, tellingFields, valueOf } from "./fields.ts";
import { type Choices, useFieldWords } from "./words.ts";

/** What all parts of the page share; what of it one chose is in the address. */
export interface Comparison {
  readonly runs: readonly Run[];
  readonly fields: readonly Field[];
  /** The fields, by kind, for a list to choose from. */
  readonly choices: Choices;
  readonly field: (id: string) => Field | undefined;
  readonly look: Look;
  readonly scheme: Scheme;
  readonly colouring: Colouring;
  /** By run: whether it is within all brushes. */
  readonly isShown: readonly boolean[];
  readonly shown: number;
  readonly brushes: readonly Brush[];
  readonly brush: (field: string, range: { from: number; to: number } | null) => void;
  readonly clearBrushes: () => void;
  readonly isLog: (field: Field) => boolean;
  readonly setLog: (ids: readonly string[]) => void;
  /** The run that stays marked; empty for none. */
  readonly pinned: string;
  readonly pin: (id: string) => void;
  readonly indexOf: (id: string | null) => number;
}

const ComparisonContext = createContext<Comparison | null>(null);
export const ComparisonProvider = ComparisonContext.Provider;

export function useComparison(): Comparison {
  const comparison = useContext(ComparisonContext);
  if (comparison === null) throw new Error("no comparison is given here");
  return comparison;
}

export function useCompared(runs: readonly Run[]): Comparison {
  const look = useLook();
  const scheme = useComputedColorScheme("light");
  const [colourId] = useUrlState("colour");
  const [brushText, setBrushText] = useUrlState("brush");
  const [pinned, setPinned] = useUrlState("pin");
  const fields = useMemo(() => fieldsOf(runs), [runs]);
  const words = useFieldWords();
  const choices = useMemo(() => words.choices(fields), [words, fields]);
  const byId = useMemo(() => new Map(fields.map((field) => [field.id, field])), [fields]);
  const field = useCallback((id: string) => byId.get(id), [byId]);
  const { isLog, setLog } = useLogs(runs, fields);
  const places = useMemo(() => new Map(runs.map(({ id }, at) => [id, at])), [runs]);
  const indexOf = useCallback((id: string | null) => (id === null ? -1 : (places.get(id) ?? -1)), [places]);

  const colouring = useMemo(() => {
    const chosen = byId.get(colourId) ?? (runs.length > mostOwnColours ? telling(runs, fields) : undefined);
    if (chosen === undefined || colourId === "own") return ownColours(runs.length, look);
    return coloursBy(axisOf(runs, chosen, isLog(chosen)), look, scheme);
  }, [runs, fields, byId, colourId, look, scheme, isLog]);

  const brushes = useMemo(() => readBrushes(brushText), [brushText]);
  const within = useMemo(() => {
    const asked = brushes.flatMap((brush) => {
      const of = byId.get(brush.field);
      return of === undefined ? [] : [{ brush, axis: axisOf(runs, of, false) }];
    });
    return runs.map((_, at) => asked.every(({ brush, axis }) => isWithin(axis, at, brush)));
  }, [runs, byId, brushes]);
  // the charts and tables may come a moment later than the brush that one draws
  const isShown = useDeferredValue(within);
  const brush = useCallback(
    (id: string, range: { from: number; to: number } | null) =>
      setBrushText(writeBrushes(withBrush(brushes, id, range))),
    [brushes, setBrushText],
  );
  const clearBrushes = useCallback(() => setBrushText(""), [setBrushText]);
  const pinnedNow = useRef(pinned);
  useEffect(() => void (pinnedNow.current = pinned));
  const pin = useCallback((id: string) => setPinned(id === pinnedNow.current ? "" : id), [setPinned]);
  const shown = isShown.filter(Boolean).length;
  return useMemo(
    () => ({
      runs,
      fields,
      choices,
      field,
      look,
      scheme,
      colouring,
      isShown,
      shown,
      brushes,
      brush,
      clearBrushes,
      isLog,
      setLog,
      pinned,
      pin,
      indexOf,
    }),
    [
      runs,
      fields,
      choices,
      field,
      look,
      scheme,
      colouring,
      isShown,
      shown,
      brushes,
      brush,
      clearBrushes,
      isLog,
      setLog,
      pinned,
      pin,
      indexOf,
    ],
  );
}

/** The metric that most runs have and that tells them apart, as colours say most by it. */
export function telling(runs: readonly Run[], fields: readonly Field[]): Field | undefined {
  return tellingFields(
    runs,
    fields.filter(({ type, aggregate }) => type === "metric" && aggregate === "best"),
  )[0];
}

/** Fields on a logarithmic scale: those that span powers of ten, and what one chose otherwise (`log`, `linear` in the address). */
function useLogs(runs: readonly Run[], fields: readonly Field[]) {
  const [logText, setLogText] = useUrlState("log");
  const [linearText, setLinearText] = useUrlState("linear");
  const byItself = useMemo(
    () =>
      new Set(
        fields
          .filter(
            (field) =>
              field.isNumber &&
              field.type !== "metric" &&
              spansDecades(runs.map((run) => valueOf(run, field))),
          )
          .map(({ id }) => id),
      ),
    [runs, fields],
  );
  const isLog = useMemo(() => {
    const log = new Set(logText.split(","));
    const linear = new Set(linearText.split(","));
    return ({ id, isNumber }: Field) => isNumber && (log.has(id) || (byItself.has(id) && !linear.has(id)));
  }, [byItself, logText, linearText]);
  const setLog = useCallback(
    (ids: readonly string[]) => {
      setLogText(ids.filter((id) => !byItself.has(id)).join(","));
      setLinearText([...byItself].filter((id) => !ids.includes(id)).join(","));
    },
    [byItself, setLogText, setLinearText],
  );
  return { isLog, setLog };
}
