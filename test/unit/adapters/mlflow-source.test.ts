import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress } from "../../../src/adapters/mlflow/address.ts";
import { isPlainName } from "../../../src/adapters/mlflow/safe-name.ts";
import { PrumoError } from "../../../src/kernel/errors/prumo-error.ts";

test("an address loses its credentials and its last slash, and keeps its prefix", () => {
  const address = readAddress("https://ana:p%40ss@mlflow.example.com/team/", undefined);
  assert.equal(address.url, "https://mlflow.example.com/team");
  // RFC 7617: base64 of user, colon, password.
  assert.equal(address.headers["authorization"], `Basic ${btoa("ana:p@ss")}`);
  const token = readAddress("http://ana:x@localhost:5000", { token: "t" });
  assert.deepEqual(token, { url: "http://localhost:5000", headers: { authorization: "Bearer t" } });
});

test("what is no address of a server is refused, without its password", () => {
  for (const from of [
    "file:///srv/mlruns",
    "sqlite:///m.db",
    "databricks",
    "mlruns",
    "ftp://ana:secret@x",
    "http://x/?a=b",
  ]) {
    assert.throws(
      () => readAddress(from, undefined),
      (error) =>
        error instanceof PrumoError && error.code === "import/bad-address" && !/secret/.test(error.message),
    );
  }
});

test("a plain name is one part of a path, whoever decodes it", () => {
  for (const name of ["model.pkl", "olá mundo.txt", "..a", "a..", "100%", "a%20b", ".hidden"]) {
    assert.ok(isPlainName(name), name);
  }
  for (const name of [
    "",
    ".",
    "..",
    "a/b",
    "/a",
    "a\\b",
    "%2e%2e",
    "%252e%252e",
    "a%2fb",
    "..;x",
    "C:x",
    "a\n",
    "a#b",
    "x".repeat(1_001),
  ]) {
    assert.ok(!isPlainName(name), name);
  }
});
