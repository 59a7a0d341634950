import { z } from "zod";

/** A name that people give: datasets, pipelines, models, deployments. Safe in paths, URLs and SQL identifiers. */
export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    "a name starts with a letter and has at most 63 letters, digits, - or _",
  );

/** Epoch milliseconds, UTC. */
export const timeSchema = z.number().int();

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Durations as people write them: `500ms`, `10m`, `2h`, `14d`, `2w`. */
export const durationSchema = z
  .string()
  .regex(/^\d+(ms|s|m|h|d|w)$/, "a duration: a number and ms, s, m, h, d or w, such as 14d");

/** Length of a window of event time: a duration, or calendar months (`1mo`). */
export const windowLengthSchema = z
  .string()
  .regex(
    /^[1-9]\d*(ms|s|m|h|d|w|mo)$/,
    "a duration: a number and ms, s, m, h, d, w or mo (months), such as 1d or 1mo",
  );

/** JSON of any shape, bounded by whoever reads the body. */
export const jsonSchema = z.json();

export const columnTypes = ["number", "string", "boolean", "timestamp"] as const;
