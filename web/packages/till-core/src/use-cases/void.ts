/** Lines that vanish after the customer saw them. */
import { priceBasket, type Basket } from "../basket.ts";
import type { TillContext } from "../context.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { done, type Result } from "../refusal.ts";
import { sellingToday } from "./session.ts";
import { reasonMember, type Why } from "./why.ts";

/** A basket with lines leaves a trace when it is voided: lines that vanish after the customer saw them are how tills are robbed. */
export function voidBasket(context: TillContext, basket: Basket, why: Why = {}): Promise<Result<null>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    if (basket.lines.length === 0) return done(null);
    const { cashier, session, chain, settings } = selling.value;
    const { gross } = priceBasket(basket, context.pricingContext());
    const approvals = granted(settings, cashier, [{ right: "void", asked: gross }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const body = {
      event: "basket_voided",
      cashier,
      session: session.id,
      lines_count: basket.lines.length,
      gross,
      ...reasonMember(why),
      ...approvalsMember(approvals.value),
    };
    await context.technicalEvent(chain, body);
    await context.db.write(["cells"], ({ cells }) => cells.clear("kept_basket"));
    return done(null);
  });
}
