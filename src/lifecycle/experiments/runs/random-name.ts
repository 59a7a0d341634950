import { randomInt } from "node:crypto";

const manners = [
  "brave",
  "calm",
  "clever",
  "eager",
  "fair",
  "gentle",
  "jolly",
  "keen",
  "lucky",
  "merry",
  "nimble",
  "proud",
  "quiet",
  "sharp",
  "sturdy",
  "swift",
  "tidy",
  "upright",
  "vivid",
  "wise",
] as const;
const birds = [
  "auk",
  "bittern",
  "crane",
  "dunlin",
  "egret",
  "finch",
  "grebe",
  "heron",
  "ibis",
  "jacana",
  "kite",
  "lark",
  "martin",
  "osprey",
  "plover",
  "quail",
  "rail",
  "swift",
  "tern",
  "wren",
] as const;

/** A name for a run that was given none: `keen-heron-417`. */
export function randomName(): string {
  return `${manners[randomInt(manners.length)]}-${birds[randomInt(birds.length)]}-${randomInt(1_000)}`;
}
