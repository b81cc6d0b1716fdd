/** Money without a sale (journal-format §5.21): settled as a sale is, sealed as a `payment`, counted in the drawer of the day. */
import type { EntryObject } from "@comptoir/journal";

import { areUnspent, spendAttempts } from "../card-attempts.ts";
import type { Selling, TillContext } from "../context.ts";
import type { SaleRow, Writing } from "../database.ts";
import type { SettingsDocument } from "../documents.ts";
import type { Approval } from "../people/approvals.ts";
import { done, refused, type Result } from "../refusal.ts";
import { settle, withinLaw, type Settlement, type TenderInput } from "../tenders.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { SaleView, TaxSubtotalView } from "../views.ts";
import type { PaidOut } from "./refund.ts";
import { recordTurnover, viewOfFresh } from "./sale.ts";
import { kindsOf, turnedBy, type Turned } from "./sale-body.ts";

/** What is due, all of it paid; what terminals took for it is in nothing else. */
export async function payable(context: TillContext, settings: SettingsDocument, due: MinorUnits, tenders: readonly TenderInput[]): Promise<Result<Settlement>> {
  const pricing = context.pricingContext();
  const settled = settle(due, tenders, pricing);
  if (!settled.ok) return settled;
  if (!settled.value.is_complete) return refused("tenders.short", { missing: settled.value.remaining });
  const lawful = withinLaw(settings.tenders, pricing.day, due, settled.value.tenders);
  if (!lawful.ok) return lawful;
  return (await areUnspent(context, tenders)) ? done(settled.value) : refused("payment.spent");
}

export function paymentTurned(
  context: TillContext,
  selling: Selling,
  paid: PaidOut,
  subtotals: readonly TaxSubtotalView[],
  also: EntryObject,
  approvals: readonly Approval[] = [],
): Turned {
  const wall = context.ports.clock.wall();
  const sum = (name: "net" | "tax" | "gross"): MinorUnits => minorUnits(subtotals.reduce((all, row) => all + row[name], 0));
  return {
    ...turnedBy({ selling, wall, id: context.writer.newId(wall) }, "payment", []),
    tax_subtotals: subtotals,
    net: sum("net"),
    tax: sum("tax"),
    gross: sum("gross"),
    cash_rounding: paid.cash_rounding,
    tenders: paid.tenders,
    tender_kinds: kindsOf(paid.tenders),
    also,
    ...(approvals.length === 0 ? {} : { approvals }),
  };
}

/** Call it inside `exclusive`. `paid`: the payments at terminals among these are spent by it. */
export async function recordPayment(
  context: TillContext,
  selling: Selling,
  turned: Turned,
  paid: readonly TenderInput[],
  alongside: (tables: Writing<"sales" | "cells">) => Promise<void> = () => Promise.resolve(),
): Promise<SaleView> {
  const parties = { selling, wall: { ...context.ports.clock.wall(), epoch_ms: turned.epoch_ms }, id: turned.id };
  const place = { chain: context.facts.chain?.chain ?? "", sequence: context.facts.head_sequence + 1 };
  const row: SaleRow = await recordTurnover(context, parties, turned, context.facts.catalog_position, async (tables) => {
    await spendAttempts(tables.cells, paid, place);
    await alongside(tables);
  });
  return viewOfFresh(row);
}
