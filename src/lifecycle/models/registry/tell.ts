import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { ModelsTables } from "../tables.ts";
import type { News } from "../webhooks/news.ts";
import { queueDeliveries } from "../webhooks/queue-deliveries.ts";
import type { WebhooksTables } from "../webhooks/tables.ts";
import { isPromptModel } from "./registry-store.ts";

/**
 * Tells the webhooks of a change, in its transaction: either both are there, or none. Of a model it is known whether
 * it is a prompt; a version says so itself (`isPrompt`), by MLflow's rule, when it is made.
 */
export async function tell(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  model: string,
  news: News,
  isPrompt?: boolean,
): Promise<void> {
  await queueDeliveries(tx as unknown as MetaTransaction<WebhooksTables>, now, async () =>
    news(isPrompt ?? (await isPromptModel(tx.db, model))),
  );
}
