/** Figures in the customer's language; amounts are minor units and become text without a division. */

/** "18,06 €". */
export function money(amount: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(Number(`${amount}e-${digits}`)).replace("-", "−");
}

/** "1,25 kg" or "2". */
export function quantity(milli: number, unit: string, language: string): string {
  const symbols: Readonly<Record<string, string>> = { KGM: "kg", GRM: "g", LTR: "l", MTR: "m", HUR: "h" };
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(Number(`${milli}e-3`));
  const symbol = symbols[unit];
  return (symbol === undefined ? number : `${number}\u00a0${symbol}`).replace("-", "−");
}

/** "5,5 %". */
export function rate(ppm: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 4 }).format(Number(`${ppm}e-6`));
}

/** Date and time on the shop's clock. */
export function moment(unixSeconds: number, timezone: string, language: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "long", timeStyle: "short" };
  if (timezone !== "") options.timeZone = timezone;
  return new Intl.DateTimeFormat(language, options).format(new Date(unixSeconds * 1000));
}
