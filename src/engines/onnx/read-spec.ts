import { type ModelSpec, modelSpecSchema } from "../../contract/model-spec.ts";
import { badOnnx } from "./decode.ts";

const maxSpec = 16 * 1024 * 1024;

/** Reads the metadata, which are hostile like the rest of the file. */
export function readSpec(text: string): ModelSpec {
  if (text.length > maxSpec) throw badOnnx("its metadata are too long");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badOnnx("its metadata are not JSON", error);
  }
  const parsed = modelSpecSchema.safeParse(json);
  if (!parsed.success) throw badOnnx("its metadata are not those of a model graph", parsed.error);
  const spec = parsed.data;
  for (const list of [spec.inputs.map((input) => input.name), spec.lookups]) {
    if (new Set(list).size < list.length) throw badOnnx("its metadata name something twice");
    if (list.includes("__proto__")) throw badOnnx("its metadata hold a forbidden name");
  }
  return spec;
}
