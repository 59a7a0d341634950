import { fail } from "../../../kernel/errors/prumo-error.ts";

const scheme = "mlflow-artifacts:";

/**
 * The place of an artifact root in our own store: `mlflow-artifacts:/3/…` is `3/…`. Roots elsewhere are the client's
 * business: experiments/foreign-artifacts.
 */
export function storePath(root: string): string {
  if (!root.startsWith(`${scheme}/`))
    throw fail("experiments/foreign-artifacts", { root: root.slice(0, 200) });
  return root.slice(scheme.length).replace(/^\/+/, "").replace(/\/+$/, "");
}

/** A path below a root, with `/` between what is not empty. */
export function below(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("/");
}
