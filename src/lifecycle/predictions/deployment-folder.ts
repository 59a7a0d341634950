import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";

/** The folder of a deployment's segments and label logs; a new one must survive a power failure, as what is in it. */
export async function deploymentFolder(dir: string, deployment: string): Promise<string> {
  const folder = join(dir, deployment);
  if ((await mkdir(folder, { recursive: true })) !== undefined) {
    await using parent = await open(dir, "r");
    await parent.sync();
  }
  return folder;
}
