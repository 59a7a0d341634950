import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Signal, StoredEvent } from "../contract/events.ts";

/** The live events of a server, until the signal aborts. Reconnects from the last event it saw. */
export async function* followEvents(
  baseUrl: string,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent | Signal> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const headers = last === undefined ? {} : { "last-event-id": last };
      const response = await fetch(`${baseUrl}/api/v1/events`, { headers, signal });
      if (response.body === null) return;
      const messages = response.body
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .pipeThrough(new EventSourceParserStream());
      for await (const message of messages) {
        last = message.id ?? last;
        yield JSON.parse(message.data) as StoredEvent | Signal;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (last === undefined) throw error;
    }
  }
}
