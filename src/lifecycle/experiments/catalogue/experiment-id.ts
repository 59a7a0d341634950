import { fail } from "../../../kernel/errors/prumo-error.ts";

/** The experiment that is always there, for runs that name none. */
export const defaultExperimentId = "0";

/** The number of an experiment; experiments/bad-experiment-id when the text is none. */
export function experimentNumber(id: string): number {
  const number = /^\s*[+-]?\d{1,15}\s*$/.test(id) ? Number(id) : Number.NaN;
  if (Number.isNaN(number)) throw fail("experiments/bad-experiment-id", { id });
  return number;
}
