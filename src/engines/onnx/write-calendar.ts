import type { GraphBuilder } from "./builder.ts";

const dayMs = 86_400_000;

export type DatePart = "minuteOfDay" | "hour" | "weekday" | "dayOfMonth" | "month";

/** A part of an int64 timestamp as int64, by the arithmetic of `engines/expressions/calendar.ts`. */
export function writeDatePart(graph: GraphBuilder, part: DatePart, at: string): string {
  const op = (name: "Add" | "Sub" | "Mul" | "Div" | "Mod", a: string, b: string | number): string =>
    graph.add(name, [a, typeof b === "number" ? graph.int(b) : b]);
  // Mod takes the sign of the divisor, so this is right before 1970 too
  const ofDay = op("Mod", at, dayMs);
  if (part === "minuteOfDay") return op("Div", ofDay, 60_000);
  if (part === "hour") return op("Div", ofDay, 3_600_000);
  const days = op("Div", op("Sub", at, ofDay), dayMs);
  if (part === "weekday") return op("Mod", op("Add", days, 4), 7);
  const dayOfEra = op("Mod", op("Add", days, 719_468), 146_097);
  const leaps = op("Sub", op("Div", dayOfEra, 36_524), op("Div", dayOfEra, 1_460));
  const skipped = op("Div", dayOfEra, 146_096);
  const year = op("Div", op("Sub", op("Add", dayOfEra, leaps), skipped), 365);
  const before = op("Sub", op("Add", op("Mul", year, 365), op("Div", year, 4)), op("Div", year, 100));
  const dayOfYear = op("Sub", dayOfEra, before);
  const shifted = op("Div", op("Add", op("Mul", dayOfYear, 5), 2), 153);
  if (part === "dayOfMonth") {
    const start = op("Div", op("Add", op("Mul", shifted, 153), 2), 5);
    return op("Add", op("Sub", dayOfYear, start), 1);
  }
  const isSpring = graph.add("Less", [shifted, graph.int(10)]);
  return op("Add", shifted, graph.add("Where", [isSpring, graph.int(3), graph.int(-9)]));
}
