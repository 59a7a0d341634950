"""Fills the SQLite file of an MLflow server with runs, as its own tables have them: by REST it would take an hour."""

import random
import sqlite3
import sys
import uuid

path, experiment, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(1)
database = sqlite3.connect(path)
runs, latest, metrics, params, tags = [], [], [], [], []
for i in range(count):
    run = uuid.uuid4().hex
    accuracy = random.random()
    runs.append((run, f"r{i}", "UNKNOWN", "", "", "u", "FINISHED", 1000 + i, 2000 + i, "", "active", f"mlflow-artifacts:/{experiment}/{run}/artifacts", experiment))
    for key, value in (("acc", accuracy), ("loss", 1 - accuracy)):
        latest.append((key, value, 1, run, 0, 0))
        metrics.append((key, value, 1, run, 0, 0))
    params.extend([("depth", str(i % 50), run), ("rate", str(i % 7), run)])
    tags.append(("team", f"t{i % 20}", run))
database.executemany(
    "insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id) values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
    runs,
)
database.executemany("insert into latest_metrics (key, value, timestamp, run_uuid, step, is_nan) values (?,?,?,?,?,?)", latest)
database.executemany("insert into metrics (key, value, timestamp, run_uuid, step, is_nan) values (?,?,?,?,?,?)", metrics)
database.executemany("insert into params (key, value, run_uuid) values (?,?,?)", params)
database.executemany("insert into tags (key, value, run_uuid) values (?,?,?)", tags)
database.commit()
