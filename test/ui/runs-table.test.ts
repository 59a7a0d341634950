import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { violations } from "../support/look-at.ts";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import { fillRuns, openTrackingHouse, type TrackingHouse } from "../support/tracking-house.ts";

/** More than the runs that the server reads in one piece. */
const runs = 5_200;

describe("runs table", { skip: whyNoBrowser() }, () => {
  let house: TrackingHouse;
  let address: string;
  before(async () => {
    house = await openTrackingHouse();
    address = `${house.url}/experiments/${await fillRuns(house, "many", runs)}`;
  });
  after(() => house[Symbol.asyncDispose]());

  test("only a window of rows and columns is in the page, at the top as at the end", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    assert.equal(await page.locator(".runs table").getAttribute("aria-rowcount"), String(runs + 2));
    assert.deepEqual((await names(page)).slice(0, 2), ["run-05199", "run-05198"]);
    assert.ok((await page.locator(".runs tbody tr").count()) < 80);
    await page.locator(".runs").focus();
    await page.keyboard.press("End");
    await page.getByRole("link", { name: "run-00000" }).waitFor();
    assert.equal((await names(page)).at(-1), "run-00000");
    assert.ok((await page.locator(".runs tbody tr").count()) < 80);
    assert.deepEqual(browser.errors, []);
  });

  test("a filter is written with completions by keyboard, is in the address, and back takes it back", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    const field = page.getByRole("combobox", { name: "Filter of runs" });
    await field.focus();
    await page.keyboard.type("dep");
    await page.getByRole("option", { name: "params.depth key" }).waitFor();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(".run-filter [aria-selected=true] code").textContent(), "params.depth");
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "params.depth ");
    await page.getByRole("option", { name: "operator" }).first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("listbox").count(), 0);
    await page.keyboard.type("= '3'");
    await page.keyboard.press("Enter");
    await countIs(page, "520 runs");
    assert.equal(new URL(page.url()).searchParams.get("filter"), "params.depth = '3'");
    assert.deepEqual((await names(page)).slice(0, 2), ["run-05193", "run-05183"]);
    await page.goBack();
    await countIs(page, "5,200 runs");
    assert.equal(await field.inputValue(), "");
    await page.goForward();
    await countIs(page, "520 runs");
    await field.fill("run_name = 'nobody'");
    await page.getByText("No run matches the filter.").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).last().click();
    await countIs(page, "5,200 runs");
  });

  test("a filter that cannot be read says where and what to do, and the table stays", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    await page.getByRole("combobox", { name: "Filter of runs" }).fill("params.depth >> 3");
    const problem = page.getByRole("alert");
    await problem.waitFor();
    const [line, caret] = String(await problem.locator("pre").textContent()).split("\n");
    assert.equal(line, "params.depth >> 3");
    assert.equal(caret, `${" ".repeat("params.depth >".length)}^`);
    assert.match(String(await problem.textContent()), /at character 15: .*Write comparisons such as/);
    assert.deepEqual(await violations(page), []);
    await countIs(page, "5,200 runs");
  });

  test("a click on a header orders the runs, best first; the best value is marked and said", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    await page.getByRole("button", { name: "Column loss" }).click();
    await page.getByRole("menuitemradio", { name: "best" }).click();
    const header = page.getByRole("columnheader", { name: "best loss" });
    await header.getByRole("button", { name: "best loss", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get("order") === "best(metrics.loss) ASC");
    await settled(page);
    assert.equal(await header.getAttribute("aria-sort"), "ascending");
    // The least loss of a run is what its accuracy lacks of 1: of the best run a ten thousandth.
    const best = greatest();
    assert.equal((await names(page))[0], best.name);
    const marked = page.locator(".runs tbody tr").nth(0).locator(".best");
    await marked.nth(1).waitFor();
    assert.deepEqual(await marked.allTextContents(), [`${best.accuracy} best`, "1E-4 best"]);
    await header.getByRole("button", { name: "best loss", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get("order") === "best(metrics.loss) DESC");
    await settled(page);
    assert.equal((await names(page))[0], "run-00000");
  });

  test("columns that were chosen and pinned are in the address: a reload keeps them, back undoes them", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("textbox", { name: /Search metrics/ }).fill("run id");
    await page.getByRole("checkbox", { name: /Run id/ }).check();
    await page.getByRole("button", { name: "Show these" }).click();
    await page.getByRole("columnheader", { name: "Run id" }).waitFor();
    await page.getByRole("button", { name: "Column accuracy" }).click();
    await page.getByRole("menuitem", { name: "Pin to the left" }).click();
    const pinned = page.locator(".runs .columns th.pinned", { hasText: "accuracy" });
    await pinned.waitFor();
    await page.reload();
    await pinned.waitFor();
    await page.getByRole("columnheader", { name: "Run id" }).waitFor();
    await page.goBack();
    await pinned.waitFor({ state: "detached" });
    await page.getByRole("columnheader", { name: "Run id" }).waitFor();
    await page.getByRole("button", { name: "Parameters", exact: true }).click();
    await page.getByRole("button", { name: "Parameters 2" }).waitFor();
    assert.equal(await page.locator(".runs").getByRole("columnheader", { name: "depth" }).count(), 0);
    assert.equal(new URL(page.url()).searchParams.get("folded"), "param");
  });

  test("a view is saved under a name and found again by somebody else", async () => {
    const query = "?filter=params.model+%3D+%27tree%27&order=metrics.accuracy+DESC&group=tags.team";
    await using writer = await openBrowser();
    await arrive(writer.page, address + query);
    await writer.page.getByRole("button", { name: "Views" }).click();
    await writer.page.getByRole("menuitem", { name: "Save this view" }).click();
    await writer.page.getByRole("textbox", { name: "Name" }).fill("trees by team");
    await writer.page.getByRole("button", { name: "Save", exact: true }).click();
    await writer.page.getByRole("dialog").waitFor({ state: "detached" });
    await using reader = await openBrowser();
    await arrive(reader.page, address);
    await reader.page.getByRole("button", { name: "Views" }).click();
    await reader.page.getByRole("menuitem", { name: "trees by team" }).click();
    await countIs(reader.page, "1,300 runs");
    const seen = new URL(reader.page.url()).searchParams;
    assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(new URLSearchParams(query)));
  });

  test("groups fold: each tells its runs and its best", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    await page.getByRole("combobox", { name: "Group runs by" }).selectOption("params.model");
    const groups = page.locator(".run-group");
    await groups.nth(3).waitFor();
    assert.equal(await page.locator(".runs tbody a").count(), 0);
    const tree = page.getByRole("button", { name: /^tree/ });
    assert.match(String(await tree.textContent()), /1,300 runs/);
    await page.locator(".run-group .best").first().waitFor();
    await tree.click();
    await settled(page);
    assert.ok((await names(page)).every((name) => Number(name.slice(4)) % 4 === 0));
    assert.equal(await tree.getAttribute("aria-expanded"), "true");
  });

  test("chosen runs are compared by a link that names them", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, address);
    await page.getByRole("checkbox", { name: "Select run-05199" }).check();
    await page.getByRole("checkbox", { name: "Select run-05197" }).check();
    const link = page.getByRole("link", { name: "Compare 2 runs" });
    const { pathname, searchParams } = new URL(String(await link.getAttribute("href")), house.url);
    assert.equal(pathname, "/compare");
    const ids = String(searchParams.get("runs")).split(",");
    const { items } = await house.client.experiments.rows({ body: { ids } });
    assert.deepEqual(
      items.map(({ name }) => name),
      ["run-05199", "run-05197"],
    );
  });

  test("the CSV has all runs of the filter, with the columns that are shown", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(
      page,
      `${address}?filter=metrics.accuracy+%3E+0.5&columns=status,+params.depth,+best(metrics.loss)`,
    );
    const { runs: expected } = await house.client.experiments.count({
      params: { id: address.split("/").at(-1) ?? "" },
      query: { filter: "metrics.accuracy > 0.5" },
    });
    assert.ok(expected > 2_000);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), "many.csv");
    const lines = readFileSync(await download.path(), "utf8").split("\r\n");
    assert.equal(lines[0], "run_id,run_name,status,params.depth,best(metrics.loss)");
    assert.equal(lines.length, expected + 2);
    const [, name, state, depth, loss] = String(lines[1]).split(",");
    const i = Number(name?.slice(4));
    assert.deepEqual(
      [state, depth, Number(loss)],
      [i % 50 === 49 ? "failed" : "finished", String(i % 10), 1 - accuracyOf(i)],
    );
  });

  test("a new run appears at the top by itself; in another order it waits to be shown", async () => {
    const id = address.split("/").at(-1) ?? "";
    const other = await fillRuns(house, "live", 30);
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, `${house.url}/experiments/${other}`);
    await house.experiments.createRun({ experimentId: other, startedAt: Date.now(), name: "newcomer" });
    await page.getByRole("link", { name: "newcomer" }).waitFor();
    assert.equal((await names(page))[0], "newcomer");
    await arrive(page, `${house.url}/experiments/${other}?order=run_name+ASC`);
    await house.experiments.createRun({ experimentId: other, startedAt: Date.now(), name: "a first" });
    await page.getByRole("button", { name: "1 new run: show" }).click();
    await page.getByRole("link", { name: "a first" }).waitFor();
    assert.equal((await names(page))[0], "a first");
    assert.notEqual(id, other);
  });

  for (const [scheme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["dark", 400],
  ] as const) {
    test(`in ${scheme} at ${width} px nothing is wrong by WCAG 2.2 AA, in Portuguese too`, async () => {
      await using browser = await openBrowser({ scheme, width, locale: "pt-BR" });
      const { page } = browser;
      await arrive(page, `${address}?pins=best(metrics.loss)&order=best(metrics.loss)+ASC`);
      await page.getByText("5.200 execuções").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: screenshot(`runs-table-${scheme}-${width}.png`) });
      await page.getByRole("combobox", { name: "Filtro de execuções" }).fill("metrics.");
      await page.locator(".run-filter [role=option]").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: screenshot(`runs-filter-${scheme}-${width}.png`) });
      assert.equal(
        await page.evaluate<number>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"),
        0,
      );
      assert.deepEqual(browser.errors, []);
    });
  }
});

const screenshot = (name: string) => join(import.meta.dirname, "../../.cache/screenshots", name);

/** As `fillRuns` makes it. */
const accuracyOf = (i: number) => ((i * 7_919) % 10_000) / 10_000;

function greatest() {
  const all = Array.from({ length: runs }, (_, i) => ({ i, accuracy: accuracyOf(i) }));
  const [first] = all.toSorted((a, b) => b.accuracy - a.accuracy);
  return { name: `run-${String(first?.i).padStart(5, "0")}`, accuracy: Number(first?.accuracy) };
}

async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector(".runs tbody tr");
  await settled(page);
}

/** Every row in view has been read. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    `document.querySelector(".runs.stale, .runs .ghost") === null && document.querySelector(".runs tbody tr") !== null`,
  );
}

function names(page: Page): Promise<string[]> {
  return page.locator(".runs tbody a").allTextContents();
}

async function countIs(page: Page, text: string): Promise<void> {
  await page.locator(".table-count", { hasText: new RegExp(`^${text}`) }).waitFor();
  await settled(page);
}
