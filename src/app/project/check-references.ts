import type { Project } from "../../contract/project/schema.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { adviceFor, placeOf } from "./invalid-project.ts";
import type { ProjectSource } from "./project-source.ts";

/** Names in one part of the project must be declared in another; the type checker sees this only in TypeScript. */
export function checkReferences(project: Project, source: ProjectSource): void {
  const must = (path: readonly string[], kind: string, name: string, declared: object) => {
    if (Object.hasOwn(declared, name)) return;
    const known = Object.keys(declared);
    throw fail("project/unknown-name", {
      place: placeOf(source, path),
      path: path.join("."),
      kind,
      name,
      advice: known.length > 0 ? adviceFor(name, known) : `Declare the ${kind} first.`,
    });
  };
  for (const [name, table] of Object.entries(project.tables)) {
    must(["tables", name, "from"], "dataset", table.from, project.datasets);
    for (const [as, lookup] of Object.entries(table.lookups)) {
      must(["tables", name, "lookups", as], "dataset", lookup.dataset, project.datasets);
    }
  }
  for (const [name, monitor] of Object.entries(project.monitors)) {
    must(["monitors", name, "deployment"], "deployment", monitor.deployment, project.deployments);
  }
  for (const [name, pipeline] of Object.entries(project.pipelines)) {
    for (const [stepName, step] of Object.entries(pipeline.steps)) {
      for (const [input, edge] of Object.entries(step.inputs)) {
        must(["pipelines", name, "steps", stepName, "inputs", input], "step", edge.step, pipeline.steps);
      }
      const { deployment } = step.params as { deployment?: unknown };
      if (step.kind === "deploy" && typeof deployment === "string") {
        must(
          ["pipelines", name, "steps", stepName, "deployment"],
          "deployment",
          deployment,
          project.deployments,
        );
      }
    }
  }
  project.retraining.forEach((retrain, at) => {
    must(["retraining", String(at), "pipeline"], "pipeline", retrain.pipeline, project.pipelines);
    must(["retraining", String(at), "monitor"], "monitor", retrain.monitor, project.monitors);
  });
}
