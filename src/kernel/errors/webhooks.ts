import type { ErrorEntry } from "./prumo-error.ts";

/** Messages are as MLflow's server says them, where it has them: clients show them, and tests read them. */
export const webhooksErrors = {
  "webhooks/none": {
    status: 404,
    message: "Webhook with ID {id} not found.",
    repair: "List the webhooks with `prumo webhook list` or `GET /api/v1/webhooks`.",
  },
  "webhooks/too-many": {
    status: 400,
    message: "There are {limit} webhooks already.",
    repair: "Delete one that is not needed: `prumo webhook list` shows them.",
  },
  "webhooks/bad-name": {
    status: 400,
    message:
      "Webhook name '{name}' is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).",
    repair: "Choose another name.",
  },
  "webhooks/no-events": {
    status: 400,
    message: "Webhook events must be a non-empty list of WebhookEvent objects: [].",
    repair: "Name at least one event, such as MODEL_VERSION CREATED.",
  },
  "webhooks/bad-event": {
    status: 400,
    message: "Invalid action '{action}' for entity '{entity}'. Valid actions are: [{valid}].",
    repair: "Give one of these actions.",
  },
  "webhooks/too-long": {
    status: 400,
    message: "Webhook {field} exceeds the maximum length of {limit} characters.",
    repair: "Make it shorter.",
  },
  "webhooks/bad-url": {
    status: 400,
    message: "Invalid webhook URL '{url}': {problem}.",
    repair: "Give an address such as https://hooks.example.com/path, without a user name or password.",
  },
  "webhooks/bad-scheme": {
    status: 400,
    message: "Invalid webhook URL scheme: '{scheme}'. Allowed schemes are: https.",
    repair: "Use https; http is for the hosts that PRUMO_WEBHOOK_ALLOW names.",
  },
  "webhooks/unresolved": {
    status: 400,
    message: "Cannot resolve Webhook URL hostname '{host}': {reason}.",
    repair:
      "See that the name is in the public DNS; a host of your own network has to be named in PRUMO_WEBHOOK_ALLOW.",
  },
  "webhooks/private-target": {
    status: 400,
    message: "Webhook URL must not resolve to a non-public IP address. '{host}' resolves to {address}.",
    repair: "If this host of your own network is meant, start prumo with PRUMO_WEBHOOK_ALLOW={host}:{port}.",
  },
  "webhooks/no-answer": {
    status: 502,
    message: "The target of the webhook did not answer: {reason}.",
    repair: "See that the target is up and reachable from here.",
  },
  "webhooks/bad-allow-list": {
    status: 500,
    exit: 2,
    message: "PRUMO_WEBHOOK_ALLOW names {entry}, which is no host with a port.",
    repair: "Write it as PRUMO_WEBHOOK_ALLOW=host:port,host:port, an IPv6 address in brackets.",
  },
} as const satisfies Record<string, ErrorEntry>;
