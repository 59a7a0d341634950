import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * A small load generator, a process of its own: keep-alive connections, each with one POST under way at a time.
 * Each line `port path seconds connections <JSON array of bodies>` is answered with
 * `{ rps, p50, p99 }` (milliseconds). Answers other than 200 end it with an error.
 */
for await (const line of createInterface({ input: process.stdin })) {
  const [port = "", path = "", seconds = "", connections = "", ...rest] = line.split(" ");
  const bodies = JSON.parse(rest.join(" ")) as string[];
  const requests = bodies.map((body) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const figures = await load(Number(port), requests, Number(seconds) * 1_000, Number(connections));
  console.log(JSON.stringify(figures));
}

async function load(port: number, requests: readonly Buffer[], ms: number, connections: number) {
  const latencies: number[] = [];
  const until = performance.now() + ms;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: connections }, (_, i) => oneConnection(port, requests, i * 7, until, latencies)),
  );
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (q: number) => latencies[Math.floor(q * (latencies.length - 1))] ?? Number.NaN;
  return { rps: latencies.length / seconds, p50: at(0.5), p99: at(0.99) };
}

function oneConnection(
  port: number,
  requests: readonly Buffer[],
  offset: number,
  until: number,
  latencies: number[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let [next, sentAt, buffered] = [offset, 0, ""];
  const send = () => {
    sentAt = performance.now();
    socket.write(requests[next++ % requests.length] as Buffer);
  };
  socket.setEncoding("latin1");
  socket.on("connect", send);
  socket.on("error", reject);
  socket.on("data", (text: string) => {
    buffered += text;
    const head = buffered.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(buffered.slice(0, head))?.[1]);
    if (buffered.length < head + 4 + length) return;
    if (!buffered.startsWith("HTTP/1.1 200")) {
      reject(new Error(buffered.slice(0, 300)));
      socket.destroy();
      return;
    }
    buffered = "";
    latencies.push(performance.now() - sentAt);
    if (performance.now() < until) return send();
    socket.end();
    resolve();
  });
  return promise;
}
