/** What the shop decided about orders. */
import type { SettingsDocument } from "../documents.ts";
import { readInteger, readObject } from "../reading.ts";

export interface OrderRule {
  /** What stays with the shop of what was paid for an order that is given up, in parts per million. */
  readonly kept_ppm: number;
  /** For how many days a quote holds. */
  readonly quote_days: number;
}

/** A server that says nothing has shops that keep nothing. */
export function orderRule(settings: SettingsDocument | undefined): OrderRule {
  const said = settings?.tenders?.orders;
  if (said === undefined) return { kept_ppm: 0, quote_days: 30 };
  const source = readObject(said, "orders");
  return { kept_ppm: readInteger(source, "kept_ppm"), quote_days: readInteger(source, "quote_days") };
}
