"""Filters, orders and pages of runs, experiments and logged models. The expected lists are MLflow's own answers."""

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException

client = MlflowClient()
experiment = client.create_experiment("searched", tags={"kind": "x"})
for i in range(30):
    run = client.create_run(experiment, start_time=1_000 + i, tags={"team": "a" if i % 3 else "B"}, run_name=f"r{i}")
    run_id = run.info.run_id
    if i % 5:
        client.log_metric(run_id, "acc", i / 30)
    if i == 7:
        client.log_metric(run_id, "acc", float("nan"), step=1)
    client.log_param(run_id, "rate", f"{i / 10:g}")
    client.log_param(run_id, "a b", i % 4)
    if i % 2:
        client.set_terminated(run_id, "FAILED" if i % 4 == 1 else "FINISHED", end_time=5_000 + i)


def found(text, order=None, limit=1_000):
    return [r.info.run_name for r in client.search_runs([experiment], text, order_by=order, max_results=limit)]


def names(*numbers):
    return [f"r{n}" for n in numbers]


assert found("metrics.acc > 0.8") == names(29, 28, 27, 26)
assert found("metrics.acc > 0.8 and tags.team = 'B'") == names(27)
assert found("metrics.acc <= 0.1") == names(3, 2, 1)
assert found("params.`a b` = '3'", ["metrics.acc DESC"]) == names(27, 23, 19, 11, 3, 7, 15)
assert found("", ["metrics.acc ASC"], 6) == names(1, 2, 3, 4, 6, 8)
assert found("", ["metrics.acc DESC"])[-8:] == names(1, 7, 25, 20, 15, 10, 5, 0)
assert found("tags.team LIKE 'b'") == [] and len(found("tags.team ILIKE 'b'")) == 10
assert found("attributes.status = 'FAILED'", ["start_time ASC"]) == names(*range(1, 30, 4))
assert found("start_time >= 1028 AND start_time < 1030") == names(29, 28)
assert found("end_time > 5026") == names(29, 27)
assert found("run_name LIKE 'r1_' AND params.rate LIKE '1.%'", ["params.rate DESC"], 3) == names(19, 18, 17)
assert found("attributes.run_name = 'r4'") == names(4) and found("tags.`mlflow.runName` = 'r4'") == names(4)
ids = [r.info.run_id for r in client.search_runs([experiment], "metrics.acc > 0.9")]
assert found("run_id IN ('{}', '{}')".format(*ids[:2])) == names(29, 28)
assert found("tags.none IS NULL AND metrics.acc > 0.95") == names(29) and found("tags.none IS NOT NULL") == []

seen, token = [], None
while True:
    page = client.search_runs([experiment], "tags.team = 'a'", order_by=["metrics.acc DESC", "params.rate"], max_results=4, page_token=token)
    seen += [r.info.run_name for r in page]
    token = page.token
    if not token:
        break
assert seen == found("tags.team = 'a'", ["metrics.acc DESC", "params.rate"]) and len(seen) == 20

for bad in ["metrics.acc = 'x'", "nothing.x = 'y'", "metrics.acc > 1 banana", "params.a > ", "attributes.none = 'x'"]:
    try:
        found(bad)
        raise AssertionError(f"{bad} was taken")
    except MlflowException as error:
        assert error.error_code == "INVALID_PARAMETER_VALUE", (bad, error)
try:
    found("", ["metrics.acc", "metrics.acc DESC"][:1] * 2)
    raise AssertionError("the same field twice was taken")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE"

deleted = client.search_runs([experiment], "run_name = 'r0'")[0].info.run_id
client.delete_run(deleted)
assert found("run_name = 'r0'") == []
assert [r.info.run_id for r in client.search_runs([experiment], "", run_view_type=ViewType.DELETED_ONLY)] == [deleted]
assert len(client.search_runs([experiment], "", run_view_type=ViewType.ALL)) == 30
assert client.search_runs([], "") == []

for i in range(4):
    client.create_experiment(f"more-{i}", tags={"parity": str(i % 2)})
assert [e.name for e in client.search_experiments(filter_string="name LIKE 'more-%'", order_by=["name DESC"])] == ["more-3", "more-2", "more-1", "more-0"]
assert sorted(e.name for e in client.search_experiments(filter_string="tags.parity = '1'")) == ["more-1", "more-3"]
first = client.search_experiments(filter_string="name LIKE 'more-%'", order_by=["name"], max_results=3)
rest = client.search_experiments(filter_string="name LIKE 'more-%'", order_by=["name"], max_results=3, page_token=first.token)
assert [e.name for e in list(first) + list(rest)] == [f"more-{i}" for i in range(4)] and not rest.token

models = [mlflow.initialize_logged_model(name=f"m{i}", params={"k": str(i)}, tags={"t": str(i % 2)}, experiment_id=experiment) for i in range(3)]
for model in models:
    mlflow.finalize_logged_model(model.model_id, "READY")
got = client.search_logged_models([experiment], filter_string="params.k = '1'")
assert [m.name for m in got] == ["m1"] and got[0].params == {"k": "1"}
got = client.search_logged_models([experiment], filter_string="tags.t = '0'", order_by=[{"field_name": "name", "ascending": False}])
assert [m.name for m in got] == ["m2", "m0"], got
assert [m.name for m in client.search_logged_models([experiment], filter_string="name = 'm2'")] == ["m2"]
