import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** Gzipped bytes of everything the first page loads before its station: scripts and style sheets. */
export function shellBytes(web: string): number {
  const manifest = JSON.parse(readFileSync(join(web, ".vite", "manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  const files = new Set<string>();
  const visit = (chunk: Chunk | undefined): void => {
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.css?.forEach((file) => files.add(file));
    chunk.imports?.forEach((name) => visit(manifest[name]));
  };
  Object.values(manifest)
    .filter((chunk) => chunk.isEntry)
    .forEach(visit);
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file))).length, 0);
}

export const shellBudgetBytes = 200 * 1024;

/** One line for whoever builds. */
export function reportBundle(web: string): void {
  const bytes = shellBytes(web);
  process.stdout.write(`build: shell ${(bytes / 1024).toFixed(0)} KB gzipped (budget 200)\n`);
}
