import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { paths } from "../../web/shell/paths.ts";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { overflow, violations } from "../support/look-at.ts";

const runs = 200;
const points = 1_000;
const screenshots = join(import.meta.dirname, "../../.cache/screenshots/compare");

describe("compare", { skip: whyNoBrowser() }, () => {
  let house: TestHouse;
  let ids: readonly string[];
  let commits: readonly string[];
  before(async () => {
    house = await openHouse();
    commits = twoCommits(house.directory);
    ids = await fill(house, commits);
  });
  after(() => house[Symbol.asyncDispose]());
  const address = (of: readonly string[], more = "") => `${house.url}${paths.compare(of)}${more}`;

  test("200 runs of 1,000 points: every part is there, few cells are, and pointing holds no task long", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address(ids));
    await page.getByRole("heading", { level: 1, name: "Compare 200 runs" }).waitFor();
    await whenDrawn(page);
    await page.evaluate(watchLongTasks);
    const chart = page.locator(".compare-canvas").first();
    await sweep(page, chart);
    await page.locator(".compare-tip").first().waitFor();
    // drag over the right half of the chart: the axis is in the address, and so again after a reload
    const box = await boxOf(chart);
    await page.mouse.move(box.x + box.width / 2, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 40, box.y + 120, { steps: 12 });
    await page.mouse.up();
    await page.waitForURL(/zoom=/);
    await allParts(page);
    await page.getByRole("heading", { name: "Parallel coordinates" }).scrollIntoViewIfNeeded();
    await brushLastAxis(page);
    await page.waitForURL(/brush=/);
    await page.waitForFunction(`document.querySelectorAll(".compare-chip").length < ${runs}`);
    const left = await page.locator(".compare-chip").count();
    assert.ok(left > 0 && left < runs, `${left} runs are left by the brush`);
    await page.getByText(`${left} of 200 runs shown`).waitFor();
    const longest = await page.evaluate<number>("Math.max(0, ...globalThis.longTasks)");
    console.log(`longest task while pointing and brushing: ${Math.round(longest)} ms`);
    const cells = await page.locator(".compare-grid td, .compare-grid th").count();
    assert.ok(cells > 50 && cells < 1_500, `${cells} cells`);
    const before = page.url();
    await page.reload();
    await page.getByText(`${left} of 200 runs shown`).waitFor();
    assert.equal(page.url(), before);
    assert.equal(await page.getByRole("button", { name: "See all of the axis" }).count(), 1);
    await page.getByRole("button", { name: "Show all runs" }).click();
    await page.getByText("200 of 200 runs shown").waitFor();
    assert.deepEqual(browser.errors, []);
  });

  test("the grid of differences shows what differs, and any row and run of it by scrolling", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address(ids));
    await allParts(page);
    const grid = page.getByRole("group", { name: "Differences" });
    await grid.scrollIntoViewIfNeeded();
    await grid.getByRole("rowheader", { name: /^accuracy/ }).waitFor();
    assert.equal(await grid.getByRole("rowheader", { name: /^seedless/ }).count(), 0, "equal everywhere");
    await page.getByRole("checkbox", { name: "Only what differs" }).click();
    await page.getByRole("textbox", { name: "Find", exact: true }).fill("seedless");
    await grid.getByRole("rowheader", { name: /^seedless/ }).waitFor();
    await page.getByRole("textbox", { name: "Find", exact: true }).fill("wide.");
    await page.getByText("300 of").waitFor();
    await grid.evaluate((element) => element.scrollTo(1e9, 1e9));
    await grid.getByRole("columnheader", { name: "run 199" }).waitFor();
    await grid.getByRole("rowheader", { name: /^wide\.299/ }).waitFor();
    assert.equal(await grid.getByRole("columnheader", { name: "run 0", exact: true }).count(), 0);
  });

  test("by the keyboard: mark a run, filter by a number, take the filter away", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address(ids.slice(0, 8)));
    await page.locator(".compare-chip").first().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`pin=${ids[1]}`));
    await page.getByText("Marked:").getByRole("link", { name: "run 1" }).waitFor();
    await page.getByRole("combobox", { name: "Filter by" }).focus();
    await page.keyboard.type("depth");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "depth from" }).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("4");
    await page.keyboard.press("Enter");
    // depths are 2 to 9 in turn
    await page.getByText("6 of 8 runs shown").waitFor();
    await page.getByRole("button", { name: "Remove the filter by depth" }).press("Enter");
    await page.getByText("8 of 8 runs shown").waitFor();
  });

  test("a surface is drawn between runs, and not through too few or through a line", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const scatter = (sx: string, sy: string) => `&sx=${sx}&sy=${sy}&sz=best.accuracy`;
    await page.goto(address(ids, scatter("params.rate", "params.depth")));
    await allParts(page);
    await page.getByText("linear within the Delaunay triangles").waitFor();
    assert.equal(await page.locator(".compare-notice").count(), 0);
    await page.goto(address(ids.slice(0, 3), scatter("params.rate", "params.depth")));
    await allParts(page);
    await page.getByText("A surface takes at least four runs").waitFor();
    await page.goto(address(ids, scatter("params.depth", "params.depth")));
    await allParts(page);
    await page.getByText("The runs lie on one line").waitFor();
  });

  test("what changed between the code of two runs, and friendly words when that is not known", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address([ids[0] ?? "", ids[1] ?? "", ids[2] ?? ""]));
    await allParts(page);
    await page.getByText("1 commit between them").waitFor();
    await page.getByText("Learn deeper trees").waitFor();
    await page.getByRole("button", { name: "Show the changes line by line" }).click();
    await page.getByText("+depth = 5").waitFor();
    await page.goto(address([ids[0] ?? "", ids[2] ?? ""]));
    await allParts(page);
    await page.getByText("does not have the commit").waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, "it is no failure");
  });

  test("ids that are of no run, one run, none and too many are told of in words", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address([ids[0] ?? "", ids[1] ?? "", "0".repeat(32), "<img src=x>"]));
    await page.getByRole("heading", { level: 1, name: "Compare 2 runs" }).waitFor();
    await page
      .getByText(`2 ids are of no run here and are left out: ${"0".repeat(32)}, <img src=x>`)
      .waitFor();
    await page.goto(address([ids[0] ?? ""]));
    await page.getByText("To compare takes at least two runs").waitFor();
    await page.getByRole("link", { name: "run 0" }).waitFor();
    await page.goto(`${house.url}/compare`);
    await page.getByText("To compare takes at least two runs").waitFor();
    await page.goto(`${house.url}/compare?runs=%00;drop&brush=~~~&zoom=9~1&axes=__proto__&pin=7&sx=x`);
    await page.getByText("To compare takes at least two runs").waitFor();
    const more = Array.from({ length: 30 }, (_, at) => (at + 1).toString(16).padStart(32, "f"));
    await page.goto(address([...ids, ...more]));
    await page.getByRole("heading", { level: 1, name: "Compare 200 runs" }).waitFor();
    await page.getByText("30 more runs are left out: at most 200").waitFor();
    await page.goto(
      address(
        ids.slice(0, 3),
        "&brush=~~~;params.depth~x~1&zoom=9~1&axes=__proto__&pin=7&sx=x&curves=none&smooth=-5&axis=up",
      ),
    );
    await page.getByRole("heading", { level: 1, name: "Compare 3 runs" }).waitFor();
    await allParts(page);
    assert.deepEqual(browser.errors, []);
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const width of [1280, 400]) {
      test(`in ${scheme} at ${width} px, few runs and many: no violation of WCAG 2.2 AA, nothing wider`, async () => {
        await using browser = await openBrowser({ scheme, width, locale: width === 400 ? "pt-BR" : "en-GB" });
        const { page } = browser;
        for (const [name, of] of [
          ["many", ids],
          ["few", ids.slice(0, 8)],
        ] as const) {
          await page.goto(
            address(
              of,
              `&sx=params.rate&sz=best.accuracy&sy=params.depth&brush=params.depth~3~7&pin=${ids[3]}`,
            ),
          );
          await allParts(page);
          await page.evaluate("scrollTo(0, 0)");
          assert.deepEqual(await violations(page), [], `${name} by axe-core`);
          assert.equal(await overflow(page), 0, `${name} scrolls sideways`);
          await page.screenshot({
            path: join(screenshots, `${name}-${scheme}-${width}.png`),
            fullPage: true,
          });
        }
        assert.deepEqual(browser.errors, []);
      });
    }
  }
});

