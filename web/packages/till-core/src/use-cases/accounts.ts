/** Customers' accounts: what each one owes, as the server said it last and as this till moved it since; and what is paid on them. */
import type { EntryObject } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { Cells, EntryRow } from "../database.ts";
import type { AccountHolder, AccountMove, AccountsValue } from "../promise-rows.ts";
import { readAccounts, read } from "../door/late-answers.ts";
import { done, refused, type Result } from "../refusal.ts";
import { payable, paymentTurned, recordPayment } from "./payments.ts";
import type { TenderInput } from "../tenders.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { SaleView } from "../views.ts";
import { sellingToday } from "./session.ts";

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly limit: MinorUnits;
  /** What is owed. */
  readonly balance: MinorUnits;
}

/** `is_line_up`: the balances are the server's of now. */
export interface Accounts {
  readonly accounts: readonly AccountView[];
  readonly is_line_up: boolean;
}

/** What a holder owes: the server's word, and what this till wrote since. */
export function balanceOf({ moves }: AccountsValue, holder: AccountHolder): number {
  return moves.reduce((sum, move) => sum + (move.account === holder.id ? move.amount : 0), holder.balance);
}

/** In the transaction of the entry that moves them. */
export async function moveAccounts(cells: Cells<"readwrite">, written: readonly AccountMove[]): Promise<void> {
  if (written.length === 0) return;
  const known = await cells.get("accounts");
  if (known !== undefined) await cells.put("accounts", { ...known, moves: [...known.moves, ...written] });
}

export async function listAccounts(context: TillContext): Promise<Accounts> {
  const isLineUp = await refreshAccounts(context);
  const known = await context.db.cell("accounts");
  const accounts = (known?.accounts ?? []).map(({ id, name, phone, limit, balance }) => ({
    id,
    name,
    phone,
    limit: minorUnits(limit),
    balance: minorUnits(known === undefined ? balance : balanceOf(known, { id, name, phone, limit, balance })),
  }));
  return { accounts, is_line_up: isLineUp };
}

/** The server says how far of this till's chain its balances go: what was written after that is counted here, however late its receipt comes. */
export async function refreshAccounts(context: TillContext): Promise<boolean> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return false;
  const answer = read(await context.ports.door.ask(chain.token, { about: "customers", body: {} }), readAccounts);
  if (answer.kind !== "ok") return false;
  const { accounts } = answer.value;
  const counted = { chain: chain.chain, sequence: answer.value.counted };
  await context.db.write(["cells", "entries"], async ({ cells, entries }) => {
    const known = await cells.get("accounts");
    if (known?.counted?.chain === counted.chain && known.counted.sequence > counted.sequence) return;
    const moves: AccountMove[] = [];
    for (const move of known?.moves ?? []) {
      if (isAhead(move, counted, await entries.get([move.chain, move.sequence]))) moves.push(move);
    }
    await cells.put("accounts", { accounts, counted, moves });
  });
  return true;
}

/** Whether the server's balances are without this. In quarantine nothing is counted until somebody looked; a chain that ended is known by its receipts. */
function isAhead(move: AccountMove, counted: { readonly chain: string; readonly sequence: number }, entry: EntryRow | undefined): boolean {
  if (entry === undefined) return false;
  if (move.chain === counted.chain && entry.status !== "quarantined") return move.sequence > counted.sequence;
  return entry.acknowledged_ms === undefined;
}

/** A customer pays what they owe. No tax again: it was due when the goods were sold. */
export function settleAccount(context: TillContext, account: string, tenders: readonly TenderInput[], amount: MinorUnits): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    if (amount <= 0) return refused("amount.invalid");
    const known = await context.db.cell("accounts");
    if (known?.accounts.some((holder) => holder.id === account) !== true) return refused("account.unknown");
    const paid = await payable(context, selling.value.settings, amount, tenders);
    if (!paid.ok) return paid;
    const off = { kind: "account" as const, account, amount: minorUnits(0 - amount) };
    const also: EntryObject = { purpose: "settlement", account };
    const turned = paymentTurned(context, selling.value, { ...paid.value, tenders: [...paid.value.tenders, off] }, [], also);
    const row = await recordPayment(context, selling.value, turned, tenders, async ({ cells }) => {
      const { chain, head_sequence: head } = context.facts;
      await moveAccounts(cells, [{ chain: chain?.chain ?? "", sequence: head + 1, account, amount: 0 - amount }]);
    });
    return done(row);
  });
}
