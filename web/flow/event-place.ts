import type { Values } from "../i18n/use-text.ts";
import { paths } from "../shell/paths.ts";

/** The page of the thing that an event tells of. */
export function placeOf(type: string, data: Values): string | undefined {
  const text = (key: string) => (data[key] === undefined ? undefined : String(data[key]));
  const whenGiven = (key: string, path: (value: string) => string) => {
    const value = text(key);
    return value === undefined ? undefined : path(value);
  };
  switch (type.split(".", 1)[0]) {
    case "source":
      return whenGiven("source", paths.source);
    case "dataset":
      return whenGiven("versionId", paths.datasetVersion);
    case "pipeline":
      return whenGiven("runId", paths.pipelineRun);
    case "experiment":
      return whenGiven("runId", paths.run);
    case "model":
      return text("version") === undefined
        ? whenGiven("model", paths.model)
        : whenGiven("model", (model) => paths.modelVersion(model, text("version") ?? ""));
    case "deployment":
      return whenGiven("deployment", paths.deployment);
    case "prediction":
      return paths.predictions;
    case "monitor":
      return whenGiven("monitor", paths.monitor);
    case "retraining":
      return paths.retraining;
    default:
      return undefined;
  }
}
