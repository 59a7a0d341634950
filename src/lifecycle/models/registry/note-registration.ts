import { z } from "zod";
import type { ModelsDeps } from "../surface.ts";

const registrationsTag = "mlflow.modelVersions";
const registrations = z.array(z.object({ name: z.string(), version: z.union([z.string(), z.number()]) }));

/** A logged model's own tag of the versions that it was registered as; MLflow's clients and pages read it. */
export async function noteRegistration(
  { experiments }: Pick<ModelsDeps, "experiments">,
  modelId: string,
  made: { readonly name: string; readonly version: number },
): Promise<void> {
  const { tags } = await experiments.loggedModel(modelId);
  const known = registrationsIn(tags[registrationsTag]);
  // With spaces as Python writes it, since clients compare and store the text.
  const value = [...known, made].map(({ name, version }) => {
    return `{"name": ${JSON.stringify(name)}, "version": ${JSON.stringify(version)}}`;
  });
  await experiments.tagLoggedModel(modelId, [{ key: registrationsTag, value: `[${value.join(", ")}]` }]);
}

/** What a tag lists; nothing when it is no such list, since clients may write it as they like. */
function registrationsIn(tag: string | undefined): z.infer<typeof registrations> {
  try {
    const listed: unknown = JSON.parse(tag ?? "[]");
    return registrations.parse(listed);
  } catch {
    return [];
  }
}
