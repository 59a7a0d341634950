"""One of everything that an MLflow server can hold, for the import to copy."""

import os
import tempfile
import warnings

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
client = MlflowClient()
features, target = load_iris(return_X_y=True)

with mlflow.start_run(run_name="in the default experiment"):
    mlflow.log_metric("loss", 0.5)

mlflow.set_experiment("churn / 2026 – ação")
client.set_experiment_tag(mlflow.get_experiment_by_name("churn / 2026 – ação").experiment_id, "team", "dados 日本")
with mlflow.start_run(run_name="pai 👪", description="with *children*") as parent:
    mlflow.log_params({"depth": 5, "rate": 0.1, "texto": "ção " * 100})
    for child in range(3):
        with mlflow.start_run(run_name=f"child {child}", nested=True):
            mlflow.log_param("depth", child)
            for step in range(20):
                mlflow.log_metric("loss", 1 / (1 + step + child), step=step)
    mlflow.log_metrics({"nan": float("nan"), "inf": float("inf"), "minus inf": float("-inf")})
    mlflow.log_metric("loss", float("nan"), step=1)
    mlflow.log_metric("loss", 0.25, step=0)
    dataset = mlflow.data.from_numpy(features, targets=target, name="iris")
    mlflow.log_input(dataset, context="training")
    mlflow.log_text("olá\n", "notes/olá mundo.txt")
    mlflow.log_dict({"a": [1, 2]}, "notes/deep/er/a.json")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bytes.bin")
        with open(path, "wb") as file:
            file.write(np.random.default_rng(1).bytes(3_000_000))
        mlflow.log_artifact(path)
        open(os.path.join(folder, "empty"), "wb").close()
        mlflow.log_artifact(os.path.join(folder, "empty"), "notes")

# More points than one answer of get-history holds, out of order.
with mlflow.start_run(run_name="long", tags={"size": "long"}) as long:
    for start in range(29_000, -1, -1_000):
        points = [Metric("curve", (i * 7919) % 1000 / 8, 1_700_000_000_000 + i, i) for i in range(start, start + 1_000)]
        client.log_batch(long.info.run_id, metrics=points)

with mlflow.start_run(run_name="fails") as failing:
    client.log_batch(failing.info.run_id, params=[Param("depth", "7")], tags=[RunTag("why", "'quoted' \"twice\"")])
client.set_terminated(failing.info.run_id, "FAILED", end_time=1_700_000_000_123)
running = client.create_run(parent.info.experiment_id, run_name="still running", start_time=1_600_000_000_000)
client.log_metric(running.info.run_id, "loss", 3.0, timestamp=5, step=-2)
with mlflow.start_run(run_name="deleted") as gone:
    mlflow.log_param("depth", "1")
    mlflow.log_text("still here", "gone.txt")
client.delete_run(gone.info.run_id)

mlflow.set_experiment("given up")
with mlflow.start_run(run_name="of a deleted experiment"):
    mlflow.log_metric("loss", 9)
client.delete_experiment(mlflow.get_experiment_by_name("given up").experiment_id)
client.create_experiment("empty", tags={"nothing": "yet"})

mlflow.set_experiment("models")
with mlflow.start_run() as run:
    fitted = LogisticRegression(max_iter=200).fit(features, target)
    mlflow.log_param("C", 1.0)
    info = mlflow.sklearn.log_model(fitted, name="iris", registered_model_name="iris", input_example=features[:2])
    mlflow.log_metric("accuracy", 0.97, model_id=info.model_id, dataset=dataset)
    other = LogisticRegression(C=0.001).fit(features, target)
    second = mlflow.sklearn.log_model(other, name="weak")
    with tempfile.TemporaryDirectory() as folder:
        mlflow.sklearn.save_model(other, f"{folder}/model")
        mlflow.log_artifacts(f"{folder}/model", "classic")
with mlflow.start_run() as evaluation:
    mlflow.log_input(dataset, context="evaluation", model=mlflow.entities.LoggedModelInput(info.model_id))
client.log_model_params(second.model_id, {"kind": "weak"})
client.set_logged_model_tags(info.model_id, {"note": "strong"})

mlflow.register_model(second.model_uri, "iris", tags={"quality": "low"})
mlflow.register_model(f"runs:/{run.info.run_id}/iris", "iris")
client.create_model_version("iris", f"{run.info.artifact_uri}/classic", run.info.run_id, description="by its place")
client.delete_model_version("iris", "3")
client.update_registered_model("iris", "Flowers 🌸")
client.update_model_version("iris", "1", "the *first*")
client.set_registered_model_tag("iris", "owner", "ana")
client.set_registered_model_alias("iris", "champion", "2")
client.set_registered_model_alias("iris", "challenger", "1")
client.transition_model_version_stage("iris", "1", "Production")
client.transition_model_version_stage("iris", "2", "Staging")
client.create_registered_model("it's empty")
client.register_prompt("greet", "Olá {{name}}", tags={"language": "pt"})
