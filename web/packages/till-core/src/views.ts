/** What the screens show. Frozen values; money in minor units, quantities in thousandths. */
import type { Marked, OutageView } from "./fiscal/kept.ts";
import type { CardResult } from "./card-attempts.ts";
import type { EntryObject } from "@comptoir/journal";

import type { Exemption, LineComponent } from "./basket.ts";
import type { LineModifier } from "./line-modifier.ts";
import type { CashierDocument, PriceMode, SettingsDocument } from "./documents.ts";
import type { Approval } from "./people/approvals.ts";
import type { GoesTo } from "./returned.ts";
import type { AgeCheck } from "./age-checks.ts";
import type { Place } from "./places.ts";
import type { Milli, MinorUnits, Ppm } from "./units.ts";
import type { PrepaidView } from "./use-cases/prepaid.ts";
import type { ShelfNews } from "./use-cases/shelf.ts";
import type { UnconfirmedView } from "./use-cases/unconfirmed.ts";

/** Names one sealed entry for ever. */
export interface EntryRef {
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
}

/** What a tender is by nature, whatever the shop calls it (journal-format §11). */
export type TenderKind =
  | "cash"
  | "card"
  | "meal_voucher"
  | "gift_voucher"
  | "voucher"
  | "check"
  | "transfer"
  | "other"
  | "gift_card"
  | "store_credit"
  | "account"
  | "foreign_cash";

/** A tender as it is sealed: each member is the entry's. */
export interface TenderView extends Partial<Pick<CardResult, "brand" | "last_four" | "authorization" | "trace">> {
  readonly kind: TenderKind;
  readonly amount: MinorUnits;
  /** Cash only: what the customer handed over, and what went back. */
  readonly received?: MinorUnits;
  readonly change?: MinorUnits;
  /** Which of the shop's own kinds, and the state of its settings that the till knew. */
  readonly tender?: string;
  readonly revision?: number;
  /** What stands on the paper, where it is more than what counts. */
  readonly face?: MinorUnits;
  /** Of a gift card or store credit: whose balance pays (never the code itself), and what the server or an allowance said. */
  readonly voucher?: string;
  readonly hold?: string;
  readonly allowance?: string;
  /** Of `account`: which customer's. */
  readonly account?: string;
  /** Money of another currency: which, how much of it, and its worth in millionths of our unit. */
  readonly currency?: string;
  readonly foreign_amount?: number;
  readonly rate_ppm?: number;
  /** Given on top of `amount`; it is no turnover. */
  readonly tip?: MinorUnits;
  /** What approved it by itself: the protocol that its terminal speaks; `simulated` moved no money. */
  readonly terminal?: string;
  /** Of a terminal that was asked: which attempt it was, and what may be kept of the card. */
  readonly payment?: string; // or by a code on the screen; then: who had seen the money when it was sealed
  readonly confirmation?: "none" | "person" | "bank" | "chain";
}

/** A code that the customer takes along. It is kept with the row for the paper, and is in no entry. */
export interface VoucherCodeView {
  readonly kind: "gift_card" | "store_credit";
  readonly code: string;
  readonly amount: MinorUnits;
}

/** What came in by one tender: `tender` names the shop's own kind. */
export interface TenderTotal {
  readonly kind: TenderKind;
  readonly amount: MinorUnits;
  readonly tender?: string;
  readonly currency?: string;
  readonly foreign_amount?: number;
}

/** What was given on top, by the way it came. */
export interface TipTotal {
  readonly kind: TenderKind;
  readonly amount: MinorUnits;
}

/** How a sale stands settled after its tenders were corrected. */
export interface SettledView {
  readonly tenders: readonly TenderView[];
  readonly cash_rounding: MinorUnits;
}

