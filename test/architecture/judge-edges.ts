import type { Edge } from "./read-imports.ts";
import { packageHomes, type Plan } from "./plan.ts";

/** The layer of a file: the folder below `src`, `web`, or `index` for the public face. */
export function layerOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  if (top !== "src") return top;
  return second.endsWith(".ts") ? second.slice(0, -".ts".length) : second;
}

/** Why an edge is against the plan, or undefined. `order` names the stations from the first to the last. */
export function objection(edge: Edge, plan: Plan, order: readonly string[]): string | undefined {
  const reason = edge.isOurs ? reasonWithin(edge, plan, order) : reasonOfPackage(edge);
  return reason && `${edge.from} → ${edge.to}: ${reason}`;
}

function reasonWithin(edge: Edge, plan: Plan, order: readonly string[]): string | undefined {
  const [from, to] = [layerOf(edge.from), layerOf(edge.to)];
  if (from === to) return reasonAmongPeers(edge, from, order);
  // The public face names what others hold and does nothing itself.
  if (from === "index")
    return ["contract", "client"].includes(to) ? undefined : "the public face is contract and client";
  const rule = plan.get(from);
  if (!rule) return `the layer ${from} is not in the plan`;
  if (to === "lifecycle") return reasonOfStation(edge, from, rule);
  if (to === "adapters" && from !== "app") return "only app imports adapters";
  if (rule.layers.has(to) || rule.folders.has(edge.to.split("/").slice(1, 3).join("/"))) return undefined;
  if (rule.typesOf.has(to))
    return edge.kind === "type" ? undefined : `${from} may import only types of ${to}`;
  return `${from} may not import ${to}`;
}

function reasonOfStation(
  edge: Edge,
  from: string,
  rule: NonNullable<ReturnType<Plan["get"]>>,
): string | undefined {
  const isOrder = edge.to === "src/lifecycle/stations.ts";
  if (isOrder && (rule.order || rule.surfaces || rule.layers.has("lifecycle"))) return undefined;
  if (!rule.surfaces && !rule.layers.has("lifecycle")) return `${from} may not import lifecycle`;
  if (/^src\/lifecycle\/\w+\/index\.ts$/.test(edge.to)) return undefined;
  const isSteps = /^src\/lifecycle\/\w+\/steps\.ts$/.test(edge.to);
  if (isSteps && edge.from === "src/app/step-kinds.ts") return undefined;
  return "a station is entered through its index.ts, and steps.ts by app/step-kinds.ts";
}

function reasonAmongPeers(edge: Edge, layer: string, order: readonly string[]): string | undefined {
  const [from = "", to = ""] = [edge.from, edge.to].map((path) => path.split("/")[2]);
  if (from === to) return undefined;
  if (layer === "adapters") return "no adapter imports another";
  if (layer !== "lifecycle" || edge.to === "src/lifecycle/stations.ts") return undefined;
  const [here, there] = [order.indexOf(from), order.indexOf(to)];
  if (here < 0 || there < 0) return "no such station in stations.ts";
  if (there > here) return `${to} is downstream of ${from}`;
  return edge.to.endsWith(`/${to}/index.ts`) ? undefined : "a station is entered through its index.ts";
}

function reasonOfPackage({ from, to }: Edge): string | undefined {
  if (from.startsWith("web/")) return undefined;
  const homes = Object.hasOwn(packageHomes, to) ? packageHomes[to] : undefined;
  if (homes === undefined)
    return to.startsWith("node:") ? undefined : "this package has no home in test/architecture/plan.ts";
  return homes.some((home) => from.startsWith(home)) ? undefined : `its home is ${homes.join(" and ")}`;
}