/** Scrolls down until every part has been made and has its answer. */
async function allParts(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForFunction(`document.querySelector(".mantine-Skeleton-root") === null`);
  for (let turn = 0; turn < 30; turn++) {
    await page.evaluate("scrollBy(0, 500)");
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }
  await page.getByRole("heading", { name: /^(Code and environment|Código e ambiente)$/ }).waitFor();
  await page.waitForFunction(`document.querySelector(".mantine-Skeleton-root") === null`);
}

/** A canvas is drawn when there is ink on it. */
async function whenDrawn(page: Page): Promise<void> {
  await page.waitForFunction(`(() => {
    const canvas = document.querySelector(".compare-canvas canvas");
    if (!canvas || canvas.width === 0) return false;
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
  })()`);
}

const watchLongTasks = `globalThis.longTasks = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
}).observe({ type: "longtask" });`;

async function boxOf(locator: ReturnType<Page["locator"]>) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  assert.ok(box);
  return box;
}

async function sweep(page: Page, chart: ReturnType<Page["locator"]>): Promise<void> {
  const box = await boxOf(chart);
  for (let at = 0; at < 40; at++) {
    await page.mouse.move(box.x + 60 + (at / 40) * (box.width - 80), box.y + 40 + (at % 7) * 30);
  }
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

/** Drags over the upper half of the last axis: the runs with the best values. */
async function brushLastAxis(page: Page): Promise<void> {
  const chart = page.locator(".compare-scroll .compare-canvas");
  const box = await boxOf(chart);
  const x = box.x + box.width - 56;
  await page.mouse.move(x, box.y + 42);
  await page.mouse.down();
  await page.mouse.move(x, box.y + 170, { steps: 10 });
  await page.mouse.up();
}

/** Makes the project a git repository with two commits. */
function twoCommits(directory: string): readonly string[] {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", directory, "-c", "user.name=Ana", "-c", "user.email=a@b.c", ...args], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  const commit = (depth: number, message: string) => {
    writeFileSync(join(directory, "learn.py"), `import trees\n\ndepth = ${depth}\n`);
    git("add", "learn.py");
    git("commit", "-q", "--no-gpg-sign", "-m", message);
    return git("rev-parse", "HEAD");
  };
  git("init", "-q", "-b", "main");
  return [commit(3, "Learn trees"), commit(5, "Learn deeper trees")];
}

