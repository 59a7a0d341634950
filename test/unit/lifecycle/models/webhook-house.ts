import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openHttpSender } from "../../../../src/adapters/webhooks/http-sender.ts";
import { openSealer } from "../../../../src/adapters/sealing/sealer.ts";
import type { Delivery } from "../../../../src/contract/records/webhooks.ts";
import { systemClock } from "../../../../src/kernel/clock.ts";
import { openWebhooks } from "../../../../src/lifecycle/models/index.ts";
import type { RetryPolicy } from "../../../../src/lifecycle/models/webhooks/delivery.ts";
import type { CreateWebhook } from "../../../../src/lifecycle/models/webhooks/surface.ts";
import type { WebhookTarget } from "../../../support/webhook-target.ts";
import { openRegistryHouse } from "./registry-house.ts";

interface Options {
  /** Default: four attempts, a few milliseconds apart. */
  readonly retry?: RetryPolicy;
  /** From the request to the end of the answer. */
  readonly wholeMs?: number;
  readonly isSending?: boolean;
}

/** The registry, whose clock the test holds, with webhooks on the real clock that may be sent to these targets alone. */
export async function openWebhookHouse(targets: readonly WebhookTarget[], options: Options = {}) {
  const house = await openRegistryHouse();
  const { wholeMs = 30_000, retry = { attempts: 4, firstMs: 2, longestMs: 4 }, isSending = true } = options;
  const webhooks = openWebhooks({
    meta: house.meta,
    events: house.events,
    clock: systemClock,
    sender: openHttpSender({ allow: targets.map(({ port }) => `127.0.0.1:${port}`).join(","), wholeMs }),
    sealer: openSealer(join(house.path, "keys", "webhooks.key")),
    isSending,
    retry,
  });
  return {
    ...house,
    webhooks,
    /** A webhook that is told of new models, unless told otherwise. */
    hook: (target: WebhookTarget, more: Partial<CreateWebhook> = {}) =>
      webhooks.create({ name: "hook", url: target.url, events: ["registered_model.created"], ...more }),
    /** The deliveries of a webhook, when none is pending any more. */
    async finished(id: string): Promise<readonly Delivery[]> {
      for (;;) {
        const { items } = await webhooks.deliveries(id, { limit: 1_000 });
        if (items.every(({ state }) => state !== "pending")) return items;
        await sleep(5);
      }
    },
    async [Symbol.asyncDispose]() {
      await webhooks[Symbol.asyncDispose]();
      await house[Symbol.asyncDispose]();
    },
  };
}
