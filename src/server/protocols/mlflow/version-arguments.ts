import { invalid } from "./mlflow-error.ts";

/** The number of a version, which clients send as text. */
export function versionOf(text: string): number {
  if (!/^\s*[+-]?\d{1,15}\s*$/.test(text))
    throw invalid(`Parameter 'version' must be an integer, got '${text.slice(0, 100)}'.`);
  return Number(text);
}

/** Who acts by this protocol; it knows no users until governance does. */
export const client = "an MLflow client";

export function mover(reason: string) {
  return { by: client, reason };
}
