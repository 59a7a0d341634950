import { PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { Refused, SourceKeyValue } from "../../../ports/tracking-source.ts";
import { checkKey, checkLength, cut, limits } from "../limits.ts";

/** Whether a check passes; if not, it is written down what was left out and why. */
export function sound(refused: Refused[], name: string, check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof PrumoError)) throw error;
    refused.push({ name: name.slice(0, 300), reason: error.message.slice(0, 300) });
    return false;
  }
}

/** Parameters or tags that can be kept, by key. Values are kept whole or, beyond their limit, not at all. */
export function soundPairs(
  refused: Refused[],
  owner: string,
  what: "parameter" | "tag",
  pairs: readonly SourceKeyValue[],
): Map<string, string> {
  const limit = what === "parameter" ? limits.paramValue : limits.tagValue;
  const kept = new Map<string, string>();
  for (const { key, value } of pairs) {
    const isSound = sound(refused, `${owner}: ${what} ${key}`, () => {
      checkKey("key", key);
      checkLength("key", limits.key, key);
      if (cut(limit, value) !== value) checkLength("value", limit, value);
    });
    if (isSound) kept.set(key, value);
  }
  return kept;
}
