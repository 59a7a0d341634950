import { paths } from "./paths.ts";

/**
 * MLflow's clients print addresses of MLflow's own pages (`/#/experiments/2/runs/…`). Where this page was opened by
 * one, the address of our page for the same thing; undefined otherwise.
 */
export function fromMlflowLink(hash: string): string | undefined {
  const run = /^#\/experiments\/\d+\/runs\/([0-9a-f]{32})\b/.exec(hash);
  if (run !== null) return paths.run(String(run[1]));
  const experiment = /^#\/experiments\/(\d+)\b/.exec(hash);
  if (experiment !== null) return paths.experiment(String(experiment[1]));
  const model = /^#\/models\/([^/?]+)/.exec(hash);
  return model === null ? undefined : paths.model(decodeURIComponent(String(model[1])));
}
