import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import Fastify from "fastify";
import { deploymentsRoutes } from "../src/contract/http/serving.ts";
import { deploymentsHandlers } from "../src/server/api/deployments.ts";
import { directPredict } from "../src/server/direct-predict.ts";
import { guardOrigin } from "../src/server/guards/same-origin.ts";
import { mount } from "../src/server/mount.ts";
import { openInference } from "../src/server/protocols/open-inference/index.ts";
import { sendProblem } from "../src/server/problem.ts";
import { servingHouse } from "./serving-house.ts";

/**
 * One of the two servers of the serving benchmark, a process of its own. `prumo <onnx> <directory>`: the real
 * route, guards, model and prediction log. `bare`: node:http that parses the same JSON and answers the same JSON.
 * Says its port as JSON on stdout; ends when stdin does.
 */
const [kind = "", onnx = "", directory = ""] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin });

if (kind === "bare") {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { rows } = JSON.parse(Buffer.concat(chunks).toString()) as { rows: { distance: number }[] };
      const predictions = rows.map(({ distance }) => ({
        id: "prd_01k85gpf4gde7c2fa3c20000000",
        score: distance / 10_000 + 0.123456789,
        predicted: false,
        version: 1,
      }));
      const body = JSON.stringify({ deployment: "delays", predictions });
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
  for await (const _ of lines);
  server.closeAllConnections();
  server.close();
} else {
  await rm(directory, { recursive: true, force: true });
  await using house = await servingHouse(await readFile(onnx), directory);
  const handlers = deploymentsHandlers(house);
  const server = Fastify({ serverFactory: directPredict(handlers.predict, { isOpen: true }) });
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  guardOrigin(server);
  mount(server, deploymentsRoutes, handlers);
  await server.register(openInference(house));
  await server.listen({ host: "127.0.0.1", port: 0 });
  console.log(JSON.stringify({ port: (server.server.address() as AddressInfo).port }));
  for await (const _ of lines);
  server.server.closeAllConnections();
  await server.close();
  const { dropped } = house.predictions.stats();
  if (dropped > 0) throw new Error(`${dropped} predictions were not logged`);
}
