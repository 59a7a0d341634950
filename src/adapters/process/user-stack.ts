import { dirname } from "node:path";

/** Frames of our own machinery around the user's code, which only drown theirs. */
const ours = [dirname(import.meta.filename), "node:internal"];

/** The stack trace up to where our code called theirs; the whole of it when nothing of theirs is left. */
export function userStack(error: Error): string {
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split("\n");
  const kept = lines.filter((line) => !/^\s+at /.test(line) || !ours.some((part) => line.includes(part)));
  return (kept.some((line) => /^\s+at /.test(line)) ? kept : lines).join("\n");
}
