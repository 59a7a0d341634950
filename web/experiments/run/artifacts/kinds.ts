export type PreviewKind = "image" | "markdown" | "json" | "table" | "page" | "text" | "none";

const byExtension: Readonly<Record<Exclude<PreviewKind, "none">, string>> = {
  image: "png jpg jpeg gif webp svg bmp ico avif",
  markdown: "md markdown",
  json: "json ipynb geojson",
  table: "csv tsv parquet",
  page: "html htm",
  text: `txt log err out cfg conf cnf cf ini properties prop hocon toml yaml yml xml js mjs ts tsx jsx css py pyi r jl sql
    sh bash rst tex jsonl ndjson proto graphql diff patch lock env go rs java c h cpp hpp ipy gitignore`,
};

/** Files without an extension that are text. */
const asText = new Set([
  "mlmodel",
  "mlproject",
  "dockerfile",
  "makefile",
  "license",
  "readme",
  "requirements",
]);

const kindOf = new Map(
  Object.entries(byExtension).flatMap(([kind, list]) =>
    list.split(/\s+/).map((extension) => [extension, kind as PreviewKind] as const),
  ),
);

/** How a file is shown, by its name alone: what is in it is anybody's. */
export function previewKind(path: string): PreviewKind {
  const name = (path.split("/").at(-1) ?? path).toLowerCase();
  const dot = name.lastIndexOf(".");
  if (dot === -1) return asText.has(name) ? "text" : "none";
  return kindOf.get(name.slice(dot + 1)) ?? "none";
}
