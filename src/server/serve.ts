import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Fastify, { type FastifyInstance } from "fastify";
import type { App } from "../app/app.ts";
import { routes } from "../contract/http/routes.ts";
import { fail } from "../kernel/errors/prumo-error.ts";
import { handlersOf } from "./api/handlers.ts";
import { serveArtifacts } from "./artifacts/serve-artifacts.ts";
import { directPredict } from "./direct-predict.ts";
import { serveEvents } from "./events.ts";
import { guardOrigin, isLoopback } from "./guards/same-origin.ts";
import { serveMetrics } from "./metrics.ts";
import { mount } from "./mount.ts";
import { openApi } from "./openapi.ts";
import { sendProblem } from "./problem.ts";
import { missingRoute, mlflow } from "./protocols/mlflow/index.ts";
import { openInference } from "./protocols/open-inference/index.ts";
import { serveUi } from "./ui.ts";

export interface ServeOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Whether other commands shall find this server (`.prumo/server.json`). */
  readonly isAnnounced: boolean;
}

export interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Largest body of an operation that does not state its own. */
const bodyLimitBytes = 1024 * 1024;

/** Puts the app behind HTTP: the API of the contract, the protocols, metrics, live events, the web UI. */
export async function serve(app: App, options: ServeOptions): Promise<Server> {
  if (!isLoopback(options.host)) throw fail("server/not-loopback", { host: options.host });
  const handlers = handlersOf(app);
  const state = { isOpen: true };
  const server = Fastify({
    serverFactory: directPredict(handlers.deployments.predict, state),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 512 },
    // MLflow's server takes them as one, and its clients' addresses may end in one.
    rewriteUrl: ({ url = "/" }) => url.replace(/^\/{2,}/, "/"),
  });
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  server.setNotFoundHandler(
    (request, reply) =>
      missingRoute(request.url, reply) ??
      sendProblem(
        reply,
        fail("server/no-route", { method: request.method, path: request.url.slice(0, 200) }),
      ),
  );
  guardOrigin(server);
  server.addHook("preClose", async () => void (state.isOpen = false));
  mountApi(server, app, handlers);
  serveEvents(server, app.events);
  serveArtifacts(server, app);
  serveMetrics(server, app);
  await server.register(openInference(app));
  await server.register(mlflow(app));
  await serveUi(server, fileURLToPath(new URL("../../dist/web/", import.meta.url)));
  const url = await listen(server, options);
  app.address.announce(url);
  const note = join(app.projectDir, ".prumo", "server.json");
  if (options.isAnnounced) writeFileSync(note, JSON.stringify({ url, pid: process.pid }));
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      app.address.withdraw();
      if (options.isAnnounced && existsSync(note)) rmSync(note);
      await server.close();
    },
  };
}

function mountApi(server: FastifyInstance, app: App, handlers: ReturnType<typeof handlersOf>): void {
  mount(server, routes.house, handlers.house);
  mount(server, routes.sources, handlers.sources);
  mount(server, routes.datasets, handlers.datasets);
  mount(server, routes.pipelines, handlers.pipelines);
  mount(server, routes.experiments, handlers.experiments);
  mount(server, routes.imports, handlers.imports);
  mount(server, routes.compare, handlers.compare);
  mount(server, routes.models, handlers.models);
  mount(server, routes.webhooks, handlers.webhooks);
  mount(server, routes.deployments, handlers.deployments);
  mount(server, routes.predictions, handlers.predictions);
  mount(server, routes.monitors, handlers.monitors);
  mount(server, routes.retraining, handlers.retraining);
  mount(server, routes.garbage, handlers.garbage);
  let document: string | undefined;
  server.get("/api/openapi.json", (_request, reply) => {
    document ??= JSON.stringify(openApi(routes, app.version));
    return reply.header("content-type", "application/json").send(document);
  });
}

async function listen(server: FastifyInstance, { host, port }: ServeOptions): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const isBusy = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw isBusy ? fail("server/port-busy", { host, port }, error) : error;
  }
}
