import type { RegisteredVersion } from "../../../src/contract/records/models.ts";

/** As many as a comparison takes. */
export const mostVersions = 8;

/** The versions of the address: numbers, each once, in their order. */
export function chosenOf(text: string): readonly number[] {
  const numbers = text.split(",").flatMap((part) => (/^\d{1,9}$/.test(part) ? [Number(part)] : []));
  return [...new Set(numbers)].slice(0, mostVersions);
}

/**
 * What is compared unless somebody chose: the live version and the one asked about, or the newest. Where none is live,
 * or the live one is the newest, the newest two.
 */
export function usualVersions(
  versions: readonly RegisteredVersion[],
  aliases: Readonly<Record<string, number>>,
  asked: number | undefined,
): readonly number[] {
  const [newest, second] = versions;
  const other = asked ?? newest?.version;
  if (other === undefined) return [];
  const live = Object.hasOwn(aliases, "live") ? aliases["live"] : undefined;
  if (live !== undefined && live !== other) return [live, other];
  const before = asked === undefined ? second : versions.find(({ version }) => version !== other);
  return before === undefined ? [other] : [before.version, other];
}
