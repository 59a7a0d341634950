import { z } from "zod";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Refused, SourcePage } from "../../ports/tracking-source.ts";
import { type Ask, badAnswer, type Requests } from "./requests.ts";

export const api = "/api/2.0/mlflow";

const mostPages = 100_000;

const listOf = (name: string) =>
  z.object({
    [name]: z.array(z.unknown()).nullish(),
    next_page_token: z.string().max(100_000).nullish(),
  });

/** The body of a 200 in its shape, or import/bad-answer. */
export async function askJson<Schema extends z.ZodType>(
  requests: Requests,
  ask: Ask,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { status, text } = await requests.text(ask);
  if (status !== 200) throw badAnswer(ask, `status ${status}: ${messageIn(text)}`);
  let body: unknown;
  try {
    // Python writes NaN as no JSON does; a quote inside a text is escaped, so that this meets values only.
    body = JSON.parse(text.replaceAll(/"value":\s*(NaN|-?Infinity)/g, '"value":"$1"'));
  } catch (error) {
    throw badAnswer(ask, "it is no JSON", error);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badAnswer(ask, wrong(parsed.error), parsed.error);
  return parsed.data;
}

/** Pages of a list until there is none after it; what is too large is asked for in smaller ones. */
export async function* askPages<Schema extends z.ZodType>(
  requests: Requests,
  options: {
    readonly list: string;
    readonly item: Schema;
    readonly size: number;
    readonly ask: (size: number, token: string | undefined) => Ask;
  },
): AsyncGenerator<SourcePage<z.output<Schema>>> {
  const seen = new Set<string>();
  let { size } = options;
  for (let token: string | undefined; ;) {
    const ask = options.ask(size, token);
    let found: z.output<ReturnType<typeof listOf>>;
    try {
      found = await askJson(requests, ask, listOf(options.list));
    } catch (error) {
      if (size === 1 || !(error instanceof PrumoError) || !/larger than/.test(error.message)) throw error;
      size = Math.ceil(size / 8);
      continue;
    }
    const list = found[options.list];
    yield parseItems(Array.isArray(list) ? list : [], options.item);
    const next = found["next_page_token"];
    if (typeof next !== "string" || next === "") return;
    if (seen.has(next)) throw badAnswer(ask, "its pages go in a circle");
    if (seen.size >= mostPages) throw badAnswer(ask, "its pages have no end");
    seen.add(next);
    token = next;
  }
}

/** Each item by itself, so that one that makes no sense does not hide the others. */
export function parseItems<Schema extends z.ZodType>(
  list: readonly unknown[],
  schema: Schema,
): SourcePage<z.output<Schema>> {
  const items: z.output<Schema>[] = [];
  const refused: Refused[] = [];
  for (const raw of list) {
    const parsed = schema.safeParse(raw);
    if (parsed.success) items.push(parsed.data);
    else refused.push({ name: nameIn(raw), reason: wrong(parsed.error) });
  }
  return { items, refused };
}

function wrong(error: z.ZodError): string {
  const [first] = error.issues;
  return `${first?.path.map(String).join(".") || "it"}: ${first?.message ?? "not of the expected shape"}`.slice(
    0,
    300,
  );
}

const named = z.object({
  info: z.object({ run_id: z.string().optional(), model_id: z.string().optional() }).optional(),
  name: z.string().optional(),
  key: z.string().optional(),
  experiment_id: z.string().optional(),
});

function nameIn(raw: unknown): string {
  const { data } = named.safeParse(raw);
  const name = data?.info?.run_id ?? data?.info?.model_id ?? data?.name ?? data?.key ?? data?.experiment_id;
  return (name ?? "without a name").slice(0, 200);
}

function messageIn(text: string): string {
  try {
    return z.object({ message: z.string() }).parse(JSON.parse(text)).message.slice(0, 200);
  } catch {
    return "no message";
  }
}
