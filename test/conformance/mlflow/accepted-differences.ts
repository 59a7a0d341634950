/** Where prumo answers otherwise on purpose. Each must occur, or the test fails. */
export interface Accepted {
  readonly sequence: string;
  /** Index of the step. */
  readonly step: number;
  readonly why: string;
}

/**
 * For every answer alike: the words of `message` are ours where no client matches them (the error code and the status
 *  are compared), page tokens are opaque, and what is empty may be absent. MLflow 3.17 adds workspaces and SQL states, which the
 * release that `/version` names does not know.
 */
export const everywhere = ["message", "next_page_token", "error_class", "sqlstate", "workspace"] as const;

export const accepted: readonly Accepted[] = [
  {
    sequence: "an experiment's life",
    step: 9,
    why: "the name is taken: RESOURCE_ALREADY_EXISTS, as when an experiment is made, where MLflow passes on its database's BAD_REQUEST",
  },
  {
    sequence: "names and limits of experiments",
    step: 11,
    why: "a place that climbs out of the artifact store is refused at once; MLflow takes it and fails later",
  },
  {
    sequence: "making runs",
    step: 0,
    why: "without an experiment a run belongs to the default one, as MLflow documents; its SQL store refuses it as BAD_REQUEST",
  },
  {
    sequence: "metrics: latest, history, duplicates, special values",
    step: 22,
    why: "curves of several runs are sampled at the same steps, as releases before 3.17 do, so that they can be laid over each other",
  },
  { sequence: "searching runs", step: 67, why: "parameters can be compared as numbers; MLflow refuses it" },
  {
    sequence: "searching runs",
    step: 74,
    why: "an order that names a field twice is the client's mistake: 400 where MLflow fails with 500",
  },
  {
    sequence: "logged models by what they were measured on",
    step: 35,
    why: "a dataset without a digest is any version of it, as MLflow documents; its server looks for none at all",
  },
  ...[11, 12].map((step) => ({
    sequence: "versions of logged models",
    step,
    why: "a version tells of which logged model it was made; MLflow's SQL store forgets it",
  })),
  ...[3, 4].map((step) => ({
    sequence: "sources that name their maker",
    step,
    why: "what a source names need not be named again: releases before 3.17 take it, and scripts rely on it",
  })),
  {
    sequence: "sources that name their maker",
    step: 6,
    why: "a run that is not here has nothing to protect: releases before 3.17 take its name, and MLflow's own tests do",
  },
  {
    sequence: "sources that name their maker",
    step: 5,
    why: "an address elsewhere is kept and never opened; MLflow, which would open it, refuses it since 3.17",
  },
  ...[16, 17].map((step) => ({
    sequence: "files of a model version",
    step,
    why: "there is no gateway to language models, and clients that ask are told so",
  })),
  ...[14, 15, 16, 17].map((step) => ({
    sequence: "what a webhook may be",
    step,
    why: "an event that is none is the client's mistake: 400 where MLflow fails with 500",
  })),
  {
    sequence: "what a webhook may be",
    step: 22,
    why: "a status that is none is refused; MLflow takes the webhook as an active one",
  },
  {
    sequence: "where a webhook may send",
    step: 21,
    why: "a multicast address is no host to send to; Python counts it as global",
  },
];
