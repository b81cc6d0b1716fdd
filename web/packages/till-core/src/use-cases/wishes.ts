/**
 * What customers want beside the paper: a receipt by mail or SMS, an invoice. Kept here until the server has it, in no entry: an
 * address is a person's, and the chain can't forget.
 */
import type { TillContext } from "../context.ts";
import type { WishRow } from "../database.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import type { Company, EntryRef, WishView } from "../views.ts";

export type NewWish =
  | { readonly kind: "email" | "sms"; readonly address: string; readonly language: string }
  | { readonly kind: "invoice"; readonly company: Company; readonly language: string };

export async function makeWish(context: TillContext, ref: EntryRef, wish: NewWish): Promise<Result<WishView>> {
  const { cashier, has_lock: hasLock } = context.facts;
  if (!hasLock) return refused("till.other_tab");
  const sale = await context.db.get("sales", [ref.chain, ref.sequence]);
  const paper = sale ?? (await context.db.get("orders", `${ref.chain}/${ref.sequence}`)) ?? (await ofAnotherTill(context, ref));
  if (paper?.digest !== ref.digest) return refused("sale.unknown");
  if (!isPossible(wish)) return refused(wish.kind === "invoice" ? "wish.company_missing" : "wish.address_invalid");
  const wall = context.ports.clock.wall();
  const row: WishRow = {
    id: context.writer.newId(wall),
    chain: ref.chain,
    sequence: ref.sequence,
    digest: ref.digest,
    essentials: paper.essentials,
    kind: wish.kind,
    language: wish.language,
    cashier: cashier ?? sale?.cashier ?? "",
    consented_at: deviceTime(wall),
    made_ms: wall.epoch_ms,
    state: "unsent",
    ...(wish.kind === "invoice" ? { hint: wish.company.name, company: wish.company } : { hint: hintOf(wish.address), address: wish.address }),
  };
  await context.db.write(["wishes"], ({ wishes }) => wishes.add(row).then(() => undefined));
  context.onWish();
  return done(viewOf(row));
}

/** An order that another till of the store made: its paper has no code, so nobody has to have signed one. */
async function ofAnotherTill(context: TillContext, ref: EntryRef): Promise<{ readonly digest: string; readonly essentials: string } | undefined> {
  const heard = (await context.db.cell("orders_heard"))?.orders.find((order) => order.chain === ref.chain && order.sequence === ref.sequence);
  return heard === undefined ? undefined : { digest: heard.digest, essentials: "" };
}

/** Oldest first, as they were said. */
export async function wishesOf(context: TillContext, ref: EntryRef): Promise<readonly WishView[]> {
  const rows = await context.db.read(["wishes"], ({ wishes }) => wishes.index("sale").getAll([ref.chain, ref.sequence]));
  return rows.sort((one, other) => one.made_ms - other.made_ms).map(viewOf);
}

/** Whether it is worth asking: what is wrong beyond that, the server says. */
function isPossible(wish: NewWish): boolean {
  switch (wish.kind) {
    case "email":
      return /^\s*[^\s@]+@[^\s@]+\.[^\s@.]{2,}\s*$/.test(wish.address);
    case "sms":
      return wish.address.replaceAll(/[^0-9]/g, "").length >= 6 && /^[\d\s+()./-]+$/.test(wish.address);
    case "invoice":
      return [wish.company.name, wish.company.street, wish.company.postal_code, wish.company.city].every((text) => text.trim() !== "");
  }
}

function hintOf(address: string): string {
  const [name = "", host] = address.trim().split("@");
  return host === undefined ? `…${name.slice(-4)}` : `${name.slice(0, 1)}…@${host}`;
}

function viewOf(row: WishRow): WishView {
  return {
    id: row.id,
    kind: row.kind,
    hint: row.hint,
    state: row.state,
    ...(row.code === undefined ? {} : { code: row.code }),
    ...(row.number === undefined ? {} : { number: row.number }),
  };
}
