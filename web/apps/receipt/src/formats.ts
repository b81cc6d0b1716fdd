/** Figures in the customer's language; amounts are minor units and become text without a division. */

/** "18,06 €". `exponent`: as the shop counts its currency; without its word, as the browser does. */
export function money(amount: number, currency: string, language: string, exponent?: number): string {
  const cut = exponent === undefined ? {} : { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  const format = new Intl.NumberFormat(language, { style: "currency", currency, ...cut });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(Number(`${amount}e-${digits}`)).replace("-", "−");
}

/** Date and time on the shop's clock; in English as Europe writes it, the day before the month. */
export function moment(unixSeconds: number, timezone: string, language: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "long", timeStyle: "short" };
  if (timezone !== "") options.timeZone = timezone;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(new Date(unixSeconds * 1000));
}
