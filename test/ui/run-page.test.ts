import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import {
  type BlankHouse,
  logPoints,
  mlflow,
  openBlankHouse,
  putArtifact,
  startLogging,
} from "../support/logged-run.ts";
import { violations } from "../support/look-at.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { hostileFiles, kindFiles } from "./run-artifacts.ts";

describe("run page", { skip: whyNoBrowser() }, () => {
  let house: BlankHouse;
  let runId: string;
  before(async () => {
    house = await openBlankHouse();
    runId = await logRun(house.url);
    await using directory = await temporaryDirectory();
    for (const { path, bytes } of [...(await kindFiles(house.app.tables, directory.path)), ...hostileFiles]) {
      await putArtifact(house.url, { runId, path }, bytes);
    }
  });
  after(() => house[Symbol.asyncDispose]());
  const address = (query = "") => `${house.url}/runs/${runId}${query}`;

  test("points that are logged while the page is open grow its charts, without a reload", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const id = await startLogging(house.url);
    const point = (step: number) => ({
      key: "live/loss",
      value: 1 / (step + 1),
      step,
      timestamp: 1_000 + step,
    });
    await logPoints(house.url, id, [0, 1, 2].map(point));
    await page.goto(`${house.url}/runs/${id}`);
    const card = page.locator('[data-metric="live/loss"]');
    await card.getByText("3 points").waitFor();
    await page.getByRole("status", { name: "Connection: Live" }).waitFor();
    await page.evaluate("window.sameDocument = true");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    for (let step = 3; step < 10; step++) await logPoints(house.url, id, [point(step)]);
    await card.getByText("10 points").waitFor();
    assert.deepEqual(
      asked.filter((url) => url.includes("/curves")),
      [],
      "points come with the signal",
    );
    // More than a signal says: what came behind the last one is asked for, and nothing before it.
    await logPoints(
      house.url,
      id,
      Array.from({ length: 500 }, (_, index) => point(10 + index)),
    );
    await card.getByText("510 points").waitFor();
    const ranges = asked.filter((url) => url.includes("/curves")).map((url) => new URL(url).searchParams);
    assert.ok(ranges.length > 0);
    for (const range of ranges) assert.ok(Number(range.get("from")) >= 1_009, range.toString());
    // A new metric gets its chart by itself.
    await logPoints(
      house.url,
      id,
      [0, 1].map((step) => ({ key: "live/new", value: step, step, timestamp: step })),
    );
    await page.locator('[data-metric="live/new"]').getByText("2 points").waitFor();
    assert.equal(await page.evaluate("window.sameDocument"), true);
    assert.deepEqual(browser.errors, []);
  });

  test("how the curves are drawn is in the address, and back from it", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address());
    await page.locator('[data-metric="train/loss"] canvas').waitFor();
    await page.getByText("× 1 NaN").waitFor();
    await page.getByText("▲ 1 +∞").waitFor();
    await page.getByRole("radio", { name: "Time since start" }).check();
    await page.getByLabel("Log scale").check();
    await page.getByRole("slider", { name: "Smoothing" }).fill("0.6");
    await page.waitForURL(/smooth=/);
    await page.getByRole("textbox", { name: "Search metrics" }).fill("loss");
    await page.waitForURL(/find=loss/);
    const query = new URL(page.url()).searchParams;
    assert.deepEqual([query.get("axis"), query.get("scale")], ["relative", "log"]);
    await page.goto(page.url());
    await page.locator('[data-metric="train/loss"] canvas').waitFor();
    assert.equal(await page.locator("[data-metric]").count(), 2);
    assert.equal(await page.getByLabel("Log scale").isChecked(), true);
    assert.equal(await page.getByRole("radio", { name: "Time since start" }).isChecked(), true);
    await page.locator(".u-legend").getByText("Smoothed").first().waitFor();
    assert.deepEqual(browser.errors, []);
  });

  test("dragging zooms all charts, asks for finer points, and is undone", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address("?find=long"));
    const card = page.locator('[data-metric="train/long"]');
    await card.getByText("of 20,000 points, extremes kept").waitFor();
    const plot = await card.locator(".u-over").boundingBox();
    assert.ok(plot !== null);
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 60);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.54, plot.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/zoom=/);
    await card.getByText("of 20,000 points").waitFor({ state: "detached" });
    // Some 800 steps and a little beside them, each of which is there.
    await card.getByText(/^\d{3} points$/).waitFor();
    await page.getByRole("button", { name: "Show all again" }).click();
    await card.getByText("of 20,000 points").waitFor();
    assert.doesNotMatch(page.url(), /zoom/);
  });

  test("thousands of metrics: a page of charts, of which only those in view are read", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const id = await startLogging(house.url);
    for (const step of [0, 1]) {
      await logPoints(
        house.url,
        id,
        Array.from({ length: 3_000 }, (_, key) => ({
          key: `g${key % 7}/m${key}`,
          value: key * step,
          step,
          timestamp: step,
        })),
      );
    }
    let asked = 0;
    page.on("request", (request) => void (asked += request.url().includes("/curves") ? 1 : 0));
    await page.goto(`${house.url}/runs/${id}`);
    await page.getByText("Page 1 of 125").waitFor();
    await page.locator("[data-metric] canvas").first().waitFor();
    assert.equal(await page.locator("[data-metric]").count(), 24);
    assert.ok(asked < 24, `${asked} curves were asked for`);
    await page.getByRole("textbox", { name: "Search metrics" }).fill("m2999");
    await page.locator('[data-metric="g3/m2999"] canvas').waitFor();
    assert.equal(await page.locator("[data-metric]").count(), 1);
  });

  test("description, tags, inputs and related runs", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(address());
    await page.getByRole("heading", { name: "Why this run" }).waitFor();
    const links = await page
      .locator(".markdown a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ["https://example.org/paper"]);
    await page.getByRole("tab", { name: /Parameters and tags/ }).click();
    await page.getByRole("textbox", { name: "Filter of Parameters" }).fill("key=learning_rate");
    await page.getByText("learning_rate").waitFor();
    await page.getByText("vision").waitFor();
    assert.equal(await page.getByText("mlflow.source.name").isVisible(), false);
    await page.getByText(/tags? of MLflow’s own/).click();
    await page.getByText("mlflow.source.name").waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("weather").waitFor();
    await page.getByText("training", { exact: true }).waitFor();
    await page.getByRole("link", { name: "part-of-it" }).waitFor();
    assert.match(page.url(), /tab=origin/);
  });

  test("each kind of file has its preview, reached by keyboard, too", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const preview = page.locator(".preview");
    const open = async (file: string) => {
      await page.goto(address(`?tab=artifacts&file=${encodeURIComponent(file)}`));
      await preview.getByRole("heading", { name: file.split("/").at(-1) ?? "" }).waitFor();
    };
    await page.goto(address("?tab=artifacts"));
    await page.locator(".folder-list button").first().focus();
    while (!(await page.locator(":focus").innerText()).startsWith("kinds"))
      await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^notes\.md/ }).waitFor();
    assert.match(page.url(), /folder=kinds/);
    for (const image of ["kinds/dot.png", "kinds/plot.svg"]) {
      await open(image);
      await preview.getByText(/px$/).waitFor();
    }
    await open("kinds/notes.md");
    await preview.getByRole("heading", { name: "Results" }).waitFor();
    await preview.locator(".markdown table").waitFor();
    await preview.locator(".markdown img").waitFor();
    await open("kinds/deep.json");
    for (let level = 0; level < 2; level++)
      await preview.getByRole("button", { expanded: false }).first().click();
    await preview.getByText("found me").waitFor();
    await open("kinds/rows.csv");
    await preview.getByRole("cell", { name: 'said "no", twice' }).waitFor();
    await open("kinds/rows.parquet");
    await preview.getByText("100 of 250 rows").waitFor();
    await preview.getByRole("cell", { name: "9007199254740993" }).first().waitFor();
    await open("kinds/MLmodel");
    await preview.getByText("flavors:").waitFor();
    await open("kinds/long.log");
    await preview.getByText(/of 600/).waitFor();
    await preview.getByRole("button", { name: "Show more" }).click();
    await preview.getByText(/^524.* of 600/).waitFor();
    await open("kinds/page.html");
    const shown = page.frameLocator("iframe.page-preview");
    await shown.getByText("A page").waitFor();
    await open("kinds/model.pkl");
    await preview.getByText("Files of this kind are not shown here").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      preview.getByRole("link", { name: "Download" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "model.pkl");
    assert.deepEqual(readFileSync(await download.path()).subarray(0, 3), Buffer.from([0x80, 0x04, 0x00]));
    assert.deepEqual(browser.errors, []);
  });

  test("hostile files run nothing in our origin and hold nothing up", async () => {
    await using browser = await openBrowser({ holdsPolicy: true });
    const { page } = browser;
    // What hostile files try: to call the server, to leave a trace here, to open a dialog. What the browser refuses to
    // ask for has no response.
    const calls: string[] = [];
    page.on("response", (response) => {
      if (response.url().includes("stolen")) calls.push(response.url());
    });
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    const opened = hostileFiles.map(({ path, sign }) => ({ path, sign }));
    for (const { path, sign } of opened) {
      await page.goto(address(`?tab=artifacts&file=${encodeURIComponent(path)}`));
      await page.locator(".preview").getByText(sign).first().waitFor();
      if (path.endsWith(".html")) {
        await page.getByLabel("Run its scripts").check();
        await page
          .frameLocator("iframe.page-preview")
          .getByText("ran, and: refused refused refused")
          .waitFor();
      }
      assert.equal(await page.evaluate("window.hacked === undefined"), true, path);
      assert.equal(await page.evaluate("6 * 7"), 42, `${path} holds the page up`);
    }
    // Opened by itself, a page is in no origin either, and its parent is itself.
    await page.goto(`${house.url}/api/v1/runs/${runId}/artifact-page?scripts=1&path=hostile/script.html`);
    await page.getByText("ran, and: refused reached refused").waitFor();
    assert.equal(await page.evaluate("self.origin"), "null");
    assert.deepEqual([calls, dialogs], [[], 0]);
  });

  const places = [
    ["metrics", ""],
    ["smooth", "?axis=wall&scale=log&smooth=0.8"],
    ["params", "?tab=params"],
    ["origin", "?tab=origin"],
    ["markdown", "?tab=artifacts&folder=kinds&file=kinds/notes.md"],
    ["json", "?tab=artifacts&folder=kinds&file=kinds/deep.json"],
    ["table", "?tab=artifacts&folder=kinds&file=kinds/rows.parquet"],
    ["page", "?tab=artifacts&folder=kinds&file=kinds/page.html"],
  ] as const;
  for (const look of [
    { scheme: "light", width: 1280, locale: "en-GB" },
    { scheme: "dark", width: 1280, locale: "pt-BR" },
    { scheme: "light", width: 400, locale: "pt-BR" },
    { scheme: "dark", width: 400, locale: "en-GB" },
  ] as const) {
    const name = `${look.scheme}-${look.width}-${look.locale}`;
    test(`${name}: no error, no violation of WCAG 2.2 AA, nothing wider than the window`, async () => {
      await using browser = await openBrowser(look);
      const { page } = browser;
      for (const [place, query] of places) {
        await page.goto(address(query));
        await settled(page);
        const path = join(import.meta.dirname, "../../.cache/screenshots/run-page", `${name}-${place}.png`);
        await page.screenshot({ path, fullPage: true });
        assert.deepEqual(browser.errors, [], place);
        assert.deepEqual(await violations(page), [], place);
        assert.equal(
          await page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"),
          0,
          `${place} scrolls sideways`,
        );
      }
    });
  }
});

