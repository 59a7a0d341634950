"""Asks two servers the same questions and asserts that the answers are the same, but for numbers of experiments."""

import json
import os
import sys
import tempfile
import warnings

import mlflow
from mlflow import MlflowClient
from mlflow.artifacts import download_artifacts

warnings.filterwarnings("ignore")
urls, wants_models = sys.argv[1:3], sys.argv[3:4] == ["models"]
theirs, ours = (MlflowClient(url) for url in urls)

FILTERS = [
    "",
    "params.depth = '5'",
    "metrics.loss < 0.3",
    "metrics.acc > 0.5 and params.rate = '3'",
    "tags.team = 't7'",
    "attributes.run_name LIKE '%child%'",
    "attributes.status = 'FAILED'",
    "tags.mlflow.parentRunId != ''",
    "datasets.name = 'iris'",
    "attributes.start_time > 1500",
]
ORDERS = [["start_time DESC"], ["metrics.loss ASC", "run_name ASC"], ["params.depth DESC", "attributes.end_time ASC"], ["tags.team", "metrics.acc DESC"]]
QUESTIONS = [("", order) for order in ORDERS] + [(filter, ORDERS[at % 4]) for at, filter in enumerate(FILTERS[1:])]


def pages(call, **asked):
    token, found = None, []
    while True:
        page = call(page_token=token, **asked)
        found.extend(page)
        token = page.token
        if not token:
            return found


def plain(run, names):
    said = run.to_dictionary()
    said["info"]["experiment_id"] = names[run.info.experiment_id]
    del said["info"]["artifact_uri"]
    del said["inputs"]["model_inputs"]  # MLflow's search leaves them out, its get does not
    return json.dumps(said, sort_keys=True, default=repr)  # NaN is not equal to itself, its text is


def experiments(client):
    found = {}
    for experiment in pages(client.search_experiments, view_type=3):
        tags = {key: value for key, value in experiment.tags.items() if not key.startswith("prumo.imported.")}
        found[experiment.name] = (experiment.experiment_id, experiment.lifecycle_stage, tags)
    return found


def same(what, a, b):
    if a != b:
        pairs = [(x, y) for x, y in zip(a, b) if x != y] if isinstance(a, list) and isinstance(b, list) else [(a, b)]
        raise AssertionError(f"{what}: {len(a)} and {len(b)}; first difference: {pairs[:1]}")


there, here = experiments(theirs), experiments(ours)
same("experiments", {name: rest[1:] for name, rest in there.items()}, {name: rest[1:] for name, rest in here.items()})
count = 0
for name, (id, *_) in there.items():
    names = ({id: name}, {here[name][0]: name})
    ids = ([id], [here[name][0]])
    for view in (1, 2):
        for filter, order in QUESTIONS:
            asked = {"filter_string": filter, "run_view_type": view, "order_by": order, "max_results": 400}
            a = [plain(run, names[0]) for run in pages(theirs.search_runs, experiment_ids=ids[0], **asked)]
            b = [plain(run, names[1]) for run in pages(ours.search_runs, experiment_ids=ids[1], **asked)]
            same(f"{name}: {asked}", a, b)
            count += len(a)
print(f"{count} runs found by both")


def history(client, id, key):
    return [(p.key, repr(p.value), p.timestamp, p.step) for p in client.get_metric_history(id, key)]


def files(uri, root):
    """Every file below a root, by its path."""
    with tempfile.TemporaryDirectory() as folder:
        download_artifacts(artifact_uri=root, tracking_uri=uri, dst_path=folder)
        found = {}
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = file.read()
        return found


if wants_models:
    points, copied = 0, 0
    for name, (id, *_) in there.items():
        for run in theirs.search_runs([id], run_view_type=3):
            mine = ours.get_run(run.info.run_id)
            full = theirs.get_run(run.info.run_id)
            same("model inputs", [i.model_id for i in full.inputs.model_inputs], [i.model_id for i in mine.inputs.model_inputs])
            for key in run.data.metrics:
                a, b = (history(client, run.info.run_id, key) for client in (theirs, ours))
                same(f"{run.info.run_id} {key}", a, b)
                points += len(a)
            listed = [[entry.path for entry in client.list_artifacts(run.info.run_id)] for client in (theirs, ours)]
            same("what lies in the root", *map(sorted, listed))
            if not listed[0]:
                continue
            a, b = files(urls[0], run.info.artifact_uri), files(urls[1], mine.info.artifact_uri)
            same(f"files of {run.info.run_id}", sorted(a), sorted(b))
            assert a == b
            copied += len(a)
    assert points > 30_000 and copied > 4, (points, copied)

    def logged(client, id, uri):
        found = []
        for model in client.search_logged_models([id]):
            said = model.to_dictionary()
            metrics = sorted((m.key, m.value, m.step, m.timestamp, m.run_id, m.dataset_name) for m in said.pop("metrics") or [])
            root = said.pop("artifact_location")
            del said["experiment_id"]
            found.append((sorted(map(repr, said.items())), metrics, sorted(files(uri, root).items())))
        return found

    for name, (id, *_) in there.items():
        same(f"logged models of {name}", logged(theirs, id, urls[0]), logged(ours, here[name][0], urls[1]))

    def registry(client, filter):
        found = []
        for model in client.search_registered_models(filter_string=filter):
            for version in client.search_model_versions(f"name=\"{model.name}\"" + (f" and {filter}" if filter else "")):
                said = dict(version)
                for key in ("source", "creation_timestamp"):
                    said.pop(key)
                found.append(json.dumps(said, sort_keys=True, default=str))
            found.append((model.name, model.description, model.tags, model.aliases))
        return found

    for filter in (None, "tags.`mlflow.prompt.is_prompt` = 'true'"):
        a, b = registry(theirs, filter), registry(ours, filter)
        for x, y in zip(a, b):
            assert x == y, f"{x}\n{y}"
        assert len(a) == len(b) > 0

    from sklearn.datasets import load_iris

    features, _ = load_iris(return_X_y=True)
    for uri in ["models:/iris@champion", "models:/iris/1", "models:/iris/4", "models:/iris/Staging"]:
        answers = []
        for url in urls:
            mlflow.set_tracking_uri(url)
            mlflow.set_registry_uri(url)
            answers.append(list(mlflow.sklearn.load_model(uri).predict(features)))
        assert answers[0] == answers[1], uri
