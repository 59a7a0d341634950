import { readFileSync } from "node:fs";

/** Version of this installation, as package.json states it. */
export function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
