"""Prints mlflow-3.17.2.json: what MLflow 3.17.2's own SearchUtils find, order and refuse. Beside them its SQL
store on SQLite is asked the same; where the two differ, the filter is named on stderr."""
import json
import math
import sys
import tempfile

import mlflow
from mlflow.entities import (Dataset, DatasetInput, Experiment, ExperimentTag, InputTag, LifecycleStage, Metric, Param,
                             Run, RunData, RunInfo, RunInputs, RunStatus, RunTag)
from mlflow.entities.model_registry import (ModelVersion, ModelVersionTag, RegisteredModel, RegisteredModelTag)
from mlflow.exceptions import MlflowException
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from mlflow.utils.search_utils import (SearchExperimentsUtils, SearchModelUtils, SearchModelVersionUtils, SearchUtils)

assert mlflow.__version__ == "3.17.2"
nan = math.nan


def run(start, end, status, name, user, metrics, params, tags, datasets=()):
    return dict(start=start, end=end, status=status, name=name, user=user, metrics=metrics, params=params,
                tags=tags, datasets=[dict(zip(("name", "digest", "context"), each)) for each in datasets])


runs = [
    run(1000, 2000, "FINISHED", "alpha", "ana", {"acc": 0.9, "loss": 0.1}, {"lr": "0.1", "model": "Tree"},
        {"team": "A", "note": "first"}, [("iris", "d1", "train")]),
    run(1001, 2001, "FAILED", "Beta", "bob", {"acc": 0.5, "loss": nan}, {"lr": "0.01", "model": "tree"},
        {"team": "a"}, [("iris", "d1", "test"), ("wine", "d2", "train")]),
    run(1002, None, "RUNNING", "gamma_1", "ana", {"acc": nan}, {"lr": "1e-3"}, {"team": "b", "note": "50% off"}),
    run(1003, 2003, "KILLED", "gammaX1", "carl", {}, {"model": "linear"}, {}),
    run(1004, 2004, "FINISHED", "delta*", "ana", {"acc": 0.9, "loss": 0.3, "val/loss": 0.5}, {"lr": "0.1"},
        {"team": "A", "a.b": "x"}, [("Iris", "d3", "train")]),
    run(1005, 2005, "SCHEDULED", "épsilon", "Ana", {"acc": -1.0, "loss": 0.0}, {"lr": "abc", "k": "1"},
        {"note": ""}, [("wine", "d2", "eval")]),
    run(1006, 2006, "FINISHED", "ALPHA", "bob", {"acc": 1.0, "loss": 2.0, "val loss": 7.0}, {"lr": "10", "k": "10"},
        {"team": "B", "key with space": "x"}),
    run(1007, 2007, "FINISHED", "alphabet", "ana", {"acc": 0.0}, {"lr": "9", "k": "2"}, {"team": "c[d]"}),
    run(1008, 2008, "FAILED", "a", "dora", {"acc": 1e300, "loss": -1e-9}, {"lr": "0.10", "model": "TREE"},
        {"team": "it's"}),
    run(1009, 2009, "FINISHED", "omega", "ana", {"acc": 5.0, "loss": 5.0}, {"k": "-3", "model": "boosted tree"},
        {"note": "100%", "team": "ab"}, [("wine", "d4", "test")]),
    run(1010, 2010, "RUNNING", "日本", "eva", {"loss": 0.1}, {"lr": "0.1", "p.q-r": "z"}, {"team": "A"}),
    run(1010, 2010, "FINISHED", "zeta", "eva", {"acc": 0.9, "loss": 0.2}, {"lr": "0.5"}, {"note": "first"}),
]

