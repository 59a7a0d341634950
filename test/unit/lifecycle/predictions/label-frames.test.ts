import assert from "node:assert/strict";
import { test } from "node:test";
import { readFrames, writeFrame } from "../../../../src/lifecycle/predictions/label-frames.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";

const frames = [
  { at: 1, labels: [{ id: "prd_0a", label: 1 }] },
  {
    at: 2,
    labels: [
      { id: "prd_0b", label: 0.1 + 0.2 },
      { id: "prd_0c", label: -1e-300 },
    ],
  },
  { at: 3, labels: [{ id: "prd_0d", label: 12_345_678_901_234 }] },
];
const log = Buffer.concat(frames.map(writeFrame));

test("frames come back as they were, numbers to the last bit", () => {
  assert.deepEqual([...readFrames(log)], frames);
  assert.deepEqual([...readFrames(Buffer.alloc(0))], []);
});

test("a log that is cut anywhere gives the frames before the cut, and never part of one", () => {
  const ends = frames.map((_, i) => Buffer.concat(frames.slice(0, i + 1).map(writeFrame)).length);
  for (let cut = 0; cut <= log.length; cut++) {
    const whole = ends.filter((end) => end <= cut).length;
    assert.deepEqual([...readFrames(log.subarray(0, cut))], frames.slice(0, whole), `cut at ${cut}`);
  }
});

test("a flipped bit is never read as a label", () => {
  const random = seededRandom(3);
  for (let i = 0; i < 500; i++) {
    const damaged = Buffer.from(log);
    const at = random.below(damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
    const read = [...readFrames(damaged)];
    assert.deepEqual(read, frames.slice(0, read.length));
    assert.ok(read.length < frames.length, "the damage went unseen");
  }
});
