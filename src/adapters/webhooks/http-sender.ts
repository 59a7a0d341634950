import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import type { HttpAnswer, HttpPost, HttpSender } from "../../ports/http-sender.ts";
import { readAnswer } from "./answer.ts";
import { type Resolve, resolveAsTheMachine, resolvePublicName } from "./resolve.ts";
import { findTarget, readAllowList, type Target, type TargetRules } from "./target.ts";

export interface HttpSenderOptions {
  /** Hosts that may be private or speak plain HTTP: `host:port,host:port`. Default: none. */
  readonly allow?: string | undefined;
  readonly clock?: Clock;
  /** Until the name is resolved, and again until the connection stands. Default 5 s. */
  readonly connectMs?: number;
  /** From the request to the end of the answer. Default 30 s. */
  readonly wholeMs?: number;
  /** How much of an answer is read. Default 16 KiB. */
  readonly answerBytes?: number;
  /** Certificate authorities beside those of Node.js, PEM. */
  readonly ca?: string;
  readonly resolve?: Resolve;
}

const sizes = { connectMs: 5_000, wholeMs: 30_000, answerBytes: 16 * 1024 } as const;

/**
 * Sends over a connection of its own each time, past any proxy. The name is resolved once per request, the
 * addresses are checked, and the connection is given these instead of a look-up of its own, so that a DNS which
 * changes its answer changes nothing. TLS still proves the name. Redirects are answers like any other.
 */
export function openHttpSender(options: HttpSenderOptions = {}): HttpSender {
  const { connectMs, wholeMs, answerBytes } = { ...sizes, ...options };
  const clock = options.clock ?? systemClock;
  const rules: TargetRules = {
    allowed: readAllowList(options.allow),
    resolve: options.resolve ?? resolvePublicName,
    resolveAllowed: options.resolve ?? resolveAsTheMachine,
  };
  const find = (url: string, signal?: AbortSignal) =>
    findTarget(url, rules, anyOf(AbortSignal.timeout(connectMs), signal));
  return {
    async check(url) {
      await find(url);
    },
    async post(request, signal) {
      const ends = anyOf(AbortSignal.timeout(wholeMs), signal);
      const target = await find(request.url, ends);
      try {
        return await send(target, request, {
          connectMs,
          ends,
          answerBytes,
          ca: options.ca,
          now: clock.now(),
        });
      } catch (error) {
        if (error instanceof PrumoError) throw error;
        throw fail("webhooks/no-answer", { reason: reasonOf(error, ends) }, error);
      }
    },
  };
}

interface Sending {
  readonly connectMs: number;
  readonly ends: AbortSignal;
  readonly answerBytes: number;
  readonly ca: string | undefined;
  readonly now: number;
}

async function send(target: Target, { headers, body }: HttpPost, sending: Sending): Promise<HttpAnswer> {
  const { url, addresses } = target;
  const bytes = Buffer.from(body, "utf8");
  const options = {
    method: "POST",
    headers: { "user-agent": "prumo-webhooks", ...headers, "content-length": bytes.length },
    lookup: pinned(addresses),
    signal: sending.ends,
  };
  const ca = sending.ca === undefined ? {} : { ca: sending.ca };
  const request =
    url.protocol === "https:"
      ? httpsRequest(url, { ...options, agent: new HttpsAgent({ keepAlive: false, ...ca }) })
      : httpRequest(url, { ...options, agent: new HttpAgent({ keepAlive: false }) });
  try {
    limitConnecting(request, addresses, sending.connectMs);
    const answered = new Promise<HttpAnswer>((resolve, reject) => {
      request.on("response", (message) => {
        readAnswer(message, sending.answerBytes, sending.now).then(resolve, reject);
      });
      request.on("error", reject);
      request.on("close", () => reject(new Error("the connection was closed without an answer")));
    });
    request.end(bytes);
    return await answered;
  } finally {
    request.on("error", () => undefined).destroy();
  }
}

/** Answers a look-up with what was checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  return (_host, options, answer) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = all;
    if (options.all === true) answer(null, all);
    else answer(null, first?.address ?? "", first?.family ?? 4);
  };
}

function limitConnecting(request: ClientRequest, addresses: readonly string[], ms: number): void {
  const late = setTimeout(() => request.destroy(new Error("the connection took too long")), ms);
  request.on("close", () => clearTimeout(late));
  const checked = new BlockList();
  for (const address of addresses) checked.addAddress(address, familyOf(address));
  request.on("socket", (socket) => {
    const connected = () => {
      // By now it can be no other address; were it one, nothing has been said to it yet.
      const peer = socket.remoteAddress;
      if (peer === undefined || !checked.check(peer, familyOf(peer))) {
        request.destroy(new Error("the connection went to an address that was not checked"));
      }
    };
    socket.once("connect", connected);
    socket.once("encrypted" in socket ? "secureConnect" : "connect", () => clearTimeout(late));
  });
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

function anyOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? one : AbortSignal.any([one, other]);
}

function reasonOf(error: unknown, ends: AbortSignal): string {
  if (ends.aborted) return "the answer took too long";
  if (error instanceof AggregateError) return error.errors.map((one) => reasonOf(one, ends)).join(", ");
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
