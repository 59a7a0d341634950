import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { writeFrame } from "../../../../src/lifecycle/predictions/label-frames.ts";
import { mergeSegments } from "../../../../src/lifecycle/predictions/merge-segments.ts";
import { PredictionStore } from "../../../../src/lifecycle/predictions/prediction-store.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { openTinyWithLog } from "../../../support/tiny-serving.ts";
import { answer, minute, one, window, withLog } from "./with-log.ts";

test("many small segments become one, and nothing changes for who reads", async () => {
  const clock = heldClock(Date.UTC(2026, 0, 1));
  await withLog(
    async (open, directory) => {
      const ids: string[] = [];
      for (let part = 0; part < 14; part++) {
        const answers = await answer(open, 5, part * 5);
        ids.push(...answers.map(({ id }) => id));
        await open.predictions.label("delays", [
          ...answers.map(({ id }) => ({ id, label: 1 })),
          { id: ids[0] ?? "", label: part },
        ]);
        await window(open, 0, 1);
      }
      const before = await window(open, 0, Date.now());
      const dir = join(directory, "predictions");
      const deps = { store: new PredictionStore(open.meta), tables: open.tables, clock, dir };
      const files = async () => (await readdir(join(dir, "delays"))).length;
      assert.equal(await files(), 28);
      // As two processes of one project may do: a row that is in two segments would count twice.
      await Promise.all([mergeSegments(deps), mergeSegments(deps)]);
      assert.equal((await deps.store.segments({})).length, 1);
      assert.equal((await deps.store.labelSegments("delays")).length, 1);
      assert.deepEqual(await window(open, 0, Date.now()), before);
      assert.equal(before[0]?.["label"], 13);
      assert.equal(await files(), 30, "files went while somebody might read them");
      clock.advance(11 * minute);
      await mergeSegments(deps);
      assert.equal(await files(), 2);
      assert.deepEqual(await window(open, 0, Date.now()), before);
    },
    { clock },
  );
});

test("two processes of one project may find the same labels after a crash", async () => {
  await using directory = await temporaryDirectory();
  let id: string;
  {
    await using open = await openTinyWithLog(directory.path, { models: [one] });
    await open.release(1);
    id = (await answer(open, 1))[0]?.id ?? "";
  }
  const log = writeFrame({ at: 1, labels: [{ id, label: 1 }] });
  await writeFile(join(directory.path, "predictions", "delays", "labels-1.log"), log);
  const both = await Promise.allSettled([0, 1].map(() => openTinyWithLog(directory.path, { models: [one] })));
  await using stack = new AsyncDisposableStack();
  for (const opened of both) if (opened.status === "fulfilled") stack.use(opened.value);
  for (const opened of both) {
    assert.equal(opened.status, "fulfilled", opened.status === "rejected" ? String(opened.reason) : "");
    if (opened.status !== "fulfilled") continue;
    const rows = await window(opened.value, 0, Date.now());
    assert.deepEqual(
      rows.map((row) => row["label"]),
      [1],
    );
  }
});

test("when segments cannot be written, answers go on, nothing is lost, and it is told", async () => {
  const told: string[] = [];
  await withLog(
    async (open, directory) => {
      const folder = join(directory, "predictions", "delays");
      await rm(folder, { recursive: true, force: true });
      // a file where the folder should be: even root cannot write into it
      await writeFile(folder, "");
      const ids = (await answer(open, 20)).map(({ id }) => id);
      await open.predictions.flush();
      assert.equal(open.predictions.stats().waiting, 20);
      assert.match(told.join("\n"), /20 rows wait/);
      await rm(folder);
      await open.predictions.flush();
      assert.deepEqual(open.predictions.stats(), { waiting: 0, dropped: 0 });
      assert.deepEqual(
        (await window(open, 0, Date.now())).map((row) => row["id"]),
        ids,
      );
    },
    { warn: (text) => void told.push(text) },
  );
});
