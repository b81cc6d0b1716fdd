/** A sale with deposits: what follows goods is complete, a machine's voucher is paid once, and a basket below zero pays out. */
import { priceRefund } from "@comptoir/pricing";

import { priceBasket, type Basket, type BasketLine, type PricedBasket, type PricingContext } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { Writing } from "../database.ts";
import { follow, patternOf, voucherLine } from "../deposits.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { Settlement, TenderInput } from "../tenders.ts";
import { minorUnits } from "../units.ts";
import type { SaleLineView } from "../views.ts";
import { countDeposits } from "./deposit-totals.ts";
import { payOut } from "./refund.ts";
import type { Turned } from "./sale-body.ts";
import { usedElsewhere } from "./told.ts";

type Cells = Writing<"cells">["cells"];

/** What a sale with deposits has more than others. */
export interface WithDeposits {
  /** Money goes out; absent: it is settled as any sale. */
  readonly settlement?: Settlement;
  readonly finish: (turned: Turned) => Turned;
  readonly write: (cells: Cells, turned: Turned) => Promise<void>;
}

const DAY_MS = 86_400_000;
const ZERO = minorUnits(0);

/** Call it inside `exclusive`: what it has looked at stays true until `write`. */
export async function sellDeposits(
  context: TillContext,
  basket: Basket,
  priced: PricedBasket,
  tenders: readonly TenderInput[],
  pricing: PricingContext,
): Promise<Result<WithDeposits>> {
  const complete = follow(basket, context.facts.settings);
  if (!complete.ok) return complete;
  if (priceBasket(complete.value, pricing).gross !== priced.gross) return refused("deposit.missing");
  const codes = basket.lines.flatMap(({ bottle_voucher: code }) => (code === undefined ? [] : [code]));
  const used = await usedVouchers(context);
  if (new Set(codes).size !== codes.length || codes.some((code) => used.has(code))) return refused("deposit.voucher_used");
  for (const code of codes) {
    const elsewhere = await usedElsewhere<WithDeposits>(context, "bottle_voucher", code);
    if (elsewhere !== undefined) return elsewhere;
  }
  const isOut = priced.gross < 0 && basket.lines.some(isEmpties);
  const paid = isOut ? payOut(priced.gross, tenders, pricing) : undefined;
  if (paid?.ok === false) return paid;
  return done({
    ...(paid === undefined ? {} : { settlement: { remaining: ZERO, remaining_cash: ZERO, change: ZERO, is_complete: true, ...paid.value } }),
    finish: (turned) => withDepositLines(turned, basket),
    write: async (cells, turned) => {
      await spend(context, cells, codes);
      await countDeposits(cells, turned);
    },
  });
}

/** The line of a machine's voucher, ready for the basket; `undefined` when the code is no such voucher. */
export async function readBottleVoucher(context: TillContext, code: string, name: string): Promise<Result<Omit<BasketLine, "id">> | undefined> {
  const { settings } = context.facts;
  const line = settings === undefined ? undefined : voucherLine(settings, context.pricingContext(), code, name);
  if (line === undefined) return undefined;
  if (line.unit_price <= 0) return refused("deposit.voucher_empty");
  if ((await usedVouchers(context)).has(code)) return refused("deposit.voucher_used");
  return (await usedElsewhere(context, "bottle_voucher", code)) ?? done(line);
}

function isEmpties(line: BasketLine): boolean {
  return line.kind === "deposit" && line.quantity_milli < 0;
}

/** Which lines are deposits, of which goods, and what came back: what a sale states beside its figures. */
function withDepositLines(turned: Turned, basket: Basket): Turned {
  const lines = turned.lines.map((line, place): SaleLineView => {
    const said = basket.lines[place];
    if (said?.kind === undefined) return line;
    const goods = 1 + basket.lines.findIndex(({ id }) => id === said.of_line);
    return {
      ...line,
      kind: said.kind,
      ...(goods === 0 ? {} : { of_line: goods }),
      ...(said.bottle_voucher === undefined ? {} : { bottle_voucher: said.bottle_voucher }),
    };
  });
  const back = lines.filter((line) => line.kind === "deposit" && line.quantity_milli < 0);
  if (back.length === 0) return { ...turned, lines };
  const came = priceRefund({
    priceMode: turned.price_mode,
    lines: back.map((line) => ({ amount: line.amount, taxCategory: line.tax_category, taxRatePpm: line.tax_rate_ppm })),
  });
  if (!came.ok) throw new Error(`empties without a price: ${came.refusal.code}`);
  return { ...turned, lines, returned: came.value.gross };
}

/** Codes that this till has paid, until their machine may print them again. */
async function usedVouchers(context: TillContext): Promise<ReadonlySet<string>> {
  const now = context.ports.clock.wall().epoch_ms;
  const used = (await context.db.cell("bottle_vouchers")) ?? [];
  return new Set(used.flatMap(({ code, until_ms }) => (until_ms > now ? [code] : [])));
}

async function spend(context: TillContext, cells: Cells, codes: readonly string[]): Promise<void> {
  if (codes.length === 0) return;
  const { settings } = context.facts;
  const now = context.ports.clock.wall().epoch_ms;
  const used = ((await cells.get("bottle_vouchers")) ?? []).filter(({ until_ms }) => until_ms > now);
  const fresh = codes.map((code) => ({ code, until_ms: now + (patternOf(settings, code)?.days_unique ?? 30) * DAY_MS }));
  await cells.put("bottle_vouchers", [...used, ...fresh]);
}