run_filters = """
metrics.acc > 0.9
metrics.acc >= 0.9
metrics.acc < 0.5
metrics.acc <= 0.5
metrics.acc = 0.9
metrics.acc != 0.9
metric.loss > -1e-3
metrics.loss < .15
metrics.acc > 5.
metrics.acc >= 1e300
metrics.`val loss` = 7
metrics."val loss" > 1
metrics.`val/loss` = 0.5
metrics.none > 0
metrics.none != 0
params.lr = '0.1'
params.lr = "0.1"
params.lr != '0.1'
param.model = 'tree'
parameter.model LIKE 'tree'
parameters.model LIKE '%ree'
params.model ILIKE 'tree'
params.model ILIKE '%TREE%'
params.model LIKE 'T%'
params.model LIKE '_ree'
params.model like '%'
params.model LIKE ''
params.lr IS NULL
params.lr IS NOT NULL
params.k is null
params.none IS NOT NULL
params.`p.q-r` = 'z'
params.'lr' = '9'
tags.team = 'A'
tag.team != 'A'
tags.team ILIKE 'a'
tags.team ILIKE 'a%'
tags.team LIKE 'a%'
tags.team LIKE 'c[d]'
tags.team LIKE 'c[%'
tags.team = "it's"
tags.note IS NULL
tags.note = ''
tags.note != ''
tags.note LIKE '%0%'
tags.a.b = 'x'
tags.`a.b` = 'x'
tags.`key with space` = 'x'
tags.none != 'x'
status = 'FINISHED'
attributes.status != 'FINISHED'
attr.status LIKE 'F%'
attribute.status ILIKE 'f%'
run.status = 'finished'
run_name = 'alpha'
run_name != 'alpha'
run_name ILIKE 'ALPHA%'
run_name LIKE 'alpha%'
run_name LIKE 'gamma_1'
run_name LIKE 'delta*'
run_name LIKE '%'
run_name ILIKE '%A'
`Run name` = 'alpha'
"Run name" = 'alpha'
attributes.`Run Name` LIKE 'a%'
user_id = 'ana'
user_id ILIKE 'ANA'
start_time > 1005
start_time >= 1010
attributes.start_time = 1003
start_time != 1003
start_time < 1001.5
Created <= 1001
end_time > 2005
end_time != 2000
created > 1000 AND created < 1003
run_id = 'r03'
run_id IN ('r01', 'r02')
run_id IN ('r05')
run_id NOT IN ('r01', 'r02', 'r03')
attributes.run_id LIKE 'r0%'
artifact_uri LIKE '%r04%'
dataset.name = 'iris'
datasets.name ILIKE 'iris'
dataset.name != 'iris'
dataset.digest IN ('d1', 'd3')
dataset.digest NOT IN ('d1')
dataset.context = 'train'
dataset.context LIKE 't%'
dataset.context IN ('eval', 'test')
dataset.name = 'wine' AND dataset.context = 'train'
metrics.acc > 0.8 AND params.lr = '0.1'
metrics.acc > 0.8 and tags.team = 'A' and status = 'FINISHED'
metrics.acc>0.4 AND metrics.acc<0.95
params.lr IS NOT NULL AND tags.team IS NULL
""".strip().split("\n")

run_orders = [[], ["start_time"], ["start_time DESC"], ["metrics.acc"], ["metrics.acc DESC"], ["metrics.loss ASC"],
              ["metrics.loss DESC"], ["params.lr"], ["params.lr DESC"], ["params.model asc", "metrics.acc desc"],
              ["tags.team"], ["tags.note DESC"], ["end_time"], ["end_time DESC"], ["status", "run_name DESC"],
              ["attributes.run_name"], ["run_id DESC"], ["metrics.`val loss`", "tags.`key with space`"],
              ["Created ASC"], ["user_id", "metrics.loss"], ["metrics.none DESC"]]

