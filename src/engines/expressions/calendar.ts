/** Parts of a timestamp in UTC. All take epoch milliseconds (NaN in, NaN out), also before 1970. */

export const dayMs = 86_400_000;

export function minuteOfDay(at: number): number {
  return Math.floor((at - dayMs * Math.floor(at / dayMs)) / 60_000);
}

export function hour(at: number): number {
  return Math.floor((at - dayMs * Math.floor(at / dayMs)) / 3_600_000);
}

/** 0 (Sunday) to 6; 1970-01-01 was a Thursday. */
export function weekday(at: number): number {
  const day = Math.floor(at / dayMs) + 4;
  return day - 7 * Math.floor(day / 7);
}

/** 1–31. */
export function dayOfMonth(at: number): number {
  const dayOfYear = dayOfShiftedYear(at);
  return dayOfYear - Math.floor((153 * shiftedMonth(dayOfYear) + 2) / 5) + 1;
}

/** 1–12. */
export function month(at: number): number {
  const shifted = shiftedMonth(dayOfShiftedYear(at));
  return shifted < 10 ? shifted + 3 : shifted - 9;
}

/** 0 is the first of March (H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
function dayOfShiftedYear(at: number): number {
  const days = Math.floor(at / dayMs) + 719_468;
  const dayOfEra = days - 146_097 * Math.floor(days / 146_097);
  const year = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  return dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
}

/** 0 is March. */
function shiftedMonth(dayOfYear: number): number {
  return Math.floor((5 * dayOfYear + 2) / 153);
}
