import { decodeFully } from "../../kernel/percent-decoding.ts";

const longest = 4_096;

/**
 * A path below an artifact root, as the router has decoded it once, without empty parts. Undefined for whatever could
 * leave the root or be read in two ways, however often it is percent-encoded: `..`, absolute paths, drive letters,
 * `\`, `#`, control characters. Paths only name rows of a table and never reach a file system; what reads them
 * elsewhere may.
 */
export function normalPath(path: string): string | undefined {
  if (path.length > longest) return undefined;
  const decoded = decodeFully(path);
  if (decoded === undefined || isUnsafe(decoded)) return undefined;
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function isUnsafe(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\\#\u0000-\u001f\u007f]/.test(text) || text.startsWith("/") || /^[a-z]:/i.test(text)) return true;
  return /^file:/i.test(text) || text.split(/[/;]/).some((part) => part.trim() === "..");
}
