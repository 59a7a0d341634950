import { fail } from "../kernel/errors/prumo-error.ts";

/** The number of a version as it is typed: `3` or `v3`. */
export function versionNumber(text: string, command: string): number {
  const [, digits] = /^v?(\d{1,9})$/i.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0)
    throw fail("cli/usage", { problem: `${text} is no number of a version.`, command });
  return Number(digits);
}
