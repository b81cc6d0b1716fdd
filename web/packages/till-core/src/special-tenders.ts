/** Gift cards without the server, customers' accounts, and cards that a terminal approved. Loaded by the first sale that needs it: an ordinary one never does. */
import type { TillContext } from "./context.ts";
import { areUnspent, spendAttempts } from "./card-attempts.ts";
import { codeNeeds, isCodeTender, spendCodes } from "./code-payments.ts";
import type { Cells } from "./database.ts";
import type { AccountMove, AccountsValue, AllowanceValue } from "./promise-rows.ts";
import type { Need } from "./people/rights.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import { balanceOf, moveAccounts } from "./use-cases/accounts.ts";

/** What such tenders take of rights, and what is written with the sale. */
export interface Special {
  readonly needs: readonly Need[];
  readonly write: (cells: Cells<"readwrite">) => Promise<void>;
}

export async function special(context: TillContext, tenders: readonly TenderInput[]): Promise<Result<Special>> {
  const alone = redeemedAlone(tenders);
  const allowance = alone.size === 0 ? undefined : await context.db.cell("allowance");
  const within = withinAllowance(allowance, alone);
  if (!within.ok) return within;
  const written = movesOf(context, tenders);
  const byCard = tenders.filter((tender) => !isCodeTender(tender));
  const isFree = await areUnspent(context, byCard);
  if (!isFree) return refused("payment.spent");
  const codes = await codeNeeds(context, tenders);
  if (!codes.ok) return codes;
  const needs = accountNeeds(written.length === 0 ? undefined : await context.db.cell("accounts"), written);
  if (!needs.ok) return needs;
  return done({
    needs: [...needs.value, ...codes.value],
    write: async (cells) => {
      await spendAllowance(cells, alone);
      await moveAccounts(cells, written);
      const place = { chain: context.facts.chain?.chain ?? "", sequence: context.facts.head_sequence + 1 };
      await spendAttempts(cells, byCard, place);
      if (tenders.some(isCodeTender)) context.onWish();
      await spendCodes(cells, tenders, place, context.ports.clock.wall().epoch_ms);
    },
  });
}

/** How much of each card, whatever parts it was taken in. */
function redeemedAlone(tenders: readonly TenderInput[]): ReadonlyMap<string, number> {
  const cards = new Map<string, number>();
  for (const tender of tenders) {
    if (tender.kind === "cash" || tender.allowance === undefined) continue;
    const voucher = tender.voucher ?? "";
    cards.set(voucher, (cards.get(voucher) ?? 0) + tender.amount);
  }
  return cards;
}

function sumOf(alone: ReadonlyMap<string, number>): number {
  return [...alone.values()].reduce((sum, amount) => sum + amount, 0);
}

/** Two payments may have been begun on one allowance: what is sealed counts. */
function withinAllowance(allowance: AllowanceValue | undefined, alone: ReadonlyMap<string, number>): Result<null> {
  const left = allowance === undefined ? 0 : allowance.total - allowance.spent;
  if (alone.size > 0 && sumOf(alone) > left) return refused("voucher.not_enough", { available: Math.max(0, left) });
  for (const [voucher, amount] of alone) {
    const ofCard = (allowance?.each ?? 0) - (allowance?.spent_of?.[voucher] ?? 0);
    if (amount > ofCard) return refused("voucher.not_enough", { available: Math.max(0, ofCard) });
  }
  return done(null);
}

/** In the sale's own transaction: a crash leaves both or none. */
async function spendAllowance(cells: Cells<"readwrite">, alone: ReadonlyMap<string, number>): Promise<void> {
  if (alone.size === 0) return;
  const allowance = await cells.get("allowance");
  if (allowance === undefined) return;
  const spentOf = { ...allowance.spent_of };
  for (const [voucher, amount] of alone) spentOf[voucher] = (spentOf[voucher] ?? 0) + amount;
  await cells.put("allowance", { ...allowance, spent: allowance.spent + sumOf(alone), spent_of: spentOf });
}

/** What this entry, the next one of the chain, writes to accounts. */
function movesOf(context: TillContext, tenders: readonly TenderInput[]): readonly AccountMove[] {
  const { chain, head_sequence: head } = context.facts;
  return tenders.flatMap((tender) =>
    tender.kind === "cash" || tender.account === undefined
      ? []
      : [{ chain: chain?.chain ?? "", sequence: head + 1, account: tender.account, amount: tender.amount }],
  );
}

/** Whoever sells on account may; beyond the customer's limit somebody allows it. */
function accountNeeds(known: AccountsValue | undefined, written: readonly AccountMove[]): Result<readonly Need[]> {
  const needs: Need[] = [];
  for (const { account, amount } of written) {
    const holder = known?.accounts.find((candidate) => candidate.id === account);
    if (known === undefined || holder === undefined) return refused("account.unknown");
    if (amount <= 0) continue;
    needs.push({ right: "sell_on_account", asked: amount });
    const over = balanceOf(known, holder) + amount - holder.limit;
    if (over > 0) needs.push({ right: "exceed_credit", asked: over });
  }
  return done(needs);
}
