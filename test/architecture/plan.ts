/**
 * The plan of the house is the table "Layers, and who may import whom" of ARCHITECTURE.md; it is read, not
 * repeated here, so the words of a cell are a small language: a phrase that is not known is an error.
 */

export interface Rule {
  readonly layers: ReadonlySet<string>;
  /** Layers of which only types may be imported. */
  readonly typesOf: ReadonlySet<string>;
  /** Single folders of layers, `engines/search`, that may be imported. */
  readonly folders: ReadonlySet<string>;
  /** Stations may be imported through their `index.ts`; the order of the stations as a list. */
  readonly surfaces: boolean;
  readonly order: boolean;
  readonly upstream: boolean;
}

export type Plan = ReadonlyMap<string, Rule>;

/** Folders that hold one layer each, besides `web` and the public face `src/index.ts`. */
export function readPlan(architecture: string): Plan {
  const [, section = ""] = architecture.split("\n## Layers, and who may import whom\n");
  const rows = section
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const plan = new Map<string, Rule>();
  for (const [, names = "", , may = ""] of rows) {
    const above = [...plan.keys()];
    const rule = ruleOf(may, above);
    for (const [, name = ""] of names.matchAll(/`(\w+)[^`]*`/g)) plan.set(name, rule);
  }
  return plan;
}

function ruleOf(cell: string, above: readonly string[]): Rule {
  const layers = new Set<string>();
  const typesOf = new Set<string>();
  const folders = new Set<string>();
  const rule = { layers, typesOf, folders, surfaces: false, order: false, upstream: false };
  const phrases = cell
    .replaceAll(/\([^)]*\)|`/g, "")
    .split(/,(?: and)? |, and /)
    .map((phrase) => phrase.trim());
  for (const phrase of phrases) {
    if (phrase === "nothing" || phrase === "its own driver" || phrase === "zod") continue;
    if (phrase === "the above" || phrase === "everything below") above.forEach((name) => layers.add(name));
    else if (phrase.startsWith("stations upstream of X through")) rule.upstream = true;
    else if (phrase === "lifecycle surfaces") rule.surfaces = true;
    else if (phrase === "the order of the stations") rule.order = true;
    else if (/^types of \w+$/.test(phrase)) typesOf.add(phrase.slice("types of ".length));
    else if (/^\w+$/.test(phrase)) layers.add(phrase);
    else if (/^\w+\/\w+$/.test(phrase)) folders.add(phrase);
    else
      throw new Error(
        `ARCHITECTURE.md: the plan of the layers says "${phrase}", which this test cannot read`,
      );
  }
  return rule;
}

/**
 * Where each package may be imported: by one adapter folder if it is a heavy driver, and by the layers that
 * it was taken for. A package that is not here is in nobody's house. `web` has its own, by package.json.
 */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  // Heavy drivers. The doctor only asks whether they load.
  "@duckdb/node-api": ["src/adapters/duckdb/", "src/cli/commands/doctor.ts"],
  "@duckdb/node-bindings": ["src/adapters/duckdb/"],
  "onnxruntime-node": ["src/adapters/onnxruntime/", "src/cli/commands/doctor.ts"],
  "node:sqlite": ["src/adapters/sqlite/"],
  // The language of queries is part of the port MetaStore; the dialect is the adapter's.
  kysely: ["src/adapters/sqlite/", "src/ports/", "src/governance/", "src/lifecycle/"],
  // The language of schemas is part of the contract.
  // What a foreign MLflow server answers is parsed where it is read.
  zod: [
    "src/contract/",
    "src/ports/",
    "src/adapters/mlflow/",
    "src/lifecycle/",
    "src/app/",
    "src/server/",
    "src/client/",
  ],
  fastify: ["src/server/"],
  "@fastify/static": ["src/server/"],
  "prom-client": ["src/server/"],
  mime: ["src/server/"],
  commander: ["src/cli/"],
  "log-update": ["src/cli/"],
  "eventsource-parser": ["src/cli/", "src/client/"],
  pbf: ["src/engines/onnx/"],
  yaml: ["src/app/project/", "src/lifecycle/models/"],
};

/** Folders whose files may import each other by types alone, and why that is right. */
export const typeCycles: readonly { readonly folder: RegExp; readonly why: string }[] = [
  {
    folder: /^src\/kernel\/errors\//,
    why: "each area's codes satisfy ErrorEntry of prumo-error.ts, whose codes are those of the catalogue",
  },
  {
    folder: /^src\/lifecycle\/\w+\//,
    why: "a verb of a station takes the Deps, and a recorder the station, which its index.ts declares",
  },
  {
    folder: /^web\/parts\/table\//,
    why: "the rows of a table take the columns that the table declares",
  },
];

/**
 * Files of the UI that are outside of its rooms: the router composes the pages, as `app` composes the house,
 * and the addresses of the pages are known to all.
 */
export const outsideRooms: readonly string[] = ["web/shell/router.tsx", "web/shell/paths.ts"];