export interface TaxSubtotalView {
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** What a promotion took from a line (≥ 0), and what it was called then. */
export interface PromotionView {
  readonly promotion: string;
  readonly name: string;
  readonly amount: MinorUnits;
}

/** One of the articles of a menu that was sold: its share of the line's amount is what comes back for it. */
export interface SaleComponentView extends LineComponent {
  readonly amount: MinorUnits;
  /** In thousandths of all menus of the line. */
  readonly refunded_milli: Milli;
}

/** A note: its entry holds `commitment` alone. Once erased or old, text and salt are empty. */
export interface NoteView {
  readonly commitment: string;
  readonly text: string;
  readonly salt: string;
  /** The customer's paper says it, too. */
  readonly is_printed?: boolean;
}

/** What may carry one: a line, or the whole. */
export interface Noted {
  readonly note?: NoteView;
}

/** What the code on this very piece says of it (GS1: 10, 21, 17 or 7003): by it goods are called back. `expires`: `2026-12-31`. */
export interface PieceLabel {
  readonly lot?: string;
  readonly serial?: string;
  readonly expires?: string;
}

export interface SaleLineView {
  readonly line: number;
  /** Absent for a free amount. */
  readonly name?: string;
  readonly item?: string;
  readonly barcode?: string;
  readonly label?: PieceLabel;
  readonly pack?: number;
  readonly category?: string;
  readonly unit: string;
  readonly quantity_milli: Milli;
  readonly unit_price: MinorUnits;
  /** Absent: the catalogue's price, and every price from before there were others. */
  readonly price_source?: "list" | "open" | "override";
  readonly price_list?: string;
  readonly promotions?: readonly PromotionView[];
  /** On top of `unit_price`, for each unit. */
  readonly modifiers?: readonly LineModifier[];
  readonly components?: readonly SaleComponentView[];
  /** base − promotions − discounts; negative in a refund. */
  readonly amount: MinorUnits;
  readonly line_discount: MinorUnits;
  readonly basket_discount: MinorUnits;
  readonly discount_ppm?: Ppm;
  readonly discount_amount?: MinorUnits;
  readonly final_amount?: MinorUnits;
  /** What it cost before a person said another price, and why they did. */
  readonly regular_price?: MinorUnits;
  readonly reason?: string;
  /** The tax in it that an exempt customer did not pay. */
  readonly exempted?: MinorUnits;
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  /** Of a sale's line: how much went back by refunds already (≥ 0). */
  readonly refunded_milli: Milli;
  readonly refers_to_line?: number;
  /** Of a part of a menu that came back: which one of the line, from 1. */
  readonly refers_to_component?: number;
  readonly note?: NoteView;
  /** Of a line that came back: where it went. */
  readonly goes_to?: GoesTo;
  /** A gift card that this line loads or, below zero, redeems; `hold`: what the server promised for it. */
  readonly voucher?: string;
  readonly hold?: string;
  /** What else is sealed with it: the line of an order, the payment that is taken off. */
  readonly also?: EntryObject;
  /** Where it is eaten, when that is not the sale's place. */
  readonly place?: Place;
  /** The deposit of a container, the number of the goods that it comes with, and what stood on a machine's voucher. */
  readonly kind?: "deposit";
  readonly of_line?: number;
  readonly bottle_voucher?: string;
}

/** `payment`: money without a sale, on an order or an account. */
export type TurnedKind = "sale" | "refund" | "exchange" | "payment";

/** One row of the list of past sales. */
export interface SaleSummary {
  readonly ref: EntryRef;
  readonly kind: TurnedKind;
  readonly number: string; // as on the customer's receipt, `A1-1-42`
  readonly device_time: string;
  readonly epoch_ms: number;
  readonly cashier: string;
  readonly cashier_name: string;
  readonly session: string;
  readonly currency: string;
  readonly gross: MinorUnits;
  readonly lines_count: number;
  readonly tender_kinds: readonly TenderKind[];
  /** Nothing, a part or all of it went back. */
  readonly refunded: "none" | "part" | "all";
  readonly is_unconfirmed?: true; // paid by a code, and nobody has said yet that the money came
  /** `unsent`: only on this till. `delivered`: the server holds it. `quarantined`: it holds it, and a person must look (`answer_code`). */
  readonly delivery: "unsent" | "delivered" | "quarantined";
  readonly answer_code?: string;
}

export interface SaleView extends SaleSummary, Marked {
  readonly id: string;
  readonly country: string;
  readonly price_mode: PriceMode;
  readonly lines: readonly SaleLineView[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly discount_ppm?: Ppm;
  readonly discount_amount?: MinorUnits;
  readonly final_amount?: MinorUnits;
  readonly customer_groups?: readonly string[];
  readonly coupons?: readonly string[];
  readonly exemption?: Exemption;
  /** Eaten here or taken away, where the store asks; `switch`: other taxes than the catalogue's apply, and what stayed. */
  readonly place?: Place;
  readonly switch?: "keep_price" | "keep_net";
  /** When the basket was last changed, and the feed position of the rules that priced it. */
  readonly priced_at?: string;
  readonly rules_position?: number;
  /** Of an exchange, and of a sale with empties: what came back, zero or less; `gross` is the balance. */
  readonly returned?: MinorUnits;
  readonly cash_rounding: MinorUnits;
  readonly tenders: readonly TenderView[];
  /** Present once the tenders were corrected; `tenders` is what the receipt says. */
  readonly settled?: SettledView;
  readonly voucher_codes?: readonly VoucherCodeView[];
  /** What was given on top after it was sealed. */
  readonly tip_later?: MinorUnits;
  /** Of a sale: what refunds gave back, by voucher, by the shop's own kind or by kind; foreign cash counts as cash. */
  readonly given_back?: Readonly<Record<string, MinorUnits>>;
  /** The same for vouchers alone, as an older program kept it. */
  readonly voucher_returned?: Readonly<Record<string, MinorUnits>>;
  /** Who carries the cash of it; absent: it lies in the drawer. */
  readonly purse?: string;
  /** What else is sealed with it. */
  readonly also?: EntryObject;
  /** Of a payment on an order, for its paper alone: the order's body, and what was paid so far, this payment included. */
  readonly ordered?: { readonly body: object; readonly paid: MinorUnits };
  /** What somebody with more rights allowed. */
  readonly approvals?: readonly Approval[];
  /** For which ages the cashier said yes. */
  readonly age_checks?: readonly AgeCheck[];
  /** Of a refund or an exchange: the sale whose goods came back. */
  readonly refers_to?: EntryRef;
  /** The receipt's signed essentials (journal-format §6). */
  readonly essentials: string;
  readonly copies_count: number;
  readonly note?: NoteView;
  /** Of a sale with notes: the server has their texts. */
  readonly are_notes_sent?: boolean;
  /** Of a refund whose customer had no receipt: why the goods came back. */
  readonly without_receipt?: string;
  /** Rung up to learn: no sale, and its paper proves nothing. */
  readonly is_training?: boolean;
  /** Another till made it: it is here to be refunded. */
  readonly is_foreign?: boolean;
}

/** A sale with what its paper needs beside it. Words, languages and layout belong to the receipts package. */
export interface ReceiptView {
  readonly sale: SaleView;
  readonly settings: SettingsDocument;
  /** gross + cash rounding: what was really paid. */
  readonly paid: MinorUnits;
  readonly change: MinorUnits;
  /** `<public address>/r/#<essentials>`, or the essentials alone while the organization has no public address. */
  readonly qr_text: string;
  /** 0 for the original, n for the n-th copy: print it. */
  readonly copy_number: number;
}

export type WishKind = "email" | "sms" | "invoice";

/** `unsent`: on this till. `waiting`: the server has not got the sale yet. `made`: the invoice exists. `refused`, `failed`: see `code`. */
export type WishState = "unsent" | "waiting" | "queued" | "sent" | "failed" | "refused" | "made";

/** Whom an invoice is for, as the customer says it. */
export interface Company {
  readonly name: string;
  readonly street: string;
  readonly postal_code: string;
  readonly city: string;
  readonly country: string;
  readonly tax_number: string;
  readonly registration: string;
}

/** What became of a customer's wish. */
export interface WishView {
  readonly id: string;
  readonly kind: WishKind;
  readonly hint: string;
  readonly state: WishState;
  readonly code?: string;
  readonly number?: string;
}

/** Deposits of a session: what customers paid for containers, and (zero or less) what they got back. */
export interface DepositsView {
  readonly taken: MinorUnits;
  readonly given_back: MinorUnits;
}

export interface SessionView {
  readonly id: string;
  readonly cashier: string;
  readonly currency: string;
  /** `2026-11-22`: the day that the session's sales belong to, however late they were made. */
  readonly business_day: string;
  readonly opened_at: string;
  readonly float: MinorUnits;
  readonly sales_count: number;
  readonly refunds_count: number;
  readonly gross: MinorUnits;
  /** ≤ 0. */
  readonly refunded: MinorUnits;
  readonly tenders: readonly TenderTotal[];
  /** What customers gave on top; no turnover. Absent: nothing yet. */
  readonly tips?: readonly TipTotal[];
  /** Paid in, paid out, float added, picked up. */
  readonly movements: MinorUnits;
  /** The same of foreign money, floats included; absent: none was moved without a sale. */
  readonly foreign?: readonly ForeignDrawer[];
  /** What the drawer must hold now. */
  readonly cash_expected: MinorUnits;
  /** Those who carry cash themselves. */
  readonly purses: readonly PurseView[];
  readonly returned: readonly ReturnedPurse[];
  /** What counts in between were off by, together. */
  readonly differences: MinorUnits;
  /** Only in an X report and a closing; absent where no container changed hands. */
  readonly deposits?: DepositsView;
  /** Of the turnover: what was paid ahead, less what went back of it, and what sales took off. Known when the day is looked at or closed. */
  readonly prepaid?: PrepaidView;
  /** Only in an X report and a closing: cards whose bank has not said yes; absent where there are none. */
  readonly unconfirmed?: UnconfirmedView;
}

/** Money of another currency, in its own minor units. */
export interface ForeignMoney {
  readonly currency: string;
  readonly amount: number;
}

/** Foreign money that came and went without a sale: together, and by what it was. A till of before knew the sum alone. */
export interface ForeignDrawer extends ForeignMoney {
  readonly float?: number;
  readonly paid_in?: number;
  /** ≤ 0. */
  readonly paid_out?: number;
  /** ≤ 0. */
  readonly pickup?: number;
  /** What counts in between were off by. */
  readonly differences?: number;
}

/** Cash that somebody carries: it is counted by itself. */
export interface PurseView {
  readonly cashier: string;
  readonly float: MinorUnits;
  readonly movements: MinorUnits;
  readonly cash_expected: MinorUnits;
}

export interface ReturnedPurse {
  readonly cashier: string;
  readonly float: MinorUnits;
  readonly cash_expected: MinorUnits;
  readonly cash_counted: MinorUnits;
  readonly cash_difference: MinorUnits;
}

/** A way to pay as it was counted at the closing; foreign money in its own minor units. Without a count, nobody counted it. */
export interface CountedTender {
  readonly kind: TenderKind;
  readonly tender?: string;
  readonly currency?: string;
  readonly expected: MinorUnits;
  readonly counted?: MinorUnits;
  readonly difference?: MinorUnits;
  /** How many papers: vouchers, cheques. */
  readonly papers?: number;
  readonly count?: readonly { readonly value: number; readonly pieces: number }[];
}

export interface ClosingView extends SessionView {
  /** What else than the drawer's own cash was to be counted. */
  readonly counted_tenders?: readonly CountedTender[];
  readonly closed_at: string;
  /** Absent: nobody counted, the day was forgotten and closed by the next one. */
  readonly cash_counted?: MinorUnits;
  readonly cash_difference?: MinorUnits;
  /** What stayed in the drawer for the next day. */
  readonly cash_left?: MinorUnits;
  readonly first_sequence: number;
  readonly last_sequence: number;
  readonly perpetual_gross: MinorUnits;
  readonly perpetual_refunded: MinorUnits;
  readonly ref: EntryRef;
}

export interface ParkedBasket {
  /** The store's other tills may take it, too. */
  readonly is_shared?: boolean;
  /** The till that parked it, when it is another one of the store. */
  readonly till_name?: string;
  readonly id: string;
  readonly label: string;
  readonly parked_at: string;
  readonly cashier: string;
  readonly lines_count: number;
  readonly gross: MinorUnits;
}

export type SyncPhase = "idle" | "syncing" | "waiting" | "offline";

/** Why the last exchange failed; the screen has one calm sentence for each. */
export type SyncTrouble = "offline" | "timeout" | "server" | "busy" | "token_unknown" | "unreadable_answer";

export interface SyncStatus {
  readonly phase: SyncPhase;
  readonly unsent_count: number;
  /** When the oldest unsent entry was made (epoch milliseconds). */
  readonly unsent_since_ms?: number;
  readonly last_success_ms?: number;
  readonly trouble?: SyncTrouble;
  /** When the next try is due (epoch milliseconds). */
  readonly next_try_ms?: number;
  readonly quarantined_count: number;
  readonly last_quarantine_code?: string;
  /** How many of the unsent entries an agent of the shop keeps on its disk too: they are safe in two places. */
  readonly relayed_count: number;
  /** That agent, by its name. */
  readonly relayed_by?: string;
}

export interface CatalogStatus {
  /** `loading`: rows are being read; `scannable`: bar codes answer; `ready`: search answers too; `empty`: nothing was ever fetched. */
  readonly phase: "empty" | "loading" | "scannable" | "ready";
  readonly position: number;
  readonly items_count: number;
  /** Rises when items changed: a screen that shows items asks again. */
  readonly revision: number;
}

export interface EnrolmentView {
  readonly organization: string;
  readonly legal_entity: string;
  readonly store: string;
  readonly till: string;
  readonly till_code: string;
  readonly chain: string;
  readonly enrolment: number;
}

export interface TillState {
  /** `unenrolled`: ask for a code. `reading`: another tab sells; show that and only read. `selling`: all use cases answer. */
  readonly phase: "unenrolled" | "reading" | "selling";
  readonly enrolment?: EnrolmentView;
  /** The chain was revoked or forked: it goes on selling in a chain of its own; the shop should enrol it again. */
  readonly needs_enrolment: boolean;
  readonly needs_enrolment_reason?: "revoked" | "fork";
  readonly settings?: SettingsDocument;
  readonly cashier?: CashierDocument;
  /** Hide everything and ask who is there. */
  readonly is_locked: boolean;
  /** Somebody wants to learn here, or the shop may do nothing else yet. A till that was opened for the other kind is opened anew. */
  readonly must_train: boolean;
  readonly session?: SessionView;
  /** What lies in the drawer since the last closing: the float that the next opening proposes. */
  readonly next_float?: MinorUnits;
  /** What was said here about the shelf and is on its way to the server. */
  readonly shelf_news?: ShelfNews;
  readonly parked_count: number;
  readonly storage_persistent: boolean;
  /** How many entries the present chain holds. */
  readonly head_sequence: number;
  readonly outage?: OutageView;
}
