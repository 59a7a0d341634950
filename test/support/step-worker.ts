import { serveSteps } from "../../src/adapters/process/worker.ts";
import { pipelinesSteps } from "../../src/lifecycle/pipelines/steps.ts";
import { testKinds } from "./step-kinds.ts";
import { stepSurroundings } from "./step-surroundings.ts";

serveSteps([...testKinds, ...pipelinesSteps], () => stepSurroundings(process.argv[2] ?? ""));
