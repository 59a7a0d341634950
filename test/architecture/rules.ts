import type { Edge } from "./read-imports.ts";

/** Who may import whom: the table of ARCHITECTURE.md. A layer may always import itself. */
const table: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contract: ["kernel"],
  engines: ["kernel", "contract"],
  ports: ["kernel", "contract"],
  governance: ["kernel", "contract", "ports", "engines"],
  lifecycle: ["kernel", "contract", "engines", "ports", "governance"],
  adapters: ["kernel", "contract", "ports", "engines"],
  app: ["kernel", "contract", "engines", "ports", "governance", "lifecycle", "adapters"],
  server: ["app", "contract", "kernel", "lifecycle", "ports"],
  client: ["contract", "kernel"],
  cli: ["app", "server", "client", "contract", "kernel", "lifecycle", "ports"],
  web: ["contract", "client", "lifecycle"],
  /** src/index.ts: the public face. */
  index: ["contract", "client"],
};

/** The layer of a file: the folder below `src`, `web`, or `index` for the public face. */
export function layerOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  if (top !== "src") return top;
  return second === "index.ts" ? "index" : second;
}

/** The station of a file, or null. */
export function stationOf(path: string): string | null {
  const [top, layer, name] = path.split("/");
  return top === "src" && layer === "lifecycle" && name !== undefined && !name.endsWith(".ts") ? name : null;
}

export function mayImport({ from, to }: Edge): boolean {
  const layer = layerOf(from);
  if (layerOf(to) === layer) return true;
  // The order of the stations is the one thing of lifecycle that the UI reads.
  if (layer === "web" && layerOf(to) === "lifecycle") return to === "src/lifecycle/stations.ts";
  return table[layer]?.includes(layerOf(to)) === true;
}

/** Every cycle of imports, as the files it goes through (Tarjan, 1972: strongly connected components). */
export function cycles(edges: readonly Edge[]): string[][] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) as number);
    stack.push(file);
    for (const { to } of next.get(file) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file) as number, low.get(to) as number));
    }
    if (low.get(file) !== index.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1 || (next.get(file) ?? []).some(({ to }) => to === file))
      found.push(component.sort());
  };
  for (const file of next.keys()) if (!index.has(file)) visit(file);
  return found;
}
