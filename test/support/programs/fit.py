"""Training code as anybody writes it: MLflow's fluent API and scikit-learn, no word of prumo but for the files."""

import json
import os
import sys

import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_parquet(os.environ["PRUMO_INPUT_TRAIN"])
mlflow.sklearn.autolog(log_models=False)

with mlflow.start_run() as run:
    model = LogisticRegression(C=0.5).fit(rows[["x", "y"]], rows["label"])
    for step in range(3):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_text("olá", "notes/a.txt")
    if "fail" not in sys.argv:
        logged = mlflow.sklearn.log_model(model, name="model")

print("ended as", mlflow.MlflowClient().get_run(run.info.run_id).info.status)
if "fail" in sys.argv:
    sys.exit(7)
with open(os.environ["PRUMO_OUTPUT_ABOUT"], "w") as file:
    json.dump({"run": run.info.run_id, "model": logged.model_id, "rows": len(rows)}, file)