refused = {
    "run": """acc > 0
metrics.acc = 'x'
metrics.acc = nan
metrics.acc LIKE 'x'
metrics.acc IN (1, 2)
metrics.acc IS NULL
metrics.acc >
params.lr = abc
params.lr = `abc`
params.lr RLIKE 'x'
params.lr BETWEEN 1 AND 2
tags.team > 'x'
tags.team = 1
tags.team = = 'x'
tags.team = x
params.'lr = 'x'
params.lr = 'x
params.lr = x'
status = 1
status = FINISHED
status > 'a'
status IN ('FINISHED')
status IS NULL
status IS 'FINISHED'
start_time LIKE '5'
start_time = 'x'
run_id IN ()
run_id IN ('a', 1)
run_id IN ('a'
run_id IN 'a'
dataset.size = 'x'
dataset.name = 1
dataset.name > 'a'
dataset.name IS NULL
nothing.x = 'y'
attributes.none = 'x'
experiment_id = '1'
lifecycle_stage = 'active'
name = 'x'
'a' = 'b'
p
metrics.acc > 1 banana
metrics.acc > 1;
metrics.acc > 1; metrics.acc > 2
metrics.acc > 1 AND , metrics.acc > 2
= 3
metrics. > 1""".split("\n"),
    "experiment": ["metrics.a > 1", "params.a = 'x'", "status = 'x'", "name > 'a'", "name IN ('a')", "name IS NULL",
                   "creation_time LIKE 'x'", "experiment_id LIKE '1'", "experiment_id > '1'", "tags.a > 'x'",
                   "tags.a IN ('x')", "artifact_location = 'x'"],
    "registeredModel": ["metrics.a > 1", "version = 1", "name > 'a'", "name = 1", "tags.a IS NULL", "tags.a > 'x'",
                        "tags.a IN ('x')", "description = 'x'", "run_id = 'x'"],
    "modelVersion": ["metrics.a > 1", "name > 'a'", "source_path IN ('x')", "version_number LIKE 'x'",
                     "version_number = 1.5", "name = 1", "tags.a IS NULL", "tags.a > 'x'", "current_stage = 'x'"],
    "loggedModel": ["metrics.a LIKE 'x'", "metrics.a = 'x'", "tags.a > 'x'", "name > 'x'", "creation_timestamp LIKE 'x'",
                    "creation_timestamp IN (1)", "metrics.a IN (1)", "metrics.a > 1 OR name = 'x'x"],
}
refused_orders = [["metrics.a SIDEWAYS"], ["dataset.name"], ["none"], ["metrics.a, metrics.b"], ["nothing.x"],
                  ["metrics.a", "metrics.a DESC"], ["start_time", "Created"], ["metrics.a DESC DESC"]]


def entity(index, r):
    id = f"r{index:02d}"
    info = RunInfo(run_id=id, experiment_id="0", user_id=r["user"], status=r["status"], start_time=r["start"],
                   end_time=r["end"], lifecycle_stage=LifecycleStage.ACTIVE, artifact_uri=f"/runs/{id}/artifacts",
                   run_name=r["name"])
    data = RunData([Metric(k, v, 0, 0) for k, v in r["metrics"].items()],
                   [Param(k, v) for k, v in r["params"].items()], [RunTag(k, v) for k, v in r["tags"].items()])
    inputs = [DatasetInput(Dataset(d["name"], d["digest"], "t", "s"), [InputTag("mlflow.data.context", d["context"])])
              for d in r["datasets"]]
    return Run(info, data, RunInputs(inputs))


entities = [entity(i, r) for i, r in enumerate(runs)]
index_of = lambda found: [int(each.info.run_id[1:]) for each in found]

store = SqlAlchemyStore(f"sqlite:///{tempfile.mkdtemp()}/m.db", tempfile.mkdtemp())
stored = {}
for i, r in enumerate(runs):
    made = store.create_run("0", r["user"], r["start"], [RunTag(k, v) for k, v in r["tags"].items()], r["name"])
    store.log_batch(made.info.run_id, [Metric(k, v, 0, 0) for k, v in r["metrics"].items()],
                    [Param(k, v) for k, v in r["params"].items()], [])
    store.log_inputs(made.info.run_id, entities[i].inputs.dataset_inputs)
    store.update_run_info(made.info.run_id, RunStatus.from_string(r["status"]), r["end"], None)
    stored[made.info.run_id] = i


def in_sql(filter, order):
    return [stored[each.info.run_id] for each in store.search_runs(["0"], filter, 1, 100, order)]


filters = []
for filter in run_filters:
    found = index_of(SearchUtils.filter(entities, filter))
    filters.append([filter, found])
    if "run_id" not in filter and "artifact_uri" not in filter:
        sql = sorted(in_sql(filter, []))
        if sql != found:
            print(f"SQL differs: {filter}: {found} but {sql}", file=sys.stderr)
