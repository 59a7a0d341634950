import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commands } from "../../../src/cli/commands.ts";

const cli = join(import.meta.dirname, "../../../src/cli/prumo.ts");

function prumo(args: readonly string[], cwd: string = import.meta.dirname) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("--help names every command", () => {
  const { status, stdout } = prumo(["--help"]);
  assert.equal(status, 0);
  for (const { name } of commands) assert.match(stdout, new RegExp(`^  ${name.split(" ")[0]}\\b`, "m"));
});

test("every command answers to --help with its summary and its options", () => {
  for (const { name, summary, options = [] } of commands) {
    const { status, stdout } = prumo([...name.split(" "), "--help"]);
    assert.equal(status, 0, name);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.ok(text.includes(summary), name);
    for (const { flags } of [...options, { flags: "--json" }])
      assert.ok(text.includes(flags), `${name} ${flags}`);
  }
});

const mistakes: [args: string[], exit: number, text: RegExp][] = [
  [["modle", "list"], 2, /no command modle[\s\S]*prumo model list/],
  [["model", "lsit"], 2, /no command model lsit[\s\S]*model list/],
  [["predict"], 2, /missing required argument/i],
  [["flow", "--colour"], 2, /unknown option/i],
  [["init", "--template", "nonesuch"], 2, /no template nonesuch[\s\S]*flight-delays/],
  [["run", "train", "--param", "trees"], 2, /name=value/],
  [["up", "--port", "seven"], 2, /whole number/],
];

for (const [args, exit, text] of mistakes) {
  test(`prumo ${args.join(" ")} says what to do and exits with ${exit}`, () => {
    const directory = mkdtempSync(join(tmpdir(), "prumo-cli-"));
    try {
      if (args[0] === "up") prumo(["init", ".", "--template", "blank"], directory);
      const { status, stdout, stderr } = prumo(args, directory);
      assert.equal(status, exit);
      assert.match(stderr, text);
      assert.doesNotMatch(stderr, /\n\s+at /, "no stack trace without --verbose");
      assert.equal(stdout, "");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

test("outside a project, commands say how to start one; --json says it as a document", () => {
  const directory = mkdtempSync(join(tmpdir(), "prumo-cli-"));
  try {
    const human = prumo(["dataset", "list"], directory);
    assert.equal(human.status, 2);
    assert.match(human.stderr, /prumo init/);
    const json = prumo(["dataset", "list", "--json"], directory);
    const { error } = JSON.parse(json.stdout) as { error: { code: string; repair: string } };
    assert.equal(error.code, "project/not-found");
    assert.match(error.repair, /prumo init/);
    assert.match(prumo(["dataset", "list", "--verbose"], directory).stderr, /\n\s+at /);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("init refuses a folder that holds a project, and leaves it as it was", () => {
  const directory = mkdtempSync(join(tmpdir(), "prumo-cli-"));
  try {
    assert.equal(prumo(["init", "."], directory).status, 0);
    const again = prumo(["init", ".", "--template", "blank"], directory);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /already holds prumo\.config\.ts/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
