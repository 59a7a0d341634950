import { openFileBlobs } from "../../../src/adapters/files/file-blobs.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { blobStoreSuite } from "./suite.ts";

blobStoreSuite("files", async () => {
  const directory = await temporaryDirectory();
  return {
    open: () => openFileBlobs(directory.path),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
});
