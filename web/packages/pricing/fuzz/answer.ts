/** The functions of the vectors, called as a vector says. No files: the differential test bundles this module. */

import {
  type Basket,
  cashRounding,
  milli,
  minorUnits,
  ppm,
  price,
  type PricedBasket,
  type PriceMode,
  priceRefund,
  type PricingResult,
  refundShare,
  splitEqually,
  type Totals,
} from "../src/index.ts";
import { answerShop, answerV2, type QuestionV2, type ShopV2 } from "./answer-v2.ts";

export interface LineInput {
  readonly unit_price: number;
  readonly quantity_milli: number;
  readonly discount_ppm?: number;
  readonly discount_amount?: number;
  readonly tax_category: string;
  readonly tax_rate_ppm: number;
}

export interface BasketInput {
  readonly price_mode: PriceMode;
  readonly discount_ppm?: number;
  readonly discount_amount?: number;
  readonly lines: readonly LineInput[];
}

export interface RefundInput {
  readonly price_mode: PriceMode;
  readonly lines: readonly { readonly amount: number; readonly tax_category: string; readonly tax_rate_ppm: number }[];
}

interface Shares {
  readonly amount: number;
  readonly quantity_milli: number;
  readonly already_milli: number;
  readonly now_milli: number;
}

export type Question =
  | { readonly call: "price_2"; readonly input: QuestionV2 }
  | { readonly call: "price_2_shop"; readonly input: ShopV2 }
  | { readonly call: "price"; readonly input: BasketInput }
  | { readonly call: "price_refund"; readonly input: RefundInput }
  | { readonly call: "refund_share"; readonly input: Shares }
  | {
      readonly call: "cash_rounding";
      readonly input: { readonly country: string; readonly day: string; readonly payable: number; readonly paid_otherwise?: number };
    }
  | { readonly call: "split_equally"; readonly input: { readonly amount: number; readonly parts: number } };

export type Answer = Readonly<Record<string, unknown>>;

/** What our engine answers, in the words of the vectors. */
export function answer(question: Question): Answer {
  switch (question.call) {
    case "price_2":
      return answerV2(question.input);
    case "price_2_shop":
      return { answers: answerShop(question.input) };
    case "price":
      return membersOf(price(basketOf(question.input)), pricedMembers);
    case "price_refund": {
      const lines = question.input.lines.map((line) => ({
        amount: minorUnits(line.amount),
        taxCategory: line.tax_category,
        taxRatePpm: ppm(line.tax_rate_ppm),
      }));
      return membersOf(priceRefund({ priceMode: question.input.price_mode, lines }), totalsMembers);
    }
    case "refund_share": {
      const { amount, quantity_milli, already_milli, now_milli } = question.input;
      const share = refundShare({
        amount: minorUnits(amount),
        quantityMilli: milli(quantity_milli),
        alreadyMilli: milli(already_milli),
        nowMilli: milli(now_milli),
      });
      return membersOf(share, (value) => ({ value }));
    }
    case "cash_rounding": {
      const { country, day, payable, paid_otherwise: paidOtherwise } = question.input;
      return { value: cashRounding(country, day, minorUnits(payable), minorUnits(paidOtherwise ?? 0)) };
    }
    case "split_equally":
      return membersOf(splitEqually(minorUnits(question.input.amount), question.input.parts), (parts) => ({ parts }));
  }
}

export function basketOf(input: BasketInput): Basket {
  return {
    priceMode: input.price_mode,
    lines: input.lines.map((line) => ({
      unitPrice: minorUnits(line.unit_price),
      quantityMilli: milli(line.quantity_milli),
      taxCategory: line.tax_category,
      taxRatePpm: ppm(line.tax_rate_ppm),
      ...discountOf(line),
    })),
    ...discountOf(input),
  };
}

function discountOf(input: { readonly discount_ppm?: number; readonly discount_amount?: number }) {
  return {
    ...(input.discount_ppm === undefined ? {} : { discountPpm: ppm(input.discount_ppm) }),
    ...(input.discount_amount === undefined ? {} : { discountAmount: minorUnits(input.discount_amount) }),
  };
}

function membersOf<Value>(result: PricingResult<Value>, members: (value: Value) => Answer): Answer {
  return result.ok ? members(result.value) : { refusal: result.refusal.code };
}

function pricedMembers(priced: PricedBasket): Answer {
  return {
    bases: priced.lines.map((line) => line.base),
    line_discounts: priced.lines.map((line) => line.lineDiscount),
    basket_discounts: priced.lines.map((line) => line.basketDiscount),
    amounts: priced.lines.map((line) => line.amount),
    basket_discount: priced.basketDiscount,
    ...totalsMembers(priced),
  };
}

function totalsMembers(totals: Totals): Answer {
  return {
    tax_subtotals: totals.taxSubtotals.map((row) => ({
      tax_category: row.taxCategory,
      tax_rate_ppm: row.taxRatePpm,
      net: row.net,
      tax: row.tax,
      gross: row.gross,
    })),
    net: totals.net,
    tax: totals.tax,
    gross: totals.gross,
  };
}
