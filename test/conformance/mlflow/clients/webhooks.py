"""Webhooks by MlflowClient: made, listed, changed, tested, told of the registry's changes, verified, deleted."""

import base64
import hashlib
import hmac
import json
import os
import queue
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

SECRET = "a secret of ours"
host, port = os.environ["WEBHOOK_TARGET"].split(":")
received = queue.Queue()
answers = queue.Queue()


class Target(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received.put((self.path, self.headers, body))
        self.send_response(200 if answers.empty() else answers.get())
        self.end_headers()
        self.wfile.write(b"thank you")

    def log_message(self, *_):
        pass


# As https://mlflow.org/docs/latest/ml/webhooks/ tells receivers to verify.
def verify_timestamp_freshness(timestamp_str, max_age=300):
    return 0 <= int(time.time()) - int(timestamp_str) <= max_age


def verify_mlflow_signature(payload, signature, secret, delivery_id, timestamp):
    if not signature.startswith("v1,"):
        return False
    signature_b64 = signature.removeprefix("v1,")
    signed_content = f"{delivery_id}.{timestamp}.{payload}"
    expected = hmac.new(secret.encode("utf-8"), signed_content.encode("utf-8"), hashlib.sha256).digest()
    return hmac.compare_digest(signature_b64, base64.b64encode(expected).decode("utf-8"))


def take(path, is_signed=True):
    """The next request: its payload, after it was verified."""
    got, headers, body = received.get(timeout=60)
    assert got == path, got
    signature, delivery = headers.get("X-MLflow-Signature"), headers["X-MLflow-Delivery-Id"]
    stamp = headers["X-MLflow-Timestamp"]
    assert headers["Content-Type"] == "application/json" and verify_timestamp_freshness(stamp)
    if is_signed:
        assert verify_mlflow_signature(body.decode(), signature, SECRET, delivery, stamp)
        assert not verify_mlflow_signature(body.decode() + " ", signature, SECRET, delivery, stamp)
    else:
        assert signature is None
    return json.loads(body), delivery


server = ThreadingHTTPServer((host, int(port)), Target)
Thread(target=server.serve_forever, daemon=True).start()
client = MlflowClient()
url = f"http://{host}:{port}"

hook = client.create_webhook(
    name="models", url=f"{url}/models", events=["registered_model.created", "model_version_tag.set"], description="d", secret=SECRET
)
assert (hook.name, hook.url, hook.description) == ("models", f"{url}/models", "d")
assert hook.status == "ACTIVE" and hook.secret is None
assert sorted(map(str, hook.events)) == ["model_version_tag.set", "registered_model.created"]
prompts = client.create_webhook(name="prompts", url=f"{url}/prompts", events=["prompt.created", "prompt_version.created", "prompt_alias.created"])
assert {h.webhook_id for h in client.list_webhooks()} == {hook.webhook_id, prompts.webhook_id}
first = client.list_webhooks(max_results=1)
assert [h.name for h in first] == ["prompts"] and [h.name for h in client.list_webhooks(1, first.token)] == ["models"]

# Tests send the first event, or the one that is asked for, and tell what was answered.
tested = client.test_webhook(hook.webhook_id)
assert tested.success and tested.response_status == 200 and tested.response_body == "thank you", tested
assert take("/models")[0]["entity"] in ("model_version_tag", "registered_model")
answers.put(500)
tested = client.test_webhook(hook.webhook_id, "prompt_alias.created")
assert not tested.success and tested.response_status == 500
assert take("/models")[0]["data"] == {"name": "example_prompt", "alias": "example_alias", "version": "1"}

# What happens is told, to whoever asked for it.
client.create_registered_model("iris", tags={"a": "b"}, description="flowers")
told, _ = take("/models")
assert (told["entity"], told["action"]) == ("registered_model", "created")
assert told["data"] == {"name": "iris", "tags": {"a": "b"}, "description": "flowers"}
with mlflow.start_run() as run:
    source = f"{run.info.artifact_uri}/model"
client.create_model_version("iris", source, run.info.run_id)
client.set_model_version_tag("iris", "1", "stage", "née")
assert take("/models")[0]["data"] == {"name": "iris", "version": "1", "key": "stage", "value": "née"}

mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}", commit_message="first", tags={"who": "me"})
assert take("/prompts", is_signed=False)[0]["data"]["name"] == "greeting"
told, _ = take("/prompts", is_signed=False)
assert told["entity"] == "prompt_version" and told["data"]["template"] == "Hello {{name}}", told
mlflow.genai.set_prompt_alias("greeting", "prod", 1)
assert take("/prompts", is_signed=False)[0]["data"] == {"name": "greeting", "alias": "prod", "version": "1"}

# A refusal for now is tried again: the same delivery, signed anew.
answers.put(503)
client.set_model_version_tag("iris", "1", "again", "x")
(once, delivery), (again, same) = take("/models"), take("/models")
assert delivery == same and once == again

# Changed, disabled, deleted: nothing comes any more.
changed = client.update_webhook(hook.webhook_id, name="renamed", events=["registered_model.created"], secret="", status="DISABLED")
assert changed.name == "renamed" and changed.status == "DISABLED" and [str(e) for e in changed.events] == ["registered_model.created"]
client.create_registered_model("unheard")
client.update_webhook(hook.webhook_id, status="ACTIVE", url=f"{url}/moved")
client.create_registered_model("heard")
told, _ = take("/moved", is_signed=False)
assert told["data"]["name"] == "heard"
client.delete_webhook(hook.webhook_id)
for gone in [client.get_webhook, client.delete_webhook, client.test_webhook]:
    try:
        gone(hook.webhook_id)
        raise AssertionError("a deleted webhook was found")
    except MlflowException as error:
        assert error.error_code == "RESOURCE_DOES_NOT_EXIST", error
client.create_registered_model("silence")
mlflow.genai.register_prompt(name="last", template="x")
assert take("/prompts", is_signed=False)[0]["data"]["name"] == "last"
assert take("/prompts", is_signed=False)[0]["entity"] == "prompt_version" and received.empty()

for bad in [f"http://{host}:1/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://2130706433/", "ftp://8.8.8.8/"]:
    try:
        client.create_webhook(name="bad", url=bad, events=["registered_model.created"])
        raise AssertionError(f"{bad} was taken")
    except MlflowException as error:
        assert error.error_code == "INVALID_PARAMETER_VALUE", error
