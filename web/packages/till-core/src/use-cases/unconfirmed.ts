/** How much of a day's card money was taken without the bank, which has not said yes so far as this till knows. */
import { takenOf } from "../card-attempts.ts";
import type { TillContext } from "../context.ts";
import type { SessionRow } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";

export interface UnconfirmedView {
  readonly count: number;
  /** With tips at the terminal. A card that the bank refused is in it, too: its money has not come. */
  readonly amount: MinorUnits;
}

/** Of what is sealed in this session; nothing where each card's bank has said yes. */
export async function unconfirmedOf(context: TillContext, session: Pick<SessionRow, "first_sequence">): Promise<{ readonly unconfirmed?: UnconfirmedView }> {
  const chain = context.facts.chain?.chain;
  const known = (await context.db.cell("card_attempts")) ?? [];
  const waiting = known.filter(
    ({ result, spent, bank, reversed_by: back }) =>
      result?.is_offline === true && bank !== "confirmed" && back === undefined && spent?.chain === chain && spent !== undefined && spent.sequence >= session.first_sequence,
  );
  if (waiting.length === 0) return {};
  return { unconfirmed: { count: waiting.length, amount: minorUnits(waiting.reduce((sum, one) => sum + takenOf(one), 0)) } };
}
