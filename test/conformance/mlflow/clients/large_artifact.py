"""A file of 1 GB, whole and in parts."""

import filecmp
import os
import tempfile

import mlflow
from mlflow import MlflowClient

client = MlflowClient()
run_id = client.create_run("0").info.run_id
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "big.bin")
    with open(path, "wb") as file:
        for _ in range(64):
            file.write(os.urandom(1 << 20))
        file.truncate(1 << 30)
    client.log_artifact(run_id, path, "whole")
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    client.log_artifact(run_id, path, "parts")
    for name, multipart in [("whole", "false"), ("parts", "true")]:
        os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD"] = multipart
        back = client.download_artifacts(run_id, f"{name}/big.bin", tempfile.mkdtemp(dir=folder))
        assert filecmp.cmp(path, back, shallow=False), name
        os.remove(back)
assert {f.file_size for f in client.list_artifacts(run_id, "parts")} == {1 << 30}
