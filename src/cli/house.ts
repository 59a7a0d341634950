import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Client, createClient } from "../client/client.ts";

/** Where a command reaches the stations: a running `prumo up`, or a house opened for this one command. */
export interface House extends AsyncDisposable {
  readonly client: Client;
  readonly url: string;
  /** False when the house is only open for this command. */
  readonly isShared: boolean;
}

/** Written by `prumo up` into `.prumo/`, so that commands find it. */
export interface ServerNote {
  readonly url: string;
  readonly pid: number;
}

export function serverNotePath(directory: string): string {
  return join(resolve(directory), ".prumo", "server.json");
}

/**
 * One path for every command: the HTTP API. If a server of this project runs, it is used; otherwise one is
 * opened in this process on a free port and closed with the command.
 */
export async function openHouse(
  directory: string,
  options: { readonly isWorking?: boolean } = {},
): Promise<House> {
  const running = await runningServer(directory);
  if (running !== undefined) {
    return {
      client: createClient({ baseUrl: running.url }),
      url: running.url,
      isShared: true,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const { openApp } = await import("../app/open-app.ts");
  const { serve } = await import("../server/serve.ts");
  // A command that only looks must not take up a run that somebody's kill has left, only to drop it again.
  const app = await openApp({ directory, takesOver: options.isWorking ?? false });
  const server = await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: false });
  return {
    client: createClient({ baseUrl: server.url }),
    url: server.url,
    isShared: false,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** The server of this project, if one answers. A note left by a killed process is ignored. */
export async function runningServer(directory: string): Promise<ServerNote | undefined> {
  const path = serverNotePath(directory);
  if (!existsSync(path)) return undefined;
  try {
    const note = JSON.parse(readFileSync(path, "utf8")) as ServerNote;
    const health = await createClient({ baseUrl: note.url }).house.health();
    return health.pid === note.pid ? note : undefined;
  } catch {
    return undefined;
  }
}
