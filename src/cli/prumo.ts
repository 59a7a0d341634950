#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { limitMemory } from "./server-memory.ts";

/** The oldest Node.js on which prumo runs; older ones lack what it stands on and would fail obscurely. */
const oldestNode = 24;

if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  process.stderr.write(
    `prumo needs Node.js ${oldestNode} or newer; this is ${process.versions.node}.\n` +
      `Run it through npm (npm run prumo -- …), which brings its own, or install Node.js ${oldestNode}.\n`,
  );
  process.exit(2);
}
// A reader such as `head` may have enough before we have said all: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
if (process.argv[2] === "up") limitMemory();
enableCompileCache();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
