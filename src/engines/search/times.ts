import type { TokenReader } from "./tokens.ts";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Epoch milliseconds from a number, `now`, `now - 7d`, `-7d`, or a date in quotes. */
export function readTime(reader: TokenReader, now: number): number {
  const { kind, text } = reader.here;
  if (kind === "string" || kind === "quoted") {
    const at = dateOf(text);
    if (at === undefined)
      throw reader.fail(`'${text}' is no date such as '2026-01-31' or '2026-01-31T12:00:00Z'`);
    reader.take();
    return at;
  }
  if (reader.word("NOW") !== undefined) {
    const sign = reader.symbol("-", "+");
    return sign === undefined ? now : now + signed(sign, readDuration(reader));
  }
  const sign = reader.symbol("-", "+");
  if (sign !== undefined && reader.here.kind === "name") return now + signed(sign, readDuration(reader));
  const value = reader.number();
  if (value === undefined) {
    throw reader.fail(
      `Expected numeric value type for numeric attribute, now - 7d, or a date in quotes. Found ${reader.shown()}`,
    );
  }
  return sign === undefined ? value : signed(sign, value) + 0;
}

function signed(sign: string, value: number): number {
  return sign === "-" ? -value : value;
}

function readDuration(reader: TokenReader): number {
  const duration = /^(\d{1,9})([smhdw])$/.exec(reader.here.text);
  if (duration === null) throw reader.fail(`'${reader.here.text}' is no duration such as 30m, 12h, 7d or 2w`);
  reader.take();
  return Number(duration[1]) * unitMs[duration[2] as keyof typeof unitMs];
}

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** ISO 8601; UTC where no zone is said, so that a filter means the same on every machine. */
function dateOf(text: string): number | undefined {
  const parts = iso.exec(text);
  if (parts === null) return undefined;
  const [, day = "", minute = "00:00", second = "00", fraction = "", zone = "Z"] = parts;
  const at = Date.parse(`${day}T${minute}:${second}${fraction}${zone}`);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse reads the 30th of February as a day in March.
  const isDay = !Number.isNaN(at) && new Date(midnight).toISOString().startsWith(day);
  return isDay ? at : undefined;
}
