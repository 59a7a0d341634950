import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import { openLivedInHouse, type TestHouse } from "../support/house.ts";
import { overflow, violations } from "../support/look-at.ts";
import { addressesOf } from "./addresses.ts";

describe("pages", { skip: whyNoBrowser() }, () => {
  let house: TestHouse;
  let addresses: readonly string[];
  before(async () => {
    house = await openLivedInHouse();
    addresses = await addressesOf(house.client);
  });
  after(() => house[Symbol.asyncDispose]());

  for (const scheme of ["light", "dark"] as const) {
    for (const width of [1280, 400]) {
      test(`every page in ${scheme} at ${width} px: no error, no violation of WCAG 2.2 AA, nothing wider`, async () => {
        await using browser = await openBrowser({ scheme, width });
        for (const address of addresses) {
          await arrive(browser.page, house.url + address);
          assert.deepEqual(browser.errors, [], `${address} in the console`);
          assert.deepEqual(await violations(browser.page), [], `${address} by axe-core`);
          assert.equal(await overflow(browser.page), 0, `${address} scrolls sideways`);
          await keepScreenshot(browser.page, `${scheme}-${width}`, address);
        }
      });
    }
  }
});

/** A page is there when its heading is and no skeleton is left. */
async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector("main h1");
  await page.waitForFunction(`document.querySelector(".mantine-Skeleton-root") === null`);
}

/** For people to look at: `.cache/screenshots/light-1280/flow.png`. */
async function keepScreenshot(page: Page, folder: string, address: string): Promise<void> {
  const name = address.replaceAll(/[^\w-]+/g, "_").replace(/^_/, "") || "flow";
  const path = join(import.meta.dirname, "../../.cache/screenshots", folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
}
