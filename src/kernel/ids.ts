import { randomBytes } from "node:crypto";

/** The kind of a thing is the prefix of its id. */
export const idPrefixes = {
  datasetVersion: "dsv",
  pipelineRun: "prn",
  stepRun: "stp",
  experiment: "exp",
  run: "run",
  modelVersion: "mdv",
  evidence: "evd",
  webhook: "whk",
  delivery: "whd",
  deployment: "dep",
  rollout: "rol",
  prediction: "prd",
  driftReport: "drf",
  alert: "alr",
  response: "rsp",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** A new id: prefix, then 48 bits of time and 72 random bits in base 32, so ids sort by creation. */
export function newId(kind: IdKind, now: number = Date.now(), random: Buffer = randomBytes(9)): string {
  const time = Math.floor(now).toString(32).padStart(10, "0");
  return `${idPrefixes[kind]}_${time}${random.toString("hex")}`;
}

/** The id of a thing that is its content: prefix and the first 32 hex digits of its SHA-256. */
export function contentId(kind: IdKind, sha256: string): string {
  return `${idPrefixes[kind]}_${sha256.slice(0, 32)}`;
}
