"""scikit-learn's autologging, logged models, the registry, and loading by every kind of address."""

import warnings

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
client = MlflowClient()
features, target = load_iris(return_X_y=True)
mlflow.set_experiment("models")

mlflow.sklearn.autolog()
with mlflow.start_run() as auto:
    fitted = LogisticRegression(max_iter=200).fit(features, target)
mlflow.sklearn.autolog(disable=True)
run = client.get_run(auto.info.run_id)
assert run.data.params["max_iter"] == "200" and "training_accuracy_score" in run.data.metrics
assert len(run.inputs.dataset_inputs) == 1 and len(run.outputs.model_outputs) == 1
logged = client.get_logged_model(run.outputs.model_outputs[0].model_id)
assert str(logged.status) == "READY" and logged.source_run_id == run.info.run_id

expected = list(fitted.predict(features[:20]))
assert list(mlflow.sklearn.load_model(f"models:/{logged.model_id}").predict(features[:20])) == expected
assert list(mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model").predict(features[:20])) == expected

with mlflow.start_run() as manual:
    info = mlflow.sklearn.log_model(fitted, name="iris", registered_model_name="iris", input_example=features[:2])
assert info.registered_model_version in (1, "1")
second = mlflow.register_model(info.model_uri, "iris")
third = mlflow.register_model(f"runs:/{manual.info.run_id}/iris", "iris", tags={"how": "run"})
assert (second.version, third.version) == ("2", "3") or (second.version, third.version) == (2, 3)
assert third.run_id == manual.info.run_id

client.set_registered_model_alias("iris", "champion", "2")
assert client.get_model_version_by_alias("iris", "champion").version in (2, "2")
for uri in ["models:/iris@champion", "models:/iris/3", "models:/iris/latest"]:
    assert list(mlflow.pyfunc.load_model(uri).predict(features[:20])) == expected, uri
client.delete_registered_model_alias("iris", "champion")
try:
    client.get_model_version_by_alias("iris", "champion")
    raise AssertionError("a deleted alias was found")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE"

client.transition_model_version_stage("iris", "1", "production")
client.transition_model_version_stage("iris", "2", "Production", archive_existing_versions=True)
stages = {str(v.version): v.current_stage for v in client.search_model_versions("name = 'iris'")}
assert stages == {"1": "Archived", "2": "Production", "3": "None"}, stages
assert [str(v.version) for v in client.get_latest_versions("iris", ["Production"])] == ["2"]
client.set_model_version_tag("iris", "1", "a", "b")
client.set_registered_model_tag("iris", "t", "x")
client.update_model_version("iris", "1", "of old")
client.update_registered_model("iris", "flowers")
assert client.get_model_version("iris", "1").tags == {"a": "b"} and client.get_model_version("iris", "1").description == "of old"
assert [m.name for m in client.search_registered_models("name LIKE 'ir%' AND tags.t = 'x'")] == ["iris"]
assert [str(v.version) for v in client.search_model_versions("name = 'iris'", order_by=["version_number DESC"], max_results=2)] == ["3", "2"]
client.delete_model_version_tag("iris", "1", "a")
client.delete_registered_model_tag("iris", "t")
client.delete_model_version("iris", "1")
try:
    client.get_model_version("iris", "1")
    raise AssertionError("a deleted version was found")
except MlflowException as error:
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST"
client.rename_registered_model("iris", "flower")
assert list(mlflow.sklearn.load_model("models:/flower/3").predict(features[:20])) == expected
client.delete_registered_model("flower")
client.create_registered_model("flower")
assert client.search_model_versions("name = 'flower'") == []

for source in ["file:///etc", "/etc/passwd", "mlflow-artifacts:/../../etc", "mlflow-artifacts:/1/..%2f..%252fx", "s3://bucket/../x"]:
    try:
        client.create_model_version("flower", source)
        raise AssertionError(f"{source} was taken")
    except MlflowException as error:
        assert error.error_code == "INVALID_PARAMETER_VALUE", error
