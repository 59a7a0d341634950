import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Address } from "./address.ts";

export interface Ask {
  readonly path: string;
  /** A list is a key that is repeated. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** With a body it is a POST, else a GET. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export const bounds = {
  jsonBytes: 64 * 1024 * 1024,
  /** Of a whole JSON answer, and of the time until a file begins. */
  answerMs: 120_000,
  /** Between two pieces of a file. */
  silenceMs: 60_000,
  /** A file that comes slower than this, after the first minute, is given up. */
  bytesPerSecond: 1_024,
  waitsMs: [250, 1_000, 4_000],
} as const;

const passing = new Set([408, 429, 500, 502, 503, 504]);
const away = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * HTTP to a server that is not trusted: no redirect is followed, bodies and times are bounded. What may pass is asked
 * for again, a 500 once, since it seldom does.
 */
export class Requests {
  readonly address: Address;
  readonly #signal: AbortSignal;

  constructor(address: Address, signal: AbortSignal) {
    this.address = address;
    this.#signal = signal;
  }

  /** Any status that is no redirect and no refusal of us. */
  async text(ask: Ask): Promise<Answer> {
    return this.#again(ask, async () => {
      const time = AbortSignal.timeout(bounds.answerMs);
      const response = await this.#fetch(ask, time);
      return { status: response.status, text: await boundedText(ask, response) };
    });
  }

  /** A 200's body, or import/bad-answer. Fails when it has not exactly `bytes`, where these are known. */
  async stream(ask: Ask, bytes: number | null): Promise<Readable> {
    const { response } = await this.#again(ask, async () => {
      const time = new AbortController();
      const timer = setTimeout(() => time.abort(new Error("it did not begin")), bounds.answerMs);
      try {
        const response = await this.#fetch(ask, time.signal);
        if (response.status !== 200) await response.body?.cancel();
        return { status: response.status, response };
      } finally {
        clearTimeout(timer);
      }
    });
    if (response.status !== 200) throw badAnswer(ask, `status ${response.status}`);
    return Readable.from(pieces(ask, response, bytes, this.#signal), { objectMode: false });
  }

  async #fetch(ask: Ask, time: AbortSignal): Promise<Response> {
    const { url, headers } = this.address;
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(ask.query ?? {})) {
      for (const one of typeof value === "string" ? [value] : value) query.append(key, one);
    }
    const hasBody = ask.body !== undefined;
    const response = await fetch(`${url}${ask.path}${query.size === 0 ? "" : `?${query.toString()}`}`, {
      method: hasBody ? "POST" : "GET",
      headers: { ...headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
      ...(hasBody ? { body: JSON.stringify(ask.body) } : {}),
      redirect: "manual",
      signal: AbortSignal.any([this.#signal, time]),
    });
    const { status } = response;
    if (status === 401 || status === 403 || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      if (status < 400) throw badAnswer(ask, `it leads elsewhere with status ${status}`);
      throw fail("import/refused", { from: url, answered: status });
    }
    return response;
  }

  async #again<Result extends { readonly status: number }>(
    ask: Ask,
    attempt: () => Promise<Result>,
  ): Promise<Result> {
    for (let tries = 0; ; tries++) {
      this.#signal.throwIfAborted();
      const waitMs = bounds.waitsMs[tries];
      try {
        const result = await attempt();
        const isLast = waitMs === undefined || (result.status === 500 && tries > 0);
        if (isLast || !passing.has(result.status)) return result;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof PrumoError) throw error;
        if (waitMs === undefined) throw this.#asKnown(ask, error);
      }
      await sleep(waitMs, undefined, { signal: this.#signal });
    }
  }

  #asKnown(ask: Ask, error: unknown): PrumoError {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const problem = reasonOf(cause);
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    return away.has(code)
      ? fail("import/unreachable", { from: this.address.url, problem }, error)
      : badAnswer(ask, problem, error);
  }
}

export function badAnswer(ask: Ask, problem: string, cause?: unknown): PrumoError {
  return fail("import/bad-answer", { what: ask.path.slice(0, 300), problem: problem.slice(0, 300) }, cause);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "TimeoutError" ? "it took too long" : error.message || String(error);
}

async function boundedText(ask: Ask, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bounds.jsonBytes) throw badAnswer(ask, `it is larger than ${bounds.jsonBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function* pieces(
  ask: Ask,
  response: Response,
  bytes: number | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const startedAt = performance.now();
  let received = 0;
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(ask, reader.read());
      if (done) break;
      received += value.byteLength;
      const late = performance.now() - startedAt - bounds.silenceMs;
      if (late > (1_000 * received) / bounds.bytesPerSecond) throw badAnswer(ask, "it comes too slowly");
      if (bytes !== null && received > bytes) throw badAnswer(ask, `more than its ${bytes} bytes came`);
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof PrumoError ? error : badAnswer(ask, `it broke off: ${reasonOf(error)}`, error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (bytes !== null && received < bytes) throw badAnswer(ask, `${received} of its ${bytes} bytes came`);
}

async function inTime<Result>(ask: Ask, reading: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(badAnswer(ask, "nothing came any more")), bounds.silenceMs);
  try {
    return await Promise.race([reading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