/** Runs of a search: a law with noise, so that there is something to see; a third of another repository. */
async function fill(
  { app }: TestHouse,
  [first = "", second = ""]: readonly string[],
): Promise<readonly string[]> {
  const { experiments } = app;
  const start = Date.UTC(2026, 0, 5);
  const ids: string[] = [];
  let state = 11;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let at = 0; at < runs; at++) {
    const startedAt = start + at * 600_000;
    const rate = 10 ** (-4 + 3 * random());
    const depth = 2 + (at % 8);
    const best = 0.95 - 0.06 * (Math.log10(rate) + 2) ** 2 - 0.004 * (depth - 6) ** 2 - 0.02 * random();
    const { id } = await experiments.createRun({
      experiment: "search of 200",
      name: `run ${at}`,
      startedAt,
      tags: [{ key: "mlflow.source.git.commit", value: [first, second, "ab".repeat(20)][at % 3] ?? first }],
    });
    const wide =
      at < 2 ? Array.from({ length: 300 }, (_, row) => ({ key: `wide.${row}`, value: `${row + at}` })) : [];
    await experiments.log(id, {
      params: [
        { key: "rate", value: rate.toPrecision(4) },
        { key: "depth", value: String(depth) },
        { key: "optimizer", value: ["adam", "sgd", "lion"][at % 3] ?? "adam" },
        { key: "seedless", value: "yes" },
        ...wide,
      ],
      metrics: Array.from({ length: points }, (_, step) => {
        const learned = best * (1 - Math.exp((-step * (0.4 + rate * 8)) / 120));
        const noisy = learned + 0.02 * (random() - 0.5);
        const time = { step, at: startedAt + step * (200 + at) };
        return [
          { key: "accuracy", value: noisy, ...time },
          { key: "loss", value: 1.2 - learned + 0.03 * random(), ...time },
          { key: "seconds_per_step", value: 0.2 + 0.05 * random() + depth / 50, ...time },
        ];
      }).flat(),
    });
    await experiments.updateRun(id, { state: "finished", finishedAt: startedAt + points * (200 + at) });
    ids.push(id);
  }
  return ids;
}
