import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { parseSync, Visitor } from "vite";

/** How one file names another. `worker` is `new URL("./worker.ts", import.meta.url)`: loaded by another thread. */
export type EdgeKind = "value" | "type" | "dynamic" | "worker";

export interface Edge {
  /** Path from the repository's root, with forward slashes. */
  readonly from: string;
  /** The same for a file of ours; the name of the package, or `node:fs`, for what is not ours. */
  readonly to: string;
  readonly isOurs: boolean;
  readonly kind: EdgeKind;
}

/** Source files below these folders of the repository, sorted. */
export function sourceFiles(root: string, folders: readonly string[]): string[] {
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,tsx}`);
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

/** Every import, re-export, type import, `import()` and worker URL of these files. A name that leads nowhere is an error. */
export function readEdges(root: string, files: readonly string[]): Edge[] {
  return files.flatMap((from) =>
    namedIn(from, readFileSync(join(root, from), "utf8")).map(({ name, kind }) => {
      if (!name.startsWith(".")) return { from, to: packageOf(name), isOurs: false, kind };
      const to = join(dirname(from), name);
      if (!existsSync(join(root, to))) throw new Error(`${from} imports ${name}, which is not there`);
      return { from, to, isOurs: true, kind };
    }),
  );
}

interface Named {
  readonly name: string;
  readonly kind: EdgeKind;
}

/** What a module names, by oxc's parser (Vite brings it): it reads TypeScript and JSX as they are. */
export function namedIn(path: string, text: string): Named[] {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const named: Named[] = [];
  const add = (name: unknown, kind: EdgeKind) => {
    if (typeof name !== "string") throw new Error(`${path} imports a name that is computed`);
    named.push({ name, kind });
  };
  new Visitor({
    ImportDeclaration(node) {
      const isType =
        node.importKind === "type" ||
        (node.specifiers.length > 0 &&
          node.specifiers.every((one) => one.type === "ImportSpecifier" && one.importKind === "type"));
      add(node.source.value, isType ? "type" : "value");
    },
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === "type" ? "type" : "value"),
    ExportNamedDeclaration(node) {
      if (node.source) add(node.source.value, node.exportKind === "type" ? "type" : "value");
    },
    TSImportType: (node) => add(node.source.value, "type"),
    ImportExpression(node) {
      if (node.source.type === "Literal") add(node.source.value, "dynamic");
    },
    NewExpression(node) {
      const [target, base] = node.arguments;
      const isUrl = node.callee.type === "Identifier" && node.callee.name === "URL";
      if (!isUrl || target?.type !== "Literal" || base?.type !== "MemberExpression") return;
      if (String(target.value).endsWith(".ts")) add(target.value, "worker");
    },
  }).visit(program);
  return named;
}

function packageOf(name: string): string {
  const parts = name.split("/");
  return parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
}
