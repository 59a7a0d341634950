import assert from "node:assert/strict";
import { mkdir, mkdtempDisposable, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { fileIdentity, locateSource } from "../../../../src/lifecycle/sources/index.ts";

async function project() {
  const folder = await mkdtempDisposable(join(tmpdir(), "prumo-locate-"));
  const dir = join(folder.path, "outer", "project");
  await mkdir(join(dir, "data"), { recursive: true });
  await writeFile(join(dir, "data", "in.csv"), "a\n1\n");
  await writeFile(join(folder.path, "outer", "secret.csv"), "a\n1\n");
  return { dir, outer: join(folder.path, "outer"), [Symbol.asyncDispose]: () => folder.remove() };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PrumoError) return error.code;
    throw error;
  }
  return "none";
}

describe("locateSource", () => {
  it("finds files inside the project", async () => {
    await using at = await project();
    assert.equal(await locateSource(at.dir, "data/in.csv"), join(at.dir, "data", "in.csv"));
    assert.equal(await locateSource(at.dir, "./data/../data/in.csv"), join(at.dir, "data", "in.csv"));
    assert.equal(await locateSource(at.dir, join(at.dir, "data", "in.csv")), join(at.dir, "data", "in.csv"));
  });

  it("stays inside the project, whatever the path", async () => {
    await using at = await project();
    await symlink(join(at.outer, "secret.csv"), join(at.dir, "link.csv"));
    await symlink(at.outer, join(at.dir, "up"));
    for (const path of [
      "../secret.csv",
      "/etc/passwd",
      "link.csv",
      "up/secret.csv",
      "data/../../secret.csv",
      "a\0b",
    ]) {
      assert.equal(await codeOf(locateSource(at.dir, path)), "sources/outside-project", path);
    }
  });

  it("says when there is no such file, or it is none", async () => {
    await using at = await project();
    assert.equal(await codeOf(locateSource(at.dir, "data/absent.csv")), "sources/file-missing");
    assert.equal(await codeOf(locateSource(at.dir, "data")), "sources/unreadable-file");
  });

  it("finds files of packages: of the project first, then of those above it", async () => {
    await using at = await project();
    for (const [dir, name] of [
      [at.outer, "pack"],
      [at.outer, "@scope/pack"],
      [at.dir, "pack"],
    ] as const) {
      await mkdir(join(dir, "node_modules", name), { recursive: true });
      await writeFile(join(dir, "node_modules", name, "x.csv"), "a\n");
    }
    const near = join(at.dir, "node_modules", "pack", "x.csv");
    assert.equal(await locateSource(at.dir, "npm:pack/x.csv"), near);
    const scoped = join(at.outer, "node_modules", "@scope/pack", "x.csv");
    assert.equal(await locateSource(at.dir, "npm:@scope/pack/x.csv"), scoped);
  });

  it("finds the flights wherever the project is, since prumo brings them", async () => {
    await using at = await project();
    const path = await locateSource(at.dir, "npm:vega-datasets/data/flights-3m.parquet");
    assert.match(path, /vega-datasets\/data\/flights-3m\.parquet$/);
  });

  it("stays inside the package", async () => {
    await using at = await project();
    const bad = [
      "npm:vega-datasets/../../package.json",
      "npm:../x/y",
      "npm:vega-datasets",
      "npm:",
      "npm:./x",
    ];
    for (const path of bad) {
      assert.equal(await codeOf(locateSource(at.dir, path)), "sources/outside-project", path);
    }
    assert.equal(await codeOf(locateSource(at.dir, "npm:no-such-pack/x.csv")), "sources/package-missing");
  });
});

describe("fileIdentity", () => {
  // sha256 of "abc", from FIPS 180-4's examples
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const old = new Date(Date.UTC(2001, 0, 1));

  it("is the SHA-256, remembered until the file changes", async () => {
    await using at = await project();
    const path = join(at.dir, "abc");
    const memory = join(at.dir, ".prumo", "identities");
    await writeFile(path, "abc");
    await utimes(path, old, old);
    assert.equal(await fileIdentity(path, memory), abc);
    assert.equal(await fileIdentity(path, memory), abc);
    await writeFile(path, "abd");
    await utimes(path, old, old); // same size, same time: still seen, by the time of the inode's change
    assert.notEqual(await fileIdentity(path, memory), abc);
  });

  it("reads the file again when its memory is damaged or cannot be written", async () => {
    await using at = await project();
    const path = join(at.dir, "abc");
    await writeFile(path, "abc");
    await utimes(path, old, old);
    await writeFile(join(at.dir, "blocked"), "");
    assert.equal(await fileIdentity(path, join(at.dir, "blocked")), abc);
  });
});
