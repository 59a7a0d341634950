import type { Readable } from "node:stream";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { FilesOwner, Refused, SourceExperiment, SourceFile } from "../../ports/tracking-source.ts";
import { api, askJson } from "./ask-json.ts";
import { badAnswer, type Ask, type Requests } from "./requests.ts";
import { isPlainName } from "./safe-name.ts";
import { fileList, modelId, runId } from "./shapes.ts";

/** Nobody nests deeper; who does has folders that lead into themselves. */
const deepest = 64;
const proxy = "/api/2.0/mlflow-artifacts/artifacts";

/** Every file below a root, folder by folder. What has no plain name, or lies elsewhere, is refused and told of. */
export async function* listFiles(
  requests: Requests,
  owner: FilesOwner,
): AsyncGenerator<SourceFile | Refused> {
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const prefix = folder === "" ? "" : `${folder}/`;
    for await (const entry of list(requests, owner, folder)) {
      const name = entry.path.startsWith(prefix) ? entry.path.slice(prefix.length) : "";
      if (entry.path === folder) continue; // a file that is listed as a folder lists itself
      if (!isPlainName(name)) {
        yield { name: entry.path.slice(0, 200), reason: `it is no name below ${folder || "the root"}` };
      } else if (!entry.is_dir) yield { path: entry.path, bytes: entry.file_size ?? null };
      else if (entry.path.split("/").length < deepest) folders.push(entry.path);
      else yield { name: entry.path.slice(0, 200), reason: `it lies deeper than ${deepest} folders` };
    }
  }
}

async function* list(requests: Requests, owner: FilesOwner, folder: string) {
  const seen = new Set<string>();
  for (let token: string | undefined; ;) {
    const ask = listing(owner, folder, token);
    const page = await askJson(requests, ask, fileList);
    yield* page.files;
    token = page.next_page_token;
    if (token === undefined) return;
    if (seen.has(token)) throw badAnswer(ask, "its pages go in a circle");
    seen.add(token);
  }
}

function listing({ kind, id }: FilesOwner, folder: string, token: string | undefined): Ask {
  const query = token === undefined ? {} : { page_token: token };
  return kind === "run"
    ? { path: `${api}/artifacts/list`, query: { ...query, run_id: id, run_uuid: id, path: folder } }
    : {
        path: `${api}/logged-models/${id}/artifacts/directories`,
        query: { ...query, artifact_directory_path: folder },
      };
}

/** A file through the proxy where the root is the server's own, else by the server's hands. */
export function readFile(requests: Requests, owner: FilesOwner, file: SourceFile): Promise<Readable> {
  const root = proxied(owner.artifactRoot);
  if (root !== undefined) {
    const path = [...root.split("/"), ...file.path.split("/")].map(encodeURIComponent).join("/");
    return requests.stream({ path: `${proxy}/${path}` }, file.bytes);
  }
  const ask =
    owner.kind === "run"
      ? { path: "/get-artifact", query: { run_id: owner.id, run_uuid: owner.id, path: file.path } }
      : {
          path: `/ajax-api/2.0/mlflow/logged-models/${owner.id}/artifacts/files`,
          query: { artifact_file_path: file.path },
        };
  return requests.stream(ask, file.bytes);
}

/** The place in the server's own store; undefined for what is elsewhere, also on another server. */
function proxied(root: string): string | undefined {
  const place = /^mlflow-artifacts:(?:\/\/)?\/([^?#]+)$/.exec(root)?.[1]?.replace(/\/+$/, "");
  return place !== undefined && place.split("/").every(isPlainName) ? place : undefined;
}

/** Which runs and logged models have a folder below their experiment's; undefined when the server does not tell. */
export async function listOwners(
  requests: Requests,
  experiment: SourceExperiment,
): Promise<ReadonlySet<string> | undefined> {
  const root = proxied(experiment.artifactRoot);
  if (root === undefined) return undefined;
  try {
    const { files } = await askJson(requests, { path: proxy, query: { path: root } }, fileList);
    const names = files.map(({ path }) => path).filter((name) => runId.safeParse(name).success);
    if (!files.some(({ path }) => path === "models")) return new Set(names);
    const models = await askJson(requests, { path: proxy, query: { path: `${root}/models` } }, fileList);
    const ids = models.files.map(({ path }) => path).filter((name) => modelId.safeParse(name).success);
    return new Set([...names, ...ids]);
  } catch (error) {
    if (error instanceof PrumoError && error.code !== "import/unreachable") return undefined;
    throw error;
  }
}
