import type { EventType, StoredEvent } from "../../contract/events.ts";
import type { Connection } from "./connection.ts";

const columns = "seq, type, subject, data, at";

export function newestSeq(reader: Connection): number {
  return Number(reader.all("select coalesce(max(seq), 0) as seq from events")[0]?.["seq"]);
}

export function eventsAfter(reader: Connection, seq: number, limit: number): StoredEvent[] {
  return reader
    .all(`select ${columns} from events where seq > ? order by seq limit ?`, [seq, limit])
    .map(asEvent);
}

/** Those of some types, in order; one index look-up per type. */
export function eventsOfTypesAfter(
  reader: Connection,
  types: readonly EventType[],
  seq: number,
  limit: number,
): StoredEvent[] {
  const marks = types.map(() => "?").join(", ");
  return reader
    .all(`select ${columns} from events where type in (${marks}) and seq > ? order by seq limit ?`, [
      ...types,
      seq,
      limit,
    ])
    .map(asEvent);
}

export function recentEvents(reader: Connection, limit: number): StoredEvent[] {
  return reader.all(`select ${columns} from events order by seq desc limit ?`, [limit]).map(asEvent);
}

/** Rows of the outbox are written by `emit` only, whose types hold. */
function asEvent(row: Record<string, unknown>): StoredEvent {
  return { ...row, data: JSON.parse(String(row["data"])) } as StoredEvent;
}
