import type { Sequence, Step } from "./sequences/sequence.ts";

export interface Answered {
  readonly status: number;
  readonly type: string;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

/** Sends a sequence to a server, one request after the other, and answers what came back, made comparable. */
export async function perform(url: string, sequence: Sequence): Promise<Answered[]> {
  const kept = new Map<string, string>();
  const answers: Answered[] = [];
  for (const step of sequence.steps) {
    const response = await fetch(...requestOf(url, step, kept));
    const text = await response.text();
    const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
    const body: unknown =
      type === "application/json" && text !== ""
        ? JSON.parse(text)
        : type === "text/html"
          ? "<a page>"
          : text;
    for (const [name, path] of Object.entries(step.keep ?? {})) {
      const value = at(body, path);
      if (typeof value === "string") kept.set(name, value);
    }
    answers.push({ status: response.status, type, body: comparable(body, kept, url) });
  }
  return answers;
}

function requestOf(url: string, step: Step, kept: ReadonlyMap<string, string>): [string, RequestInit] {
  const filled = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (whole, name: string) => kept.get(name) ?? whole);
  const path = filled(step.path);
  const address = path.startsWith("/") ? `${url}${path}` : `${url}/api/2.0/mlflow/${path}`;
  const { method, send, headers } = step;
  if (method === "GET") {
    const query = new URLSearchParams(
      Object.entries((send ?? {}) as Record<string, unknown>).map(([key, value]): [string, string] => [
        key,
        filled(String(value)),
      ]),
    );
    return [query.size === 0 ? address : `${address}?${query.toString()}`, { method }];
  }
  const isFile = method === "PUT";
  const body = filled(typeof send === "string" ? send : JSON.stringify(send ?? {}));
  return [
    address,
    { method, body, headers: isFile ? {} : { "content-type": "application/json", ...headers } },
  ];
}

function at(body: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);
}

/** Lists whose order means nothing. */
const unordered = new Set(["tags", "params", "metrics", "aliases"]);
/** Names of members that hold a time of now. */
const times =
  /^(creation_time|last_update_time|creation_timestamp|last_updated_timestamp|creation_timestamp_ms|last_updated_timestamp_ms)$/;

/** Ids, times and addresses under names that both servers share; what is absent and what is empty alike. */
function comparable(value: unknown, kept: ReadonlyMap<string, string>, url: string, name = ""): unknown {
  if (name === "experiment_id" && value !== "0") return "<number>";
  if (typeof value === "string") return named(value, kept, url);
  if (typeof value === "number") return times.test(name) && value > 1e12 ? "<now>" : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item, kept, url));
    return unordered.has(name)
      ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value)
    .map(([key, member]) => [key, comparable(member, kept, url, key)] as const)
    .filter(([, member]) => !isEmpty(member))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members);
}

function isEmpty(value: unknown): boolean {
  if (value === "" || value === undefined) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function named(text: string, kept: ReadonlyMap<string, string>, url: string): string {
  let shown = text.replaceAll(url, "<server>");
  for (const [name, value] of kept) {
    // Numbers of experiments are short: only whole parts of a path are named.
    shown =
      value.length > 8
        ? shown.replaceAll(value, `<${name}>`)
        : shown === value
          ? `<${name}>`
          : shown.replaceAll(`/${value}/`, `/<${name}>/`);
  }
  return shown
    .replaceAll(/m-[0-9a-f]{32}/g, "<model>")
    .replaceAll(/\b[0-9a-f]{32}\b/g, "<id>")
    .replaceAll(/\bwhk_[0-9a-z]{28}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<webhook>")
    .replaceAll(/^mlflow-artifacts:\/\d+/g, "mlflow-artifacts:/<number>");
}
