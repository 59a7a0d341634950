import type { App } from "../../../app/app.ts";
import type { Fields, Input } from "./fields.ts";

/** What handlers may use of the house. */
export type House = Pick<App, "experiments" | "models" | "blobs" | "clock">;

/** The address by which the client reached us, without a slash at its end: `http://127.0.0.1:7786`. */
export interface Caller {
  readonly baseUrl: string;
}

/** One remote procedure of MLflow: served at `/api/2.0/mlflow/<path>` and `/ajax-api/2.0/mlflow/<path>`. */
export interface Rpc {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the base; `:name` for parts of the path, which are fields like any other. */
  readonly path: string;
  readonly fields: Fields;
  /** The answer as JSON; undefined members are left out. */
  readonly handle: (input: never, house: House, caller: Caller) => Promise<object>;
}

export function rpc<F extends Fields>(
  method: Rpc["method"],
  path: string,
  fields: F,
  handle: (input: Input<F>, house: House, caller: Caller) => Promise<object>,
): Rpc {
  return { method, path, fields, handle };
}

/** An answer without members. */
export const nothing = {};
