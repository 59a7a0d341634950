import { inProcessExecutor } from "../../../src/adapters/process/in-process-executor.ts";
import { testKinds } from "../../support/step-kinds.ts";
import { stepSurroundings } from "../../support/step-surroundings.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { stepExecutorSuite } from "./suite.ts";

stepExecutorSuite("in process", async () => {
  const directory = await temporaryDirectory();
  const executor = inProcessExecutor(testKinds, await stepSurroundings(directory.path));
  return { executor, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
});
