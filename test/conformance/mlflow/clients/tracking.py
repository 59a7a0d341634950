"""Runs, metrics, parameters, tags, datasets and artifacts by the fluent API and the client."""

import math
import os
import tempfile

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()
assert client.get_experiment("0").name == "Default"
experiment = mlflow.set_experiment("fluent")
assert experiment.lifecycle_stage == "active" and experiment.artifact_location.startswith("mlflow-artifacts:/")

with mlflow.start_run(run_name="parent", tags={"team": "a"}) as parent:
    mlflow.log_param("depth", 3)
    mlflow.log_params({"rate": 0.1, "name": "x" * 7_000, "empty": ""})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"nan": float("nan"), "up": float("inf"), "down": float("-inf")}, step=2)
    mlflow.log_dict({"a": [1, 2]}, "files/a.json")
    mlflow.log_text("olá", "files/ü ber.txt")
    mlflow.log_table({"q": ["x"], "a": ["y"]}, "table.json")
    mlflow.log_input(mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2]}), name="frame"), context="training")
    with mlflow.start_run(nested=True) as child:
        mlflow.log_metric("loss", 0.5)

run = client.get_run(parent.info.run_id)
assert run.info.status == "FINISHED" and run.info.run_name == "parent" and run.info.end_time is not None
assert run.data.params["depth"] == "3" and run.data.params["empty"] == "" and len(run.data.params["name"]) == 6_000
assert run.data.metrics["loss"] == 0.2 and math.isnan(run.data.metrics["nan"])
assert run.data.metrics["up"] == 1.7976931348623157e308 and run.data.metrics["down"] == -1.7976931348623157e308
assert [m.value for m in client.get_metric_history(run.info.run_id, "loss")] == [1 / (s + 1) for s in range(5)]
assert [i.dataset.name for i in run.inputs.dataset_inputs] == ["frame"]
assert run.inputs.dataset_inputs[0].tags[0].value == "training"
assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == run.info.run_id

files = [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run.info.run_id)]
assert files[0] == ("files", True, None) and files[1][0] == "table.json", files
assert [f.path for f in client.list_artifacts(run.info.run_id, "files")] == ["files/a.json", "files/ü ber.txt"]
assert client.list_artifacts(run.info.run_id, "nowhere") == []
assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/files/a.json") == {"a": [1, 2]}
assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/files/ü ber.txt") == "olá"

with tempfile.TemporaryDirectory() as folder:
    for name, size in {"zero": 0, "one": 1, "five": 5_000_000}.items():
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(os.urandom(size))
        client.log_artifact(run.info.run_id, path, "sizes")
        back = client.download_artifacts(run.info.run_id, f"sizes/{name}", tempfile.mkdtemp(dir=folder))
        with open(path, "rb") as sent, open(back, "rb") as got:
            assert sent.read() == got.read(), name

# Logging goes on after the end, and a parameter never changes.
client.log_metric(run.info.run_id, "late", 1)
client.log_param(run.info.run_id, "depth", 3)
try:
    client.log_param(run.info.run_id, "depth", 4)
    raise AssertionError("a parameter was changed")
except MlflowException as error:
    assert "Changing param values is not allowed" in str(error), error

client.log_batch(
    run.info.run_id,
    metrics=[mlflow.entities.Metric(f"m{i}", i, 1, 0) for i in range(900)],
    params=[mlflow.entities.Param(f"p{i}", str(i)) for i in range(50)],
    tags=[mlflow.entities.RunTag(f"t{i}", str(i)) for i in range(50)],
)
assert len(client.get_run(run.info.run_id).data.metrics) >= 904
client.delete_tag(run.info.run_id, "t0")
client.delete_run(child.info.run_id)
assert client.get_run(child.info.run_id).info.lifecycle_stage == "deleted"
try:
    client.log_metric(child.info.run_id, "x", 1)
    raise AssertionError("a deleted run took a metric")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE"
client.restore_run(child.info.run_id)

client.delete_experiment(experiment.experiment_id)
assert client.get_experiment_by_name("fluent").lifecycle_stage == "deleted"
assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
try:
    client.create_experiment("fluent")
    raise AssertionError("the name of a deleted experiment was given away")
except MlflowException as error:
    assert error.error_code == "RESOURCE_ALREADY_EXISTS"
client.restore_experiment(experiment.experiment_id)
assert client.get_run(run.info.run_id).info.lifecycle_stage == "active"
client.rename_experiment(experiment.experiment_id, "renamed")
client.set_experiment_tag(experiment.experiment_id, "k", "v")
assert client.get_experiment_by_name("renamed").tags["k"] == "v"
assert client.get_experiment_by_name("nobody") is None
