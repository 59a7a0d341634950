/** Numbers, sizes, durations and times as the language writes them. Numbers are rounded to what is known. */
export interface Formats {
  readonly integer: (value: number) => string;
  /** Significant digits; 3 unless said. */
  readonly number: (value: number, digits?: number) => string;
  /** A metric between 0 and 1: three decimals. */
  readonly score: (value: number) => string;
  /** A measured metric, comparable down a column: three decimals below 1, three digits above. */
  readonly measure: (value: number) => string;
  /** With its sign; below 0.001 only that it is. */
  readonly pValue: (value: number) => string;
  /** A share 0–1 as a percentage. */
  readonly percent: (share: number, digits?: number) => string;
  readonly compact: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly duration: (ms: number) => string;
  readonly time: (at: number) => string;
  /** A moment of event time, UTC to the minute. */
  readonly moment: (at: number) => string;
  /** A tick of a time axis, UTC: the day at midnight, the hour between. */
  readonly tick: (at: number) => string;
  /** A tick of a time axis of a run, in the reader's own time: to the second. */
  readonly clock: (at: number) => string;
  readonly day: (at: number) => string;
  readonly relative: (at: number, now?: number) => string;
}

const known = new Map<string, Formats>();

export function formatsOf(language: string): Formats {
  const formats = known.get(language) ?? create(language);
  known.set(language, formats);
  return formats;
}

const bytesUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function create(language: string): Formats {
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const score = new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const moment = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  const tickDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const tickHour = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  // To make a format costs far more than to use it; tables use thousands in a moment.
  const made = new Map<string, Intl.NumberFormat>();
  const formatOf = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const format = made.get(key) ?? new Intl.NumberFormat(language, options);
    made.set(key, format);
    return format;
  };
  const unit = (value: number, name: string, digits = 1) =>
    formatOf({
      style: "unit",
      unit: name,
      // "313 byte" is wrong in both languages; the other short names are the same for one and many.
      unitDisplay: name === "byte" ? "long" : "short",
      maximumFractionDigits: digits,
    }).format(value);
  return {
    integer: (value) => integer.format(value),
    number: (value, digits = 3) =>
      formatOf({
        maximumSignificantDigits: digits,
        // 0.00000000012 says nothing at a glance; 1.2E-10 does.
        ...(value !== 0 && Math.abs(value) < 1e-4 ? { notation: "scientific" } : {}),
      }).format(value),
    score: (value) => score.format(value),
    measure: (value) =>
      (Math.abs(value) < 1 ? score : formatOf({ maximumSignificantDigits: 3 })).format(value),
    pValue: (value) => (value < 0.001 ? `< ${score.format(0.001)}` : `= ${score.format(value)}`),
    percent: (share, digits = 1) =>
      new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(share),
    compact: (value) => compact.format(value),
    bytes: (value) => {
      const power = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), bytesUnits.length - 1);
      return unit(value / 1_000 ** power, bytesUnits[power] ?? "byte");
    },
    duration: (ms) => {
      if (ms < 1) return unit(ms * 1_000, "microsecond", 0);
      if (ms < 1_000) return unit(ms, "millisecond", ms < 10 ? 1 : 0);
      if (ms < 60_000) return unit(ms / 1_000, "second");
      if (ms < 3_600_000) return unit(ms / 60_000, "minute");
      if (ms < 86_400_000) return unit(ms / 3_600_000, "hour");
      return unit(ms / 86_400_000, "day");
    },
    time: (at) => time.format(at),
    moment: (at) => moment.format(at),
    tick: (at) => (at % 86_400_000 === 0 ? tickDay : tickHour).format(at),
    clock: (at) => clock.format(at),
    day: (at) => day.format(at),
    relative: (at, now = Date.now()) => relativeTo(relative, at - now),
  };
}

function relativeTo(format: Intl.RelativeTimeFormat, ms: number): string {
  const size = Math.abs(ms);
  if (size < 45_000) return format.format(Math.round(ms / 1_000), "second");
  if (size < 45 * 60_000) return format.format(Math.round(ms / 60_000), "minute");
  if (size < 22 * 3_600_000) return format.format(Math.round(ms / 3_600_000), "hour");
  if (size < 330 * 86_400_000) return format.format(Math.round(ms / 86_400_000), "day");
  return format.format(Math.round(ms / (365 * 86_400_000)), "year");
}