/** A run with all that a page can show of it, logged over MLflow's protocol. */
async function logRun(url: string): Promise<string> {
  const id = await startLogging(url, "0", {
    "mlflow.runName": "resnet-50 on clouds",
    "mlflow.user": "ana",
    "mlflow.source.name": "train.py",
    "mlflow.note.content":
      "# Why this run\n\nThe [paper](https://example.org/paper) and a [trick](javascript:hacked=1) <img src=x onerror=hacked=1>",
    team: "vision",
  });
  const at = Date.now() - 60_000;
  const curve = (key: string, count: number, of: (step: number) => number | string) =>
    Array.from({ length: count }, (_, step) => ({ key, value: of(step), step, timestamp: at + step * 100 }));
  const noisy = (step: number) => Math.exp(-step / 80) + 0.1 * Math.abs(Math.sin(step * 12.9898));
  await logPoints(url, id, [
    ...curve("train/loss", 300, (step) => (step === 100 ? "NaN" : step === 180 ? "Infinity" : noisy(step))),
    ...curve("train/accuracy", 300, (step) => 1 - noisy(step) / 1.2),
    ...curve("val/loss", 60, (step) => noisy(step * 5) * 1.1),
    ...curve("system/gpu_0_utilization_percentage", 120, (step) => 70 + 25 * Math.sin(step / 9)),
    ...curve("train/long", 20_000, (step) => Math.sin(step / 700) + 0.1 * Math.sin(step * 3)),
    { key: "final_score", value: 0.914_23, step: 0, timestamp: at },
  ]);
  await mlflow(url, "runs/log-batch", {
    run_id: id,
    params: Array.from({ length: 30 }, (_, index) => ({
      key: `layer_${index}.units`,
      value: String(64 + index),
    })).concat([
      { key: "learning_rate", value: "0.001" },
      { key: "optimizer", value: "adam with a very long description of what it does ".repeat(6) },
    ]),
  });
  await mlflow(url, "runs/log-inputs", {
    run_id: id,
    datasets: [
      {
        tags: [{ key: "mlflow.data.context", value: "training" }],
        dataset: {
          name: "weather",
          digest: "0a1b2c3d",
          source_type: "http",
          source: '{"url":"https://example.org/w.csv"}',
        },
      },
    ],
  });
  const { model } = await mlflow<{ model: { info: { model_id: string } } }>(url, "logged-models", {
    experiment_id: "0",
    name: "classifier",
    source_run_id: id,
  });
  await mlflow(url, "runs/outputs", { run_id: id, models: [{ model_id: model.info.model_id, step: 0 }] });
  await startLogging(url, "0", { "mlflow.parentRunId": id, "mlflow.runName": "part-of-it" });
  return id;
}

async function settled(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForFunction(
    `document.querySelector(".mantine-Skeleton-root") === null && document.querySelector("main [role=tabpanel]") !== null`,
  );
  await page.waitForLoadState("networkidle").catch(() => undefined);
}
