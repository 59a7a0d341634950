import { decodeFully } from "../../kernel/percent-decoding.ts";

/**
 * Whether a name is one part of a path and nothing else, however often whoever reads it decodes it: no `..`, no
 * separators, no drive letters, no control characters.
 */
export function isPlainName(name: string): boolean {
  const decoded = decodeFully(name);
  if (decoded === undefined || name.length > 1_000) return false;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[/\\#\u0000-\u001f\u007f]/.test(decoded) || /^[a-z]:|^file:/i.test(decoded)) return false;
  return decoded.split(";").every((part) => !/^\.{0,2}$/.test(part.trim()));
}
