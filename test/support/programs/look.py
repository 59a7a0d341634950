"""What MLflow's client sees of a pipeline's runs: of the ids given, the inputs, tags, status and files, as JSON."""

import json
import sys

import mlflow

client = mlflow.MlflowClient()
seen = []
for run_id in sys.argv[1:]:
    run = client.get_run(run_id)
    seen.append(
        {
            "status": run.info.status,
            "params": run.data.params,
            "metrics": run.data.metrics,
            "tags": run.data.tags,
            "inputs": [
                {
                    "name": each.dataset.name,
                    "digest": each.dataset.digest,
                    "type": each.dataset.source_type,
                    "source": each.dataset.source,
                    "schema": each.dataset.schema,
                    "profile": each.dataset.profile,
                    "tags": {tag.key: tag.value for tag in each.tags},
                }
                for each in run.inputs.dataset_inputs
            ],
            "outputs": [each.model_id for each in run.outputs.model_outputs],
            "files": [file.path for file in client.list_artifacts(run_id)],
            "found": len(
                client.search_runs(
                    [run.info.experiment_id], f"dataset.digest = '{run.inputs.dataset_inputs[0].dataset.digest}'"
                )
            ),
        }
    )
print(json.dumps(seen))
