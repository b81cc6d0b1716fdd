/**
 * What a country's law says about giving a receipt, and up to which amount one is invoice enough.
 *
 * conformance/receipts/law.json holds the same rows with their sources; a test compares.
 */

export type Issue = "on_request" | "always" | "offer";

export interface ReceiptLaw {
  readonly issue: Issue;
  /** Whether a digital receipt needs the customer's consent. */
  readonly digital: "free" | "agreed";
}

interface LawRow extends ReceiptLaw {
  readonly country: string;
  readonly validFrom: string;
}

interface InvoiceRow {
  readonly country: string;
  readonly validFrom: string;
  readonly currency: string;
  readonly simplifiedMax: number;
}

/** Ordered by country, then by date; the newest row that is valid on the day counts. */
export const RECEIPT_LAWS: readonly LawRow[] = [
  { country: "AT", validFrom: "2016-01-01", issue: "always", digital: "agreed" },
  { country: "AT", validFrom: "2026-10-01", issue: "always", digital: "free" },
  { country: "BE", validFrom: "2016-01-01", issue: "offer", digital: "free" },
  { country: "CH", validFrom: "2010-01-01", issue: "offer", digital: "free" },
  { country: "DE", validFrom: "2020-01-01", issue: "always", digital: "agreed" },
  { country: "ES", validFrom: "2013-01-01", issue: "always", digital: "agreed" },
  { country: "FR", validFrom: "1983-10-03", issue: "offer", digital: "free" },
  { country: "FR", validFrom: "2023-08-01", issue: "on_request", digital: "free" },
  { country: "GB", validFrom: "1973-04-01", issue: "offer", digital: "free" },
  { country: "IT", validFrom: "2020-01-01", issue: "always", digital: "agreed" },
  { country: "LU", validFrom: "1979-01-01", issue: "offer", digital: "free" },
  { country: "NL", validFrom: "1969-01-01", issue: "offer", digital: "free" },
  { country: "PT", validFrom: "2013-01-01", issue: "always", digital: "agreed" },
  { country: "SE", validFrom: "2010-01-01", issue: "always", digital: "free" },
];

/** Minor units with tax: above them a customer in business needs an invoice with its name. */
export const INVOICE_LAWS: readonly InvoiceRow[] = [
  { country: "AT", validFrom: "2015-03-01", currency: "EUR", simplifiedMax: 40000 },
  { country: "BE", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 10000 },
  { country: "CH", validFrom: "2010-01-01", currency: "CHF", simplifiedMax: 40000 },
  { country: "DE", validFrom: "2017-01-01", currency: "EUR", simplifiedMax: 25000 },
  { country: "ES", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 300000 },
  { country: "FR", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 15000 },
  { country: "GB", validFrom: "1995-01-01", currency: "GBP", simplifiedMax: 25000 },
  { country: "IT", validFrom: "2019-05-24", currency: "EUR", simplifiedMax: 40000 },
  { country: "LU", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 10000 },
  { country: "NL", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 10000 },
  { country: "PT", validFrom: "2013-01-01", currency: "EUR", simplifiedMax: 100000 },
];

/** The law on a day (`2026-11-22`); where we know none, the customer is asked and nothing is a duty. */
export function receiptLaw(country: string, day: string): ReceiptLaw {
  const row = RECEIPT_LAWS.filter((rule) => rule.country === country && rule.validFrom <= day).at(-1);
  return { issue: row?.issue ?? "offer", digital: row?.digital ?? "free" };
}

/**
 * Whether the till must see to it that the customer gets a receipt: printed, or digital where the customer agrees. Where a digital one
 * is free, its code on the screen is enough, once it leads somewhere.
 */
export function mustIssue(country: string, day: string, isPageReachable: boolean): boolean {
  const { issue, digital } = receiptLaw(country, day);
  return issue === "always" && !(digital === "free" && isPageReachable);
}

/** Whether a receipt over this amount is too much for a simplified invoice; never where we know no limit. */
export function exceedsSimplified(country: string, day: string, currency: string, gross: number): boolean {
  const row = INVOICE_LAWS.filter((rule) => rule.country === country && rule.validFrom <= day).at(-1);
  return row !== undefined && row.currency === currency && gross > row.simplifiedMax;
}
