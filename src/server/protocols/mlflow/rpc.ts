import type { App } from "../../../app/app.ts";
import type { Fields, Input } from "./fields.ts";

/** What handlers may use of the house. */
export type House = Pick<App, "experiments" | "models" | "webhooks" | "blobs" | "clock">;

/** One remote procedure of MLflow: served at `/api/2.0/mlflow/<path>` and `/ajax-api/2.0/mlflow/<path>`. */
export interface Rpc {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the base; `:name` for parts of the path, which are fields like any other. */
  readonly path: string;
  readonly fields: Fields;
  /** The answer as JSON; undefined members are left out. */
  readonly handle: (input: never, house: House) => Promise<object>;
}

export function rpc<F extends Fields>(
  method: Rpc["method"],
  path: string,
  fields: F,
  handle: (input: Input<F>, house: House) => Promise<object>,
): Rpc {
  return { method, path, fields, handle };
}

/** An answer without members. */
export const nothing = {};
