import assert from "node:assert/strict";
import { test } from "node:test";
import { fromMlflowLink } from "../../../web/shell/mlflow-links.ts";

test("addresses that MLflow's clients print lead to our pages", () => {
  const run = "01a21e6d2e17c9276c3c791091dfc9dd";
  assert.equal(fromMlflowLink(`#/experiments/2/runs/${run}`), `/runs/${run}`);
  assert.equal(fromMlflowLink("#/experiments/2"), "/experiments/2");
  assert.equal(fromMlflowLink("#/models/iris%20x/versions/3"), "/models/iris%20x");
  for (const hash of ["", "#top", "#/experiments/x", "#/runs/1"])
    assert.equal(fromMlflowLink(hash), undefined);
});
