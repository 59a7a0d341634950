import { normalPath } from "../../artifacts/normal-path.ts";
import { invalid } from "./mlflow-error.ts";

/** A path below an artifact root that cannot leave it; MLflow's error otherwise. */
export function safePath(path: string): string {
  const safe = normalPath(path);
  if (safe === undefined) throw invalid("Invalid path");
  return safe;
}

/** As `safePath`, for a path that must name something. */
export function filePath(path: string): string {
  const safe = safePath(path);
  if (safe === "") throw invalid("Invalid path");
  return safe;
}
