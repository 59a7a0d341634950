import type { ErrorEntry } from "./prumo-error.ts";

export const pipelinesErrors = {
  "pipelines/empty": {
    status: 422,
    exit: 2,
    message: "The pipeline has no steps.",
    repair: "Give it at least one step.",
  },
  "pipelines/unknown-kind": {
    status: 422,
    exit: 2,
    message: "Step {step} is of the kind {kind}, which there is not; did you mean {nearest}?",
    repair: "Use one of the kinds: {known}.",
  },
  "pipelines/unknown-step": {
    status: 422,
    exit: 2,
    message: "Input {input} of step {step} reads from {from}, which is no step; did you mean {nearest}?",
    repair: "Name one of the steps of the pipeline: {known}.",
  },
  "pipelines/not-declared": {
    status: 404,
    message: "The project declares no pipeline {pipeline}.",
    repair: "Use one of: {known}, or declare it in the project file.",
  },
  "pipelines/cycle": {
    status: 422,
    exit: 2,
    message: "The steps wait for each other: {path}.",
    repair: "Remove one of these edges.",
  },
  "pipelines/bad-params": {
    status: 422,
    exit: 2,
    message: "The parameters of step {step} ({kind}) are not valid: {problem}",
    repair: "Correct them in the project file.",
  },
  "pipelines/unknown-param": {
    status: 422,
    exit: 2,
    message: "{where} names the pipeline parameter {param}, which there is not; did you mean {nearest}?",
    repair: "Use one of the pipeline's parameters: {known}.",
  },
  "pipelines/missing-output": {
    status: 500,
    message: "Step {step} needs the output {output} of step {from}, which gave only: {known}.",
    repair: "Correct the name of the output in the pipeline.",
  },
  "pipelines/bad-output": {
    status: 500,
    message: "Step {step} gave an output that is not valid: {problem}",
    repair: "Let the step return a type, a digest and a small JSON value for each output.",
  },
  "pipelines/step-threw": {
    status: 500,
    message: "Step {step} threw: {reason}",
    repair: "Correct the code that the stack trace names, then resume the run with `prumo run --resume`.",
  },
  "pipelines/step-timeout": {
    status: 500,
    message: "Step {step} took longer than its timeout of {timeout}.",
    repair: "Raise `timeout` of the step, or make its work smaller.",
  },
  "pipelines/worker-died": {
    status: 500,
    message: "The worker process of step {step} ended before it was done ({how}). {lastWords}",
    repair: "Look for memory that ran out; give the step less data or more memory, then resume the run.",
  },
  "pipelines/command-failed": {
    status: 500,
    message: "The command of step {step} ended with {how}: {command}",
    repair: "Read the step's log, correct the command, then resume the run.",
  },
  "pipelines/command-not-found": {
    status: 422,
    message: "The command of step {step} cannot be started: {reason}",
    repair: "Install it, or correct `command` of the step.",
  },
  "pipelines/command-output-missing": {
    status: 422,
    message: "The command of step {step} ended well but did not write its output {output}.",
    repair: "Let the command write the file that the variable {variable} names.",
  },
  "pipelines/call-not-found": {
    status: 422,
    message: "Step {step} calls {name} of {module}, which cannot be had: {reason}",
    repair: "Export a function of that name from the module.",
  },
  "pipelines/no-address": {
    status: 500,
    message: "The step's program would log to its run, but this house is behind no server.",
    repair: "Open one with `serve`, or say `experiment: null` in the step.",
  },
  "pipelines/cancelled": {
    status: 409,
    message: "The run was cancelled.",
    repair: "Start a new run; finished steps come from the cache.",
  },
  "pipelines/interrupted": {
    status: 503,
    message: "The attempt was interrupted because prumo stopped.",
    repair: "Start prumo again; the run resumes by itself.",
  },
  "pipelines/lease-lost": {
    status: 409,
    message: "The run {runId} was taken over by another process; the late result was refused.",
    repair: "Nothing to do: the other process finishes the run.",
  },
  "pipelines/bad-transition": {
    status: 409,
    message: "A {what} cannot go from {from} to {to}.",
    repair: "Read it again; it changed in the meantime.",
  },
  "pipelines/cannot-resume": {
    status: 409,
    message: "The run {runId} is {state} and cannot be resumed.",
    repair: "Start a new run; finished steps come from the cache.",
  },
} as const satisfies Record<string, ErrorEntry>;
