/** Gift cards without the server, and customers' accounts. Loaded by the first sale that needs it: an ordinary one never does. */
import type { TillContext } from "./context.ts";
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
  const allowance = alone === 0 ? undefined : await context.db.cell("allowance");
  const within = withinAllowance(allowance, alone);
  if (!within.ok) return within;
  const written = movesOf(context, tenders);
  const needs = accountNeeds(written.length === 0 ? undefined : await context.db.cell("accounts"), written);
  if (!needs.ok) return needs;
  return done({
    needs: needs.value,
    write: async (cells) => {
      await spendAllowance(cells, alone);
      await moveAccounts(cells, written);
    },
  });
}

function redeemedAlone(tenders: readonly TenderInput[]): number {
  return tenders.reduce((sum, tender) => sum + (tender.kind !== "cash" && tender.allowance !== undefined ? tender.amount : 0), 0);
}

/** Two payments may have been begun on one allowance: what is sealed counts. */
function withinAllowance(allowance: AllowanceValue | undefined, alone: number): Result<null> {
  const left = allowance === undefined ? 0 : allowance.total - allowance.spent;
  return alone <= left || alone === 0 ? done(null) : refused("voucher.not_enough", { available: Math.max(0, left) });
}

/** In the sale's own transaction: a crash leaves both or none. */
async function spendAllowance(cells: Cells<"readwrite">, alone: number): Promise<void> {
  if (alone === 0) return;
  const allowance = await cells.get("allowance");
  if (allowance !== undefined) await cells.put("allowance", { ...allowance, spent: allowance.spent + alone });
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
