/** A file or folder of a run, or of a logged model that belongs to it. */
export interface ArtifactPlace {
  readonly runId: string;
  readonly modelId: string | undefined;
  readonly path: string;
}

/** Where its bytes are, to be saved or to be put into an image. */
export function bytesUrl({ runId, modelId, path }: ArtifactPlace): string {
  return `/api/v1/runs/${encodeURIComponent(runId)}/artifact?${queryOf(modelId, path)}`;
}

/** Where an HTML file is shown from, in an origin of its own. */
export function pageUrl({ runId, modelId, path }: ArtifactPlace, withScripts: boolean): string {
  const scripts = withScripts ? "&scripts=1" : "";
  return `/api/v1/runs/${encodeURIComponent(runId)}/artifact-page?${queryOf(modelId, path)}${scripts}`;
}

function queryOf(modelId: string | undefined, path: string): string {
  const query = new URLSearchParams({ path });
  if (modelId !== undefined) query.set("model", modelId);
  return query.toString();
}

export function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}

export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}
