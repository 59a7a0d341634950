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

/** Durations as people write them: `500ms`, `10m`, `2h`, `14d`, `1mo` (a calendar month in windows). */
export const durationSchema = z
  .string()
  .regex(/^\d+(ms|s|m|h|d|w|mo)$/, "a duration is a number and ms, s, m, h, d, w or mo");

/** JSON of any shape, bounded by whoever reads the body. */
export const jsonSchema = z.json();

export const columnTypes = ["number", "string", "boolean", "timestamp"] as const;
