/**
 * What a role may do at this till, decided without asking anybody. A right's limit is a whole number in its own measure: 1 for yes,
 * parts per million of a price, or minor units. The codes are the server's (`comptoir.staff.rights`).
 */
import type { SettingsDocument } from "../documents.ts";

export const RIGHTS = [
  "discount",
  "refund",
  "void",
  "no_sale",
  "cash_in",
  "cash_out",
  "open_day",
  "close_day",
  "x_report",
  "see_expected",
  "see_others",
  "training",
  "new_article",
  "correct_tender",
  "override_price",
  "tax_exempt",
  "staff_purchase",
  "own_purchase",
  "exceed_purchase",
  "sell_on_account",
  "exceed_credit",
  "refund_without_receipt",
  "refund_without_receipt_day",
  "refund_cash",
  "pay_out_deposits",
  "confirm_payment",
  "hold_card",
  "refund_unlinked",
] as const;
export type Right = (typeof RIGHTS)[number];

export type Limits = Readonly<Partial<Record<Right, number>>>;

/** Something that somebody wants to do: which right it takes, and how much of it. */
export interface Need {
  readonly right: Right;
  readonly asked: number;
}

/** A need beyond the role's limit: a person who may do more can approve it. */
export interface Lack extends Need {
  readonly limit: number;
}

/** Without roles, everybody may do everything: a shop of one or two needs none. */
export function limitOf(settings: SettingsDocument, cashier: string | undefined, right: Right): number {
  const { roles } = settings.people;
  if (roles.length === 0) return Number.MAX_SAFE_INTEGER;
  const role = settings.cashiers.find((candidate) => candidate.id === cashier)?.role;
  return roles.find((candidate) => candidate.id === role)?.rights[right] ?? 0;
}

export function lacks(settings: SettingsDocument, cashier: string | undefined, needs: readonly Need[]): readonly Lack[] {
  return needs
    .map((need) => ({ ...need, limit: limitOf(settings, cashier, need.right) }))
    .filter((need) => need.asked > need.limit);
}
