import { processFixture } from "../../support/process-fixture.ts";
import { stepExecutorSuite } from "./suite.ts";

stepExecutorSuite("one worker process", () => processFixture());
stepExecutorSuite("two worker processes", () => processFixture({ size: 2 }));
