/** `25 novembre 2008` for `2008-11-25`, as it is looked for on a card. */
export function longDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

/** `08:00` for 480. */
export function minuteOfDay(minute: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return format.format(minute * 60_000);
}
