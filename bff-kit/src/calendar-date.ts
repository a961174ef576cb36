/** How much of a date's names is written out. */
export interface DateStyle {
  /** `short` is `Tue 24 Nov`, `long` is `Tuesday 24 November`. */
  readonly names: 'short' | 'long';
  /** Whether the weekday leads. Default true. */
  readonly weekday?: boolean;
  /** BCP 47. Default `en-GB`. */
  readonly locale?: string;
}

/**
 * Writes one calendar date in words, such as `Tue 24 Nov`.
 *
 * @param date `YYYY-MM-DD`. A calendar date has no time zone, so the server's does not matter.
 * @throws {TypeError} when `date` is not a day of the calendar.
 */
export function formatDate(date: string, style: DateStyle): string {
  const { weekday, day, month } = dateWords(date, style);
  return [weekday, day, month].filter(Boolean).join(' ');
}

/**
 * Writes a range of calendar dates in words, naming the month once when both ends share it:
 * `Tue 24 to Thu 26 Nov`, `Mon 30 Nov to Wed 2 Dec`, and `Tue 24 Nov` for a single day.
 *
 * @param earliest `YYYY-MM-DD`.
 * @param latest `YYYY-MM-DD`, not before `earliest`.
 * @throws {TypeError} when one of them is not a day of the calendar.
 * @throws {RangeError} when `latest` is before `earliest`.
 */
export function formatDateRange(earliest: string, latest: string, style: DateStyle): string {
  const end = formatDate(latest, style);
  if (earliest === latest) {
    return end;
  }
  const { weekday, day } = dateWords(earliest, style);
  // ISO dates order as text.
  if (latest < earliest) {
    throw new RangeError(`Cannot write the range from ${earliest} to ${latest}: it ends before it begins`);
  }
  const sameMonth = earliest.slice(0, 7) === latest.slice(0, 7);
  const start = sameMonth ? [weekday, day].filter(Boolean).join(' ') : formatDate(earliest, style);
  return `${start} to ${end}`;
}

interface DateWords {
  readonly weekday: string | undefined;
  readonly day: string;
  readonly month: string;
}

function dateWords(date: string, style: DateStyle): DateWords {
  const instant = parseDate(date);
  const word = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(style.locale ?? 'en-GB', { timeZone: 'UTC', ...options }).format(instant);
  return {
    weekday: style.weekday === false ? undefined : word({ weekday: style.names }),
    day: String(instant.getUTCDate()),
    month: word({ month: style.names }),
  };
}

function parseDate(date: string): Date {
  const instant = new Date(`${date}T00:00:00Z`);
  // `Date` takes 2026-02-30 for the second of March; only a real day survives the way back.
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date) {
    throw new TypeError(`Cannot read ${JSON.stringify(date)} as a date: it is not a day as YYYY-MM-DD`);
  }
  return instant;
}
