/** The day on which the whole of the example's data was "taken", so that it is the same on every run. */
export const seedDate = '2026-09-01';

const dayMs = 86_400_000;

/** The date `days` after (or, when negative, before) a date, both as YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days lie between two dates, both as YYYY-MM-DD; negative when `to` is before `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The date `days` working days (Monday to Friday) after a date, both as YYYY-MM-DD; `days` is 0 or more. */
export function addWorkingDays(date: string, days: number): string {
  let day = isWeekend(date) ? addDays(date, 1) : date;
  while (isWeekend(day)) day = addDays(day, 1);
  for (let left = days; left > 0; left -= 1) {
    do day = addDays(day, 1);
    while (isWeekend(day));
  }
  return day;
}

/** Whether a YYYY-MM-DD is a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}