orders = []
for order in run_orders:
    try:
        found = index_of(SearchUtils.sort(entities, order))
        # Its in-memory order cannot compare a text with nothing; the SQL store can.
    except TypeError:
        found = in_sql("", order)
    orders.append([order, found])
    # The last two began together and the store makes ids of its own, so that these two may change places there.
    same = lambda found: [min(i, 10) for i in found]
    if "run_id" not in str(order) and same(in_sql("", order)) != same(found):
        print(f"SQL differs: {order}: {found} but {in_sql('', order)}", file=sys.stderr)

experiments = [dict(id=str(i), name=n, created=c, updated=u, tags=t) for i, n, c, u, t in [
    (0, "Default", 100, 100, {}), (9, "churn", 200, 900, {"team": "a", "mlflow.note": "x"}),
    (10, "Churn", 200, 800, {"team": "A"}), (11, "prices_1", 300, 300, {"team": "b"}), (2, "pricesX1", 50, 50, {})]]
experiment_filters = ["name = 'churn'", "name != 'churn'", "name ILIKE 'CHURN'", "name LIKE 'prices_1'",
                      "attribute.name LIKE 'p%'", "creation_time > 100", "last_update_time <= 300",
                      "tags.team = 'a'", "tag.team != 'a'", "tags.team ILIKE 'a'", "tags.team IS NULL",
                      "tags.team IS NOT NULL", "tags.`mlflow.note` = 'x'", "experiment_id = '9'",
                      "experiment_id IN ('9', '11')", "experiment_id NOT IN ('9')", "name LIKE '%' AND tags.team = 'b'"]
experiment_orders = [["name"], ["name DESC"], ["creation_time"], ["last_update_time DESC"], ["experiment_id ASC"],
                     ["creation_time DESC", "name DESC"]]
experiment_entities = [Experiment(e["id"], e["name"], "x", "active", [ExperimentTag(k, v) for k, v in e["tags"].items()],
                                  e["created"], e["updated"]) for e in experiments]
experiment_index = {e["id"]: i for i, e in enumerate(experiments)}


def experiment_sort(order):
    for each in experiment_entities:
        each._experiment_id = int(each._experiment_id)  # as in the SQL store, where it is a whole number
    found = [experiment_index[str(e.experiment_id)] for e in SearchExperimentsUtils.sort(experiment_entities, order)]
    for each in experiment_entities:
        each._experiment_id = str(each._experiment_id)
    return found


versions = [dict(name=n, version=v, run=r, source=s, created=c, updated=u, tags=t) for n, v, r, s, c, u, t in [
    ("churn", 1, "r1", "/a/x", 10, 11, {}), ("churn", 2, "r2", "/a/y", 20, 21, {"ok": "yes"}),
    ("churn", 10, "r1", "/b/x", 30, 31, {"ok": "no"}), ("Price", 1, "r3", "/b/y", 5, 40, {"ok": "YES"}),
    ("prompts", 1, "", "/p", 6, 7, {"mlflow.prompt.is_prompt": "true"})]]
version_filters = ["name = 'churn'", "name != 'churn'", "name ILIKE 'PRICE'", "name LIKE 'p%'", "run_id = 'r1'",
                   "run_id IN ('r1', 'r3')", "run_id NOT IN ('r1')", "name IN ('churn')", "source_path LIKE '/a/%'",
                   "source_path = '/b/y'", "version_number > 1", "version_number = 10", "version_number != 1",
                   "version_number <= 2", "tags.ok = 'yes'", "tags.ok != 'yes'", "tag.ok ILIKE 'yes'",
                   "attribute.name = 'churn' AND version_number >= 2", "tags.`mlflow.prompt.is_prompt` = 'true'",
                   "tags.`mlflow.prompt.is_prompt` != 'true'", "tags.`mlflow.prompt.is_prompt` = 'false'"]
