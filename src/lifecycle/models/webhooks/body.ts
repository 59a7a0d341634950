import type { Told } from "./news.ts";

/** Larger ones are told without what may be large: a target that answers 413 would learn nothing at all. */
const mostBytes = 1024 * 1024;

/** The body that is sent. `at` is when it happened, in the form that Python's `datetime.isoformat` gives. */
export function bodyOf({ event, data }: Told, at: number): string {
  const [entity, action] = event.split(".");
  const timestamp = new Date(at).toISOString().replace("Z", "000+00:00");
  const body = JSON.stringify({ entity, action, timestamp, data });
  if (Buffer.byteLength(body) <= mostBytes) return body;
  const small = { ...data };
  if ("tags" in small) small["tags"] = {};
  for (const name of ["description", "template"]) if (name in small) small[name] = null;
  return JSON.stringify({ entity, action, timestamp, data: small });
}
