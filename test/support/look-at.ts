import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 AA holds the rules of the versions and levels below it. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds against WCAG 2.2 AA in the page as it is. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (values) => {
    const { axe: loaded } = globalThis as unknown as {
      axe: {
        run(where: object, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    // What stands in the frame of a preview is somebody else's page.
    const where = { exclude: ["iframe.page-preview"] };
    const found = await loaded.run(where, { runOnly: { type: "tag", values }, iframes: false });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ""}`);
  }, rules);
}

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(`Math.max(0, document.documentElement.scrollWidth - innerWidth)`);
}
