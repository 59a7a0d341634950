import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { KeyValue } from "../../experiments/index.ts";

const limits = { tagKey: 250, tagValue: 100_000, alias: 255 } as const;

/** Names stand in addresses such as `models:/name/3`, hence without `/` and `:`. */
export function checkModelName(name: string): void {
  if (name.trim() === "") throw fail("models/no-name", {});
  if (/[/:]/.test(name) || name === "." || name === "..") throw fail("models/bad-name", { name });
}

const badAlias = (alias: string, problem: string) => fail("models/reserved-alias", { alias, problem });

/** An alias as MLflow has it. */
export function checkAliasName(alias: string): void {
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) {
    throw badAlias(alias, "Names may only contain alphanumerics, underscores (_), and dashes (-)");
  }
  if (alias.length > limits.alias)
    throw badAlias(alias, `It exceeds the maximum length of ${limits.alias} characters`);
}

export function isLatest(alias: string): boolean {
  return alias.toLowerCase() === "latest";
}

/** `latest` and `v3` would read as versions, so nobody may point them anywhere. */
export function checkNewAlias(alias: string): void {
  checkAliasName(alias);
  if (isLatest(alias) || /^v\d+$/i.test(alias)) throw badAlias(alias, "It is reserved");
}

const refuse = (problem: string) => fail("models/bad-tag", { problem });

export function checkTagKey(key: string): void {
  if (!/^[/\p{L}\p{N}_.\- :]+$/u.test(key) || /(^|\/)\.\.?(\/|$)|^\/|\/\/|\/$/.test(key)) {
    throw refuse(
      `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)`,
    );
  }
}

export function checkTags(tags: readonly KeyValue[]): Map<string, string> {
  const checked = new Map<string, string>();
  for (const { key, value } of tags) {
    checkTagKey(key);
    if (key.length > limits.tagKey)
      throw refuse(`'key' exceeds the maximum length of ${limits.tagKey} characters`);
    if (value.length > limits.tagValue)
      throw refuse(`'value' exceeds the maximum length of ${limits.tagValue} characters`);
    checked.set(key, value);
  }
  return checked;
}
