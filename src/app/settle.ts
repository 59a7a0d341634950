import { setTimeout as sleep } from "node:timers/promises";
import type { Pipelines } from "../lifecycle/pipelines/index.ts";
import type { EventBus } from "../ports/event-bus.ts";

const working: ReadonlySet<string> = new Set(["queued", "running"]);

/** Waits until nothing is under way: an event may start a run, whose end is an event again. */
export async function settle({
  events,
  pipelines,
}: {
  events: EventBus;
  pipelines: Pipelines;
}): Promise<void> {
  for (;;) {
    await events.settle();
    const { items } = await pipelines.runs({ limit: 20 });
    const busy = items.filter(({ state }) => working.has(state));
    if (busy.length === 0) {
      // A consumer that ended just now may have started a run.
      await events.settle();
      const { items: again } = await pipelines.runs({ limit: 20 });
      if (!again.some(({ state }) => working.has(state))) return;
    }
    await Promise.all(busy.map(({ id }) => pipelines.wait(id)));
    await sleep(10);
  }
}
