import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { paths } from "../../web/shell/paths.ts";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import type { TestHouse } from "../support/house.ts";
import { overflow, violations } from "../support/look-at.ts";
import { longTag, mlflowOf, openModelsHouse } from "../support/models-house.ts";

const model = "clients-only";
const params = { name: model };

/** Keys of the marks that are drawn in the page, by the attribute that they bear. */
async function drawn(page: Page, attribute: string): Promise<readonly number[]> {
  const keys = await page
    .locator(`svg [${attribute}]`)
    .evaluateAll((all, name) => all.map((mark) => Number(mark.getAttribute(name))), attribute);
  return keys.toSorted((a, b) => a - b);
}

async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector("main h1");
  await page.waitForFunction(`document.querySelector(".mantine-Skeleton-root") === null`);
}

describe("models pages", { skip: whyNoBrowser() }, () => {
  let house: TestHouse;
  before(async () => {
    house = await openModelsHouse();
  });
  after(() => house[Symbol.asyncDispose]());
  const at = (path: string) => house.url + path;
  const history = async (name = model) =>
    (await house.client.models.history({ params: { name }, query: { limit: 1_000 } })).items;

  test("the list has models of every make; prompts only when asked for", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.models));
    const names = async () =>
      (await page.locator(".table tbody tr td:first-child a").allTextContents()).toSorted();
    assert.deepEqual(await names(), ["clients-only", "flight-delays"]);
    const row = page.locator("tr", { hasText: "flight-delays" }).first();
    await row.getByRole("link", { name: "v3" }).waitFor();
    assert.equal(await row.locator("svg.sparkline polyline").count(), 1, "two packages make a course");
    await page.getByLabel("Show prompts too").check();
    await page.getByRole("link", { name: "greeting" }).waitFor();
    assert.deepEqual(await names(), ["clients-only", "flight-delays", "greeting"]);
    await page.reload();
    await page.getByRole("link", { name: "greeting" }).waitFor();
    const odd = "50% more? <b>&co #1";
    await mlflowOf(house).post("registered-models/create", { name: odd });
    await mlflowOf(house).post("model-versions/create", { name: odd, source: "s3://bucket/odd" });
    await page.getByRole("link", { name: odd }).click();
    await page.getByRole("heading", { level: 1, name: odd }).waitFor();
    await page.locator('[data-lane="versions"] [data-point]').click({ force: true });
    await page.getByRole("heading", { level: 1, name: `${odd} v1` }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: `${odd} v1` }).waitFor();
    await house.client.models.delete({ params: { name: odd }, body: {} });
  });

  test("the marks of the time line are the history", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.model(model)));
    await page.locator("svg [data-bar]").first().waitFor();
    const tenures = (await history()).filter(({ alias }) => alias !== "None");
    assert.ok(tenures.length >= 7, `${tenures.length}`);
    const seqs = tenures.map(({ seq }) => seq).toSorted((a, b) => a - b);
    assert.deepEqual(await drawn(page, "data-bar"), seqs);
    const { promotions } = await house.client.models.promotions({ params });
    const ends = promotions.filter(({ toVersion }) => toVersion === null).map(({ seq }) => seq);
    const lanes = await page
      .locator("svg [data-lane]")
      .evaluateAll((all) => all.map((lane) => String(lane.getAttribute("data-lane"))));
    assert.deepEqual(lanes.toSorted(), [
      "alias/champion",
      "alias/previous",
      "stage/Archived",
      "stage/Production",
      "versions",
    ]);
    const points = await page
      .locator('[data-lane="versions"] [data-point]')
      .evaluateAll((all) => all.map((point) => String(point.getAttribute("data-point"))));
    assert.deepEqual(points.toSorted(), ["1", "2", "3"]);
    const crosses = await page
      .locator('[data-lane="alias/champion"] [data-point]')
      .evaluateAll((all) => all.map((point) => Number(point.getAttribute("data-point"))));
    assert.deepEqual(crosses, ends);

    const champion = tenures.filter(({ alias }) => alias === "champion").toSorted((a, b) => a.from - b.from);
    const boxes = await Promise.all(
      champion.map(({ seq }) => page.locator(`[data-bar="${seq}"] rect`).boundingBox()),
    );
    for (const [index, box] of boxes.entries()) {
      const next = boxes[index + 1];
      assert.ok(box !== null && box.width > 0);
      if (next) assert.ok(next.x >= box.x, "later tenures are farther right");
    }
    const last = champion.at(-1);
    await page.locator(`[data-bar="${last?.seq}"] rect`).hover({ force: true });
    const tip = await page.locator(".time-line-tip").textContent();
    assert.match(tip ?? "", /champion: v3.*now.*client/s);
    await page.locator(`[data-bar="${last?.seq}"]`).click({ force: true });
    await page.waitForURL(at(paths.modelVersion(model, 3)));
  });

  test("the time line is zoomed by dragging and by the keyboard, and shows all again", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.model(model)));
    const status = page.locator(".time-line-tools [role=status]");
    const whole = await status.textContent();
    await page.getByRole("button", { name: "Zoom in" }).press("Enter");
    assert.notEqual(await status.textContent(), whole);
    await page.getByRole("button", { name: "All", exact: true }).press("Enter");
    assert.equal(await status.textContent(), whole);
    const box = await page.locator(".time-line-svg").boundingBox();
    assert.ok(box);
    const y = box.y + box.height - 30;
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, y, { steps: 4 });
    await page.mouse.up();
    assert.notEqual(await status.textContent(), whole);
    await page.mouse.dblclick(box.x + box.width * 0.7, y);
    assert.equal(await status.textContent(), whole);
    await page.getByRole("button", { name: /over time/ }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "PNG" }).click();
    const picture = readFileSync(await (await saved).path());
    assert.equal(picture.subarray(1, 4).toString(), "PNG");
    assert.ok(picture.length > 5_000, "a picture of nothing is smaller");
  });

  test("which version stood where at a moment is one address", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const tenures = (await history()).filter(({ alias }) => alias === "champion");
    const second = tenures.find(({ version }) => version === 2);
    assert.ok(second);
    const moment = new Date(second.from).toISOString();
    await arrive(page, at(`${paths.modelHistory(model)}?alias=champion&at=${moment}`));
    await page.getByRole("heading", { name: "champion was v2" }).waitFor();
    const answer = await page.getByRole("region", { name: "Answer" }).textContent();
    const asText = (time: number | null) => new Date(time ?? 0).toISOString().slice(0, 19).replace("T", " ");
    for (const part of [asText(second.from), asText(second.until), second.reason, second.by])
      assert.ok(answer?.includes(part), `${part} in ${answer}`);
    await page
      .getByRole("region", { name: "Answer" })
      .getByRole("link", { name: `${model} v2` })
      .waitFor();

    await page.getByLabel("Moment (UTC)").fill("2001-01-01T00:00:00");
    await page.getByText("champion pointed at no version at 2001-01-01 00:00:00 UTC.").waitFor();
    assert.match(page.url(), /at=2001-01-01T00%3A00(%3A00)?Z/);
    await page.getByRole("button", { name: "Now" }).click();
    await page.getByRole("heading", { name: "champion is v3" }).waitFor();
    await page.getByText("In a range").click();
    await page.getByRole("group", { name: "Who stood where in this range" }).waitFor();
    assert.equal(await page.locator(".table-box tbody tr").count(), tenures.length);
    await page.reload();
    await page.getByRole("group", { name: "Who stood where in this range" }).waitFor();
  });

  test("a name that was deleted has its history still", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.model("gone")));
    await page.getByText("This model was deleted. Its history is kept.").waitFor();
    await page.getByRole("link", { name: "Which version when" }).click();
    await page.getByText("No version stood anywhere at").waitFor();
    const [tenure] = await history("gone");
    const moment = new Date(tenure?.from ?? 0).toISOString();
    await arrive(page, at(`${paths.modelHistory("gone")}?at=${moment}`));
    await page.getByRole("heading", { name: "champion was v1" }).waitFor();
    await page.getByText("This was a version of an earlier model of this name").waitFor();
  });

  test("packages are compared by the intervals of their differences, what clients registered without a verdict", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const compared = await house.client.models.compare({
      params: { name: "flight-delays" },
      query: { versions: "1,2" },
    });
    await arrive(page, at(`${paths.modelCompare("flight-delays")}?versions=1,2`));
    assert.equal(compared.isSameData, true);
    await page.getByText("All were measured on the same").waitFor();
    const shown = await page
      .locator("section", { has: page.getByRole("heading", { name: "Metrics", exact: true }) })
      .locator("[data-verdict]")
      .evaluateAll((all) => all.map((each) => each.getAttribute("data-verdict")));
    assert.deepEqual(
      shown,
      compared.metrics.map(({ differences }) => differences[1]?.verdict),
    );
    assert.ok(await page.getByRole("row", { name: /trees/ }).count(), "the parameter that was changed");
    await arrive(page, at(paths.modelCompare(model)));
    await page.getByText("Nobody said for all of them on which data").waitFor();
    const row = page.getByRole("row", { name: /Accuracy/ });
    assert.match((await row.textContent()) ?? "", /0\.850.*0\.900.*no verdict/s);
    await page.getByRole("combobox", { name: "Add a version" }).click();
    await page.getByRole("option", { name: /^v1/ }).click();
    await page.waitForURL(/versions=2(%2C|,)3(%2C|,)1/);
    await page.getByRole("columnheader", { name: "v1 less v2" }).first().waitFor();
  });

  test("a version of a client has its page: source, run, tags, files, history", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.modelVersion(model, "champion")));
    await page.getByRole("heading", { level: 1, name: `${model} v3` }).waitFor();
    const main = page.locator("main");
    assert.match((await main.textContent()) ?? "", /runs:\/[0-9a-f]{32}\/model/);
    assert.ok((await main.textContent())?.includes(longTag.trim()));
    await page.getByRole("button", { name: "data" }).click();
    await page.getByText("model.pkl").waitFor();
    await arrive(page, at(paths.modelVersion(model, 99)));
    await page.getByText("models/no-registered-version").waitFor();
  });

  test("an alias is set with a reason, arrives in the history and is taken back", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.modelVersion(model, 2)));
    await page.getByRole("button", { name: "Set an alias" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Alias").fill("champion");
    await dialog.getByText("It points at v3 now").waitFor();
    await page.waitForFunction(
      `getComputedStyle(document.querySelector(".mantine-Modal-content")).opacity === "1"`,
    );
    assert.deepEqual(await violations(page), [], "the dialog by axe-core");
    await page.screenshot({ path: screenshot("dialog") });
    const act = dialog.getByRole("button", { name: "Set an alias" });
    assert.equal(await act.isDisabled(), true, "no reason yet");
    await dialog.getByLabel("Why").fill("looks better on the spring");
    await act.click();
    await page.getByText("champion points at v2 now.").waitFor();
    const aliased = async () => (await house.client.models.show({ params })).aliases["champion"];
    assert.equal(await aliased(), 2);
    const [move] = (await house.client.models.promotions({ params })).promotions;
    assert.deepEqual([move?.by, move?.reason], ["web", "looks better on the spring"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back: champion points at v2 now.").waitFor();
    assert.equal(await aliased(), 3);
  });

  test("descriptions and tags are changed and taken back; a version is deleted for good", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    const version = { params: { name: model, version: "2" } };
    const read = () => house.client.models.registeredVersion(version);
    await arrive(page, at(paths.modelVersion(model, 2)));
    await page.getByRole("button", { name: "Edit description" }).click();
    await page.getByLabel("Description").fill("without the holidays");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The description is changed.").waitFor();
    assert.equal((await read()).description, "without the holidays");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("No description yet.").waitFor();
    assert.equal((await read()).description, null);
    await page.getByLabel("Key").fill("owner");
    await page.getByLabel("Value").fill("ana");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await page.getByText("Tag owner is set.").waitFor();
    assert.deepEqual((await read()).tags, { owner: "ana" });
    await page.getByRole("button", { name: "Take the tag owner away" }).click();
    await page.getByText("Tag owner is taken away.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back: Tag owner is taken away.").waitFor();
    assert.deepEqual((await read()).tags, { owner: "ana" });

    const made = await mlflowOf(house).post("model-versions/create", {
      name: model,
      source: "s3://bucket/x",
    });
    const { version: last } = made["model_version"] as { version: string };
    await arrive(page, at(paths.modelVersion(model, last)));
    await page.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    const act = dialog.getByRole("button", { name: "Delete" });
    assert.equal(await act.isDisabled(), true, "the name was not typed");
    await dialog.getByLabel(/^Type/).fill(`${model} v${last}`);
    await act.click();
    await page.waitForURL(at(paths.model(model)));
    await assert.rejects(
      house.client.models.registeredVersion({ params: { name: model, version: last } }),
      /not found/,
    );
  });

  test("what moves elsewhere arrives in the open page by itself", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.model(model)));
    await page.getByRole("status", { name: "Connection: Live" }).waitFor();
    await mlflowOf(house).post("model-versions/transition-stage", {
      name: model,
      version: "3",
      stage: "Staging",
    });
    await page.locator('[data-lane="stage/Staging"]').waitFor();
  });

  test("five hundred versions are drawn, and only the rows in view are in the table", async () => {
    const mlflow = mlflowOf(house);
    const name = "many";
    await mlflow.post("registered-models/create", { name });
    for (let made = 0; made < 520; made++) {
      await mlflow.post("model-versions/create", { name, source: "s3://bucket/m" });
      if (made % 4 === 3)
        await mlflow.post("registered-models/alias", {
          name,
          alias: "champion",
          version: String(made + 1),
        });
    }
    await using browser = await openBrowser();
    const { page } = browser;
    await arrive(page, at(paths.model(name)));
    await page.locator('[data-lane="versions"] [data-point]').first().waitFor();
    assert.equal((await drawn(page, "data-bar")).length, 130);
    assert.equal(await page.locator('[data-lane="versions"] [data-point]').count(), 500);
    await page.getByText("500 of 520 versions are here.").waitFor();
    assert.ok((await page.locator(".table-box tbody tr").count()) < 100);
    await page.getByRole("button", { name: "Show older ones" }).last().click();
    await page.waitForFunction(
      `document.querySelectorAll('[data-lane="versions"] [data-point]').length === 520`,
    );
    await page.screenshot({ path: screenshot("many"), fullPage: true });
    assert.equal(await overflow(page), 0);
  });

  const screenshot = (name: string) =>
    join(import.meta.dirname, "../../.cache/screenshots/models", `${name}.png`);

  for (const [scheme, width, locale] of [
    ["light", 1280, "en-GB"],
    ["dark", 1280, "en-GB"],
    ["light", 400, "pt-BR"],
    ["dark", 400, "pt-BR"],
  ] as const) {
    test(`every page in ${scheme} at ${width} px in ${locale}: no violation of WCAG 2.2 AA, nothing wider`, async () => {
      await using browser = await openBrowser({ scheme, width, locale });
      const { page } = browser;
      const moment = new Date((await history())[2]?.from ?? 0).toISOString();
      for (const [name, path] of [
        ["list", `${paths.models}?prompts=shown`],
        ["model", paths.model(model)],
        ["model-of-pipeline", paths.model("flight-delays")],
        ["version", paths.modelVersion(model, 3)],
        ["package", paths.modelVersion("flight-delays", 2)],
        ["history", `${paths.modelHistory("flight-delays")}?alias=live`],
        ["history-moment", `${paths.modelHistory(model)}?at=${moment}`],
        ["history-range", `${paths.modelHistory(model)}?kind=range`],
        ["compare", `${paths.modelCompare("flight-delays")}?versions=1,2`],
        ["compare-clients", paths.modelCompare(model)],
      ] as const) {
        await arrive(page, at(path));
        await page.screenshot({ path: screenshot(`${name}-${scheme}-${width}`), fullPage: true });
        assert.deepEqual(browser.errors, [], `${name} in the console`);
        assert.deepEqual(await violations(page), [], `${name} by axe-core`);
        assert.equal(await overflow(page), 0, `${name} scrolls sideways`);
      }
    });
  }
});
