import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { KeyValue } from "../../experiments/index.ts";

const limits = { tagKey: 250, tagValue: 100_000, alias: 255 } as const;

/** Names stand in addresses such as `models:/name/3`, hence without `/` and `:`. */
export function checkModelName(name: string): void {
  if (name.trim() === "") throw fail("models/no-name", {});
  if (/[/:]/.test(name) || name === "." || name === "..") throw fail("models/bad-name", { name });
}

const refuse = (problem: string) => fail("models/bad-tag", { problem });

/** An alias as MLflow has it; `latest` and `v3` would read as versions. */
export function checkAliasName(alias: string): void {
  const bad = (problem: string) => fail("models/reserved-alias", { alias, problem });
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) {
    throw bad("Names may only contain alphanumerics, underscores (_), and dashes (-)");
  }
  if (alias.length > limits.alias) throw bad(`It exceeds the maximum length of ${limits.alias} characters`);
  if (alias.toLowerCase() === "latest" || /^v\d+$/i.test(alias)) throw bad("It is reserved");
}

export function checkTags(tags: readonly KeyValue[]): Map<string, string> {
  const checked = new Map<string, string>();
  for (const { key, value } of tags) {
    if (!/^[/\p{L}\p{N}_.\- :]+$/u.test(key) || /(^|\/)\.\.?(\/|$)|^\/|\/\/|\/$/.test(key)) {
      throw refuse(
        `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)`,
      );
    }
    if (key.length > limits.tagKey)
      throw refuse(`'key' exceeds the maximum length of ${limits.tagKey} characters`);
    if (value.length > limits.tagValue)
      throw refuse(`'value' exceeds the maximum length of ${limits.tagValue} characters`);
    checked.set(key, value);
  }
  return checked;
}

/** The number of a version; models/bad-version when the text is none. */
export function versionOf(text: string): number {
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) throw fail("models/bad-version", { version: text.slice(0, 100) });
  return Number(text);
}
