"""Files on the server's own disk, which clients write to by themselves: no proxy hands them out."""

import os
import tempfile
import warnings

import mlflow
from mlflow import MlflowClient

warnings.filterwarnings("ignore")
client = MlflowClient()
with mlflow.start_run() as run:
    assert not run.info.artifact_uri.startswith("mlflow-artifacts"), run.info.artifact_uri
    mlflow.log_text("of the run", "notes/a.txt")
model = client.create_logged_model(run.info.experiment_id, name="m", source_run_id=run.info.run_id)
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "weights.txt"), "w") as file:
        file.write("of the model")
    client.log_model_artifacts(model.model_id, folder)
client.finalize_logged_model(model.model_id, "READY")
client.create_registered_model("plain")
client.create_model_version("plain", f"{run.info.artifact_uri}/notes", run.info.run_id)
print(run.info.run_id, model.model_id)
