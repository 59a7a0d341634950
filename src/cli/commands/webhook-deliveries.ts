import type { Delivery, Webhook } from "../../contract/records/webhooks.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { type Run, textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [wanted = ""] = args;
  const limit = Number(textOption(options, "limit"));
  await using house = await openHouse(directory);
  const { items: webhooks } = await house.client.webhooks.list({ query: { limit: 1_000 } });
  const { id } = theOne(webhooks, wanted);
  const { items } = await house.client.webhooks.deliveries({ params: { id }, query: { limit } });
  if (items.length === 0) out.line("Nothing was sent yet.");
  else {
    out.table(
      ["when (UTC)", "event", "state", "attempts", "last answer", "next try (UTC)"],
      items.map((item) => [
        time(item.createdAt),
        item.event,
        item.state,
        item.attempts.length,
        lastAnswer(item),
        item.nextAt === null ? null : time(item.nextAt),
      ]),
    );
  }
  out.json(items);
};

/** By name, or by id where several have the name. */
function theOne(webhooks: readonly Webhook[], wanted: string): Webhook {
  const [found, ...more] = webhooks.filter(({ id, name }) => id === wanted || name === wanted);
  if (found === undefined) throw fail("webhooks/none", { id: wanted });
  if (more.length > 0) {
    const problem = `${more.length + 1} webhooks are named ${wanted}; give an id from \`prumo webhook list\`.`;
    throw fail("cli/usage", { problem, command: "webhook deliveries" });
  }
  return found;
}

function lastAnswer({ attempts, error }: Delivery): string | null {
  const last = attempts.at(-1);
  if (last === undefined) return error;
  return last.status === null ? last.error : String(last.status);
}