version_orders = [["version_number"], ["version_number DESC"], ["name DESC"], ["creation_timestamp"],
                  ["last_updated_timestamp DESC"], ["name", "version_number ASC"]]
version_entities = [ModelVersion(v["name"], v["version"], v["created"], v["updated"], source=v["source"],
                                 run_id=v["run"], tags=[ModelVersionTag(k, t) for k, t in v["tags"].items()])
                    for v in versions]
version_index = lambda found: [next(i for i, e in enumerate(version_entities) if e is each) for each in found]

models = [dict(name=n, created=c, updated=u, tags=t) for n, c, u, t in [
    ("churn", 10, 30, {"team": "a"}), ("Churn2", 20, 20, {"team": "B"}), ("price_x", 30, 10, {}), ("zoo", 5, 20, {})]]
model_filters = ["name = 'churn'", "name != 'churn'", "name ILIKE 'churn%'", "name LIKE 'Churn%'",
                 "name LIKE 'price_x'", "name IN ('zoo', 'churn')", "name NOT IN ('zoo')", "tags.team = 'a'",
                 "tags.team != 'a'", "tag.team ILIKE 'b'", "attribute.name LIKE '%' AND tags.team LIKE '%'"]
model_orders = [[], ["name"], ["name DESC"], ["last_updated_timestamp"], ["last_updated_timestamp DESC", "name DESC"],
                ["creation_timestamp DESC"]]
model_entities = [RegisteredModel(m["name"], m["created"], m["updated"],
                                  tags=[RegisteredModelTag(k, t) for k, t in m["tags"].items()]) for m in models]
model_index = lambda found: [next(i for i, e in enumerate(model_entities) if e is each) for each in found]


def message(work):
    try:
        result = work()
    except MlflowException as error:
        return error.message[:160]
    except Exception as error:  # what MLflow answers with an internal error
        return f"{type(error).__name__}"
    raise AssertionError(f"not refused: {result}")


def all_refused():
    for kind, filters in refused.items():
        for filter in filters:
            try:
                yield [kind, filter, refusal(kind, filter)]
            except AssertionError:
                print(f"MLflow does not refuse {kind} {filter}", file=sys.stderr)


def refusal(kind, filter):
    if kind == "run":
        return message(lambda: (SearchUtils.filter(entities, filter), in_sql(filter, [])))
    if kind == "experiment":
        return message(lambda: (SearchExperimentsUtils.filter(experiment_entities, filter),
                                store.search_experiments(1, 10, filter)))
    if kind == "loggedModel":
        return message(lambda: store.search_logged_models(["0"], filter))
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry
    registry = Registry(f"sqlite:///{tempfile.mkdtemp()}/m.db")
    return message(lambda: registry.search_registered_models(filter) if kind == "registeredModel"
                   else registry.search_model_versions(filter))


def json_run(r):
    return {**r, "metrics": {k: "NaN" if v != v else v for k, v in r["metrics"].items()}}


json.dump({
    "version": mlflow.__version__,
    "run": {"records": [json_run(r) for r in runs], "filters": filters, "orders": orders},
    "experiment": {"records": experiments,
                   "filters": [[f, [experiment_index[e.experiment_id] for e in
                                    SearchExperimentsUtils.filter(experiment_entities, f)]] for f in experiment_filters],
                   "orders": [[o, experiment_sort(o)] for o in experiment_orders]},
    "modelVersion": {"records": versions,
                     "filters": [[f, version_index(SearchModelVersionUtils.filter(version_entities, f))]
                                 for f in version_filters],
                     "orders": [[o, version_index(SearchModelVersionUtils.sort(version_entities, o))]
                                for o in version_orders]},
    "registeredModel": {"records": models,
                        "filters": [[f, model_index(SearchModelUtils.filter(model_entities, f))]
                                    for f in model_filters],
                        "orders": [[o, model_index(SearchModelUtils.sort(model_entities, o))] for o in model_orders]},
    "refused": list(all_refused()),
    "refusedOrders": [[o, message(lambda: in_sql("", o))] for o in refused_orders],
}, sys.stdout, ensure_ascii=False, indent=1)
