import { sqliteFixture } from "../../support/sqlite-fixture.ts";
import { eventBusSuite } from "./suite.ts";

eventBusSuite("sqlite outbox", sqliteFixture);
