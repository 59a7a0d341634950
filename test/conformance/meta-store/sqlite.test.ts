import { sqliteFixture } from "../../support/sqlite-fixture.ts";
import { metaStoreSuite } from "./suite.ts";

metaStoreSuite("sqlite", sqliteFixture);
