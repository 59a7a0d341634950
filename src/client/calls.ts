import type { z } from "zod";
import type { Problem, Route, RouteInput } from "../contract/http/route.ts";
import type { Routes } from "../contract/http/routes.ts";

/** An error the server answered: RFC 9457 with our code and the repair. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

type Call<R extends Route> = (
  ...input: object extends RouteInput<R> ? [RouteInput<R>?] : [RouteInput<R>]
) => Promise<z.output<R["answer"]>>;

/** `client.datasets.version({ params: { id } })`: every operation of the contract, typed. */
export type Client = {
  readonly [Station in keyof Routes]: {
    readonly [Name in keyof Routes[Station]]: Routes[Station][Name] extends Route
      ? Call<Routes[Station][Name]>
      : never;
  };
};

/** Where an operation lives; all that a caller needs of a route, without its schemas. */
export interface Place {
  readonly method: string;
  readonly path: string;
}
export type PlaceTable = { readonly [station: string]: { readonly [operation: string]: Place } };

export interface ClientOptions {
  /** `http://127.0.0.1:7786`, or empty in the browser for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The client of a table of places. The browser gets the table without zod; Node gets the routes. */
export function clientOf(places: PlaceTable, options: ClientOptions): Client {
  const stations = Object.entries(places).map(([station, table]) => {
    const calls = Object.entries(table).map(([name, place]) => [
      name,
      (input?: Parts) => call(options, place, input ?? {}),
    ]);
    return [station, Object.fromEntries(calls)];
  });
  return Object.fromEntries(stations) as Client;
}

interface Parts {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

async function call(options: ClientOptions, place: Place, input: Parts): Promise<unknown> {
  const request = options.fetch ?? fetch;
  const response = await request(`${options.baseUrl}/api/v1${fillPath(place.path, input)}`, {
    method: place.method,
    headers: {
      ...options.headers,
      ...(input.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new ProblemError(asProblem(response.status, text));
  return text === "" ? undefined : JSON.parse(text);
}

function fillPath(path: string, input: Parts): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ""),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null)
      query.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

function asProblem(status: number, text: string): Problem {
  try {
    const parsed = JSON.parse(text) as Problem;
    if (typeof parsed.code === "string") return parsed;
  } catch {
    // not ours: a proxy or another server answered
  }
  return {
    type: "about:blank",
    title: `HTTP ${status}`,
    status,
    detail: text.slice(0, 500) || `The server answered ${status}.`,
    code: "client/foreign-answer",
    repair: "Check that the address is that of a prumo server.",
  };
}
