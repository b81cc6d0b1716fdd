/** Facts and a template become a document. The same steps in the same order as `comptoir.receipts.compose`. */
import { pair, RULE, text, type Block, type ReceiptDocument } from "./document.ts";
import type { CountFacts, ForeignFacts, HandedFacts, LineFacts, PaperKind, PurseFacts, ReportFacts, SaleFacts, ShopFacts, SlotFacts, TaxFacts, TenderFacts } from "./facts.ts";
import { amount, day, decimal, money, moment, percent, quantity } from "./figures.ts";
import type { ReceiptTemplate } from "./template.ts";
import type { Speech } from "./words.ts";

/** What each kind is called; every other one is a receipt. */
const TITLES: Readonly<Partial<Record<PaperKind, string>>> = {
  refund: "refund",
  exchange: "exchange",
  quote: "quote",
  layaway: "layaway",
  deposit: "deposit",
  cancellation: "cancellation",
  settlement: "settlement",
};
/** How another entry is called that this one names; for every other kind, that is an order. */
const NAMING: Readonly<Partial<Record<PaperKind, string>>> = { refund: "refers_to", exchange: "exchanges" };
const ORDERS: readonly PaperKind[] = ["quote", "layaway"];
/** Reasons that tills offer, for which receipts have words. */
const EXEMPTIONS: readonly string[] = ["diplomatic", "charity", "export", "intra_community", "reverse_charge"];

export function composeSale(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): ReceiptDocument {
  const title = speech.say(facts.is_gift ? "gift_receipt" : (TITLES[facts.kind] ?? "receipt"));
  const blocks = [
    ...head(facts.shop, template, speech),
    ...marks(facts, speech),
    text(title, { size: "tall", strong: true }),
    ...identity(facts, template, speech),
    ...(facts.lines.length > 0 || facts.is_gift ? [RULE] : []),
    ...(facts.is_gift ? giftLines(facts, speech) : saleLines(facts, template, speech)),
    ...(facts.is_gift ? [] : [...settlement(facts, template, speech), ...orderedBlocks(facts, speech)]),
    ...slot(facts.trade),
    ...cardSlots(facts),
    ...(facts.is_gift ? [] : slot(facts.fiscal)),
    ...proof(facts, template, speech),
    ...foot(facts, template, speech),
  ];
  return { format: 1, language: speech.language, title: `${title} ${facts.number}`, blocks };
}

export function composeReport(facts: ReportFacts, template: ReceiptTemplate, speech: Speech): ReceiptDocument {
  const title = speech.say(facts.kind);
  const { exponent, currency } = facts;
  const figure = (value: number): string => amount(value, exponent, speech);
  const optional = (name: string, value: number | undefined): Block[] => (value === undefined ? [] : [pair(speech.say(name), figure(value))]);
  const deposits = (name: string, value: number | undefined): Block[] =>
    value === undefined ? [] : [pair(speech.say(name), figure(value), { is_detail: true })];
  const blocks = [
    ...head(facts.shop, template, speech),
    ...(facts.is_training ? [{ block: "mark" as const, text: speech.say("training") }] : []),
    text(title, { size: "tall", strong: true }),
    pair(speech.say("till"), facts.till),
    ...(facts.cashier === "" ? [] : [pair(speech.say("reporter"), facts.cashier)]),
    ...(facts.taker === undefined ? [] : [pair(speech.say("taker"), facts.taker)]),
    pair(speech.say("opened"), moment(facts.opened_at, speech)),
    pair(speech.say(facts.kind === "closing" ? "closed" : "printed"), moment(facts.printed_at, speech)),
    RULE,
    pair(`${speech.say("sales")} (${facts.sales_count})`, figure(facts.gross)),
    pair(`${speech.say("refunds")} (${facts.refunds_count})`, figure(facts.refunded)),
    pair(speech.say("turnover"), money(facts.gross + facts.refunded, currency, exponent, speech), { size: "tall", strong: true }),
    ...deposits("deposits_received", facts.deposits_received),
    ...deposits("deposits_deducted", facts.deposits_deducted),
    ...optional("deposits_taken", facts.deposits?.taken),
    ...optional("deposits_given_back", facts.deposits?.given_back),
    RULE,
    ...facts.tenders.map((tender) => pair(speech.tender(tender.kind), figure(tender.amount))),
    ...(facts.unconfirmed === undefined ? [] : [pair(`${speech.say("cards_unconfirmed")} (${facts.unconfirmed.count})`, figure(facts.unconfirmed.amount))]),
    ...(facts.tips ?? []).map((tip) => pair(speech.say("tips", { tender: speech.tender(tip.kind) }), figure(tip.amount))),
    RULE,
    pair(speech.say("float"), figure(facts.float)),
    pair(speech.say("movements"), figure(facts.movements)),
    ...optional("differences", facts.differences),
    ...optional("cash_expected", facts.cash_expected),
    ...optional("cash_counted", facts.cash_counted),
    ...optional("cash_difference", facts.cash_difference),
    ...optional("cash_left", facts.cash_left),
    ...(facts.purses ?? []).flatMap((purse) => purseBlocks(purse, exponent, speech)),
    ...(facts.counts ?? []).flatMap((count) => countBlocks(count, speech)),
    ...(facts.foreign ?? []).flatMap((money) => foreignBlocks(money, speech)),
    ...(facts.perpetual_gross === undefined ? [] : [RULE]),
    ...optional("perpetual_gross", facts.perpetual_gross),
    ...optional("perpetual_refunded", facts.perpetual_refunded),
    ...slot(facts.fiscal),
    ...(facts.covers === undefined ? [] : [RULE, pair(speech.say("covers"), facts.covers)]),
    ...(facts.digest === undefined ? [] : [text(facts.digest)]),
    ...(facts.is_training ? [{ block: "mark" as const, text: speech.say("training") }] : []),
  ];
  return { format: 1, language: speech.language, title: `${title} ${facts.till}`, blocks };
}

const FOREIGN_MOVES = ["taken", "given", "paid_in", "paid_out", "pickup", "differences"] as const;

/** The drawer of one currency: what moved nothing is not said. */
function foreignBlocks(money: ForeignFacts, speech: Speech): readonly Block[] {
  const row = (name: string, value: number): Block => pair(speech.say(name), amount(value, money.exponent, speech));
  const optional = (name: string, value: number | undefined): Block[] => (value === undefined ? [] : [row(name, value)]);
  return [
    RULE,
    text(speech.say("foreign", { currency: money.currency }), { strong: true }),
    row("float", money.float),
    ...FOREIGN_MOVES.flatMap((name) => (money[name] === 0 ? [] : [row(`foreign_${name}`, money[name])])),
    ...optional("cash_expected", money.expected),
    ...optional("cash_counted", money.counted),
    ...optional("cash_difference", money.difference),
  ];
}

/** Money of another currency in its own figures; what fits needs no second line. */
function countBlocks(count: CountFacts, speech: Speech): readonly Block[] {
  const counted = speech.say("counted", { what: count.name });
  const difference = pair(speech.say("cash_difference"), amount(count.difference, count.exponent, speech), { is_detail: true });
  return [pair(counted, amount(count.counted, count.exponent, speech)), ...(count.difference === 0 ? [] : [difference])];
}

/** Cash that somebody carries: as it was counted, else what should be in it, else that nobody counted it. */
function purseBlocks({ name, expected, counted, difference = 0 }: PurseFacts, exponent: number, speech: Speech): readonly Block[] {
  if (counted === undefined) {
    return [expected === undefined ? pair(speech.say("purse", { who: name }), speech.say("not_counted")) : pair(speech.say("purse_expected", { who: name }), amount(expected, exponent, speech))];
  }
  const row = pair(speech.say("purse", { who: name }), amount(counted, exponent, speech));
  return difference === 0 ? [row] : [row, pair(speech.say("cash_difference"), amount(difference, exponent, speech), { is_detail: true })];
}

function head(shop: ShopFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  const { sections, logo } = template;
  return [
    ...(logo === undefined ? [] : [{ block: "logo" as const, ...logo }]),
    text(shop.store, { size: "double", strong: true }),
    ...template.header.map((line) => text(line)),
    ...(sections.address ? [...shop.address, ...(shop.phone === undefined ? [] : [shop.phone])].map((line) => text(line)) : []),
    ...(sections.legal ? legal(shop, speech) : []),
  ];
}

function legal(shop: ShopFacts, speech: Speech): readonly Block[] {
  return [
    ...(shop.legal_name === "" || shop.legal_name === shop.store ? [] : [text(shop.legal_name)]),
    ...(shop.registration === "" ? [] : [text(registration(shop.registration, speech))]),
    ...(shop.tax_number === "" ? [] : [text(speech.say("tax_number", { number: shop.tax_number }))]),
  ];
}

/** A number needs its name; "RCS Nantes 123" has one. */
function registration(number: string, speech: Speech): string {
  return /^[0-9]/.test(number) ? speech.say("registration", { number }) : number;
}

function marks(facts: SaleFacts, speech: Speech): readonly Block[] {
  return [
    ...(facts.is_training ? [{ block: "mark" as const, text: speech.say("training") }] : []),
    ...(facts.copy_number > 0 ? [{ block: "mark" as const, text: speech.say("copy", { number: String(facts.copy_number) }) }] : []),
  ];
}

function identity(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  return [
    pair(speech.say("number", { number: facts.number }), moment(facts.device_time, speech)),
    ...(facts.refers_to === undefined ? [] : [pair(speech.say(NAMING[facts.kind] ?? "of_order"), facts.refers_to)]),
    ...(template.sections.cashier && facts.cashier !== "" ? [pair(speech.say("cashier"), facts.cashier)] : []),
    ...(ORDERS.includes(facts.kind) ? promise(facts, speech) : []),
    ...(facts.place === undefined ? [] : [text(speech.say(`place_${facts.place}`), { strong: true })]),
  ];
}

/** Until when it holds, and that it is no receipt. */
function promise({ kind, valid_until: until }: SaleFacts, speech: Speech): readonly Block[] {
  const last = until === undefined ? [] : [text(speech.say(`${kind}_until`, { day: day(until, speech) }), { strong: true })];
  return [...last, text(speech.say("no_receipt"))];
}

/** Names and quantities: whoever gets the present learns no price. */
function giftLines(facts: SaleFacts, speech: Speech): readonly Block[] {
  return facts.lines.map((line) => pair(nameOf(line, speech), quantity(line.quantity_milli, line.unit, speech)));
}

function saleLines(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  return facts.lines.flatMap((line) => lineBlocks(line, facts.exponent, template, speech));
}

function lineBlocks(line: LineFacts, exponent: number, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  const figure = (value: number): string => amount(value, exponent, speech);
  const isPlain = Math.abs(line.quantity_milli) === 1000 && speech.unit(line.unit) === "";
  const promotions = line.promotions ?? [];
  const promoted = promotions.reduce((sum, taken) => sum + taken.amount, 0);
  const before = line.amount + line.basket_discount + line.line_discount + promoted;
  const times = `${quantity(line.quantity_milli, line.unit, speech)} × ${unitPrice(line, exponent, speech)}`;
  return [
    pair(nameOf(line, speech), figure(before)),
    ...(line.place === undefined ? [] : [pair(speech.say(`place_${line.place}`), "", { is_detail: true })]),
    ...(template.sections.unit_prices && !isPlain ? [pair(times, "", { is_detail: true })] : []),
    ...labelBlocks(line, speech),
    ...(line.extras ?? []).map((extra) =>
      pair(
        extra.quantity_milli === undefined ? extra.name : `${quantity(extra.quantity_milli, "", speech)} × ${extra.name}`,
        extra.amount === undefined ? "" : figure(extra.amount),
        { is_detail: true },
      ),
    ),
    ...promotions.map((taken) => pair(taken.name ?? speech.say("promotion"), figure(0 - taken.amount), { is_detail: true })),
    ...(line.line_discount === 0 ? [] : [pair(speech.say("discount"), figure(0 - line.line_discount), { is_detail: true })]),
  ];
}

/** By which piece it was: goods are called back and mended by it. */
function labelBlocks({ lot, serial, expires }: LineFacts, speech: Speech): readonly Block[] {
  return [
    ...(lot === undefined ? [] : [pair(speech.say("lot", { lot }), "", { is_detail: true })]),
    ...(serial === undefined ? [] : [pair(speech.say("serial", { serial }), "", { is_detail: true })]),
    ...(expires === undefined ? [] : [pair(speech.say("expires", { day: day(expires, speech) }), "", { is_detail: true })]),
  ];
}

function unitPrice(line: LineFacts, exponent: number, speech: Speech): string {
  const unit = speech.unit(line.unit);
  const price = amount(line.unit_price, exponent, speech);
  return unit === "" ? price : `${price}/${unit}`;
}

function nameOf(line: LineFacts, speech: Speech): string {
  if (line.is_prepaid === true) return speech.say("prepaid", { number: line.name ?? "" });
  return line.name === undefined || line.name === "" ? speech.say("free_amount") : line.name;
}

/** Totals, how it was paid, and the tax in it. */
function settlement(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  const { exponent, currency } = facts;
  const figure = (value: number): string => amount(value, exponent, speech);
  const basketDiscount = facts.lines.reduce((sum, line) => sum + line.basket_discount, 0);
  return [
    ...(basketDiscount === 0 ? [] : [pair(speech.say("discount"), figure(0 - basketDiscount))]),
    RULE,
    ...(facts.price_mode === "net" ? [pair(speech.say("net"), figure(facts.net)), pair(speech.say("tax"), figure(facts.tax))] : []),
    pair(speech.say("total"), money(totalOf(facts), currency, exponent, speech), { size: "tall", strong: true }),
    ...(facts.cash_rounding === 0 ? [] : [pair(speech.say("rounding"), figure(facts.cash_rounding))]),
    ...facts.tenders.flatMap((tender) => [
      pair(tenderName(tender, facts, speech), figure(tender.amount)),
      ...(tender.tip === undefined || tender.tip === 0 ? [] : [pair(speech.say("tip"), figure(tender.tip), { is_detail: true })]),
      ...(tender.is_unconfirmed === true ? [text(speech.say("unconfirmed"))] : []),
      ...(tender.foreign === undefined ? [] : handedBlocks(tender.foreign, currency, speech)),
      // Of what was paid out nobody handed anything over: what was given back is the amount itself.
      ...(tender.received === undefined || tender.received === tender.amount || (tender.received === 0 && tender.amount <= 0)
        ? []
        : [
            pair(speech.say("received"), figure(tender.received), { is_detail: true }),
            pair(speech.say("change"), figure(tender.change ?? 0), { is_detail: true }),
          ]),
    ]),
    ...(template.sections.tax_table && facts.tax_subtotals.length > 0 ? [RULE, taxTable(facts, speech)] : []),
    ...exemption(facts, speech),
  ];
}

/** Cash that went back of another tender's money is change, and not a payment below zero. */
function tenderName({ kind, amount: value }: TenderFacts, { gross, tenders }: SaleFacts, speech: Speech): string {
  const isChange = kind === "cash" && value < 0 && gross > 0 && tenders.some((other) => other.foreign !== undefined);
  return isChange ? speech.say("change") : speech.tender(kind);
}

/** What lay on the counter, and what one of it was worth. */
function handedBlocks(foreign: HandedFacts, currency: string, speech: Speech): readonly Block[] {
  const handed = money(foreign.amount, foreign.currency, foreign.exponent, speech);
  const worth = `1 ${foreign.currency} = ${decimal(foreign.rate_ppm, 6, speech, true)} ${currency}`.replaceAll(" ", "\u00a0");
  return [
    pair(speech.say(foreign.amount > 0 ? "received" : "paid_back"), handed, { is_detail: true }),
    ...(foreign.rate_ppm === 0 ? [] : [pair(speech.say("exchange_rate"), worth, { is_detail: true })]),
  ];
}

/** What a payment on an order was for, and what is left to pay (Directive 2006/112/EC art. 226 (6)). */
function orderedBlocks({ ordered, exponent, currency }: SaleFacts, speech: Speech): readonly Block[] {
  if (ordered === undefined) return [];
  const figure = (value: number): string => amount(value, exponent, speech);
  return [
    RULE,
    text(speech.say("ordered"), { strong: true }),
    ...ordered.lines.flatMap((line) => {
      const isOne = line.quantity_milli === 1000 && speech.unit(line.unit) === "";
      const count = isOne ? "" : `${quantity(line.quantity_milli, line.unit, speech)} × `;
      const deposits = (line.extras ?? []).flatMap(({ name, amount: value }) => (value === undefined ? [] : [pair(name, figure(value), { is_detail: true })]));
      return [pair(count + nameOf(line, speech), figure(line.amount)), ...deposits];
    }),
    RULE,
    pair(speech.say("ordered_total"), figure(ordered.gross)),
    pair(speech.say("ordered_paid"), figure(ordered.paid)),
    pair(speech.say("ordered_left"), money(ordered.gross - ordered.paid, currency, exponent, speech), { strong: true }),
    ...(ordered.valid_until === undefined ? [] : [text(speech.say("layaway_until", { day: day(ordered.valid_until, speech) }))]),
  ];
}

/** Of a payment on an account, which turns nothing over, what was taken off the account. */
function totalOf({ kind, gross, tenders }: SaleFacts): number {
  if (kind !== "settlement") return gross;
  return 0 - tenders.reduce((sum, tender) => sum + (tender.kind === "account" ? tender.amount : 0), 0);
}

/** Why there is no tax in it: as the shop calls it, and the law that it names (Directive 2006/112/EC art. 226 (11)). */
function exemption(facts: SaleFacts, speech: Speech): readonly Block[] {
  const { exemption: code, exemption_name: name, exemption_mention: mention } = facts;
  if (code === undefined) return [];
  const reason = EXEMPTIONS.includes(code) ? code : "other";
  const isNamed = name !== undefined && reason !== "reverse_charge";
  return [
    text(isNamed ? speech.say("exempt_for", { reason: name }) : speech.say(`exempt_${reason}`)),
    ...(mention === undefined ? [] : [text(mention)]),
  ];
}

function taxTable(facts: SaleFacts, speech: Speech): Block {
  const figure = (value: number): string => amount(value, facts.exponent, speech);
  return {
    block: "table",
    head: [speech.say("rate"), speech.say("net"), speech.say("tax"), speech.say("gross")],
    rows: facts.tax_subtotals.map((row) => [
      taxName(row, facts.exponent, speech),
      figure(row.net),
      figure(row.tax),
      figure(row.gross),
    ]),
  };
}

/** Its rate, or what it is for each unit, beside what the shop calls it; else beside its code where it has one. Outside tax there is no rate. */
function taxName(row: TaxFacts, exponent: number, speech: Speech): string {
  const isUntaxed = row.tax_category === "O" && row.code === undefined && row.unit_amount === undefined;
  if (isUntaxed) return row.name === undefined || row.name === "" ? speech.say("untaxed") : row.name;
  const measure = row.unit_amount === undefined ? percent(row.tax_rate_ppm, speech) : amount(row.unit_amount, exponent, speech);
  if (row.name === undefined || row.name === "") return row.code === undefined ? measure : `${row.code} ${measure}`;
  return bare(row.name).includes(bare(measure)) ? row.name : `${measure} ${row.name}`;
}

/** One rate in whatever language it is written: 5,5 % is 5.5%. */
function bare(words: string): string {
  return words.replaceAll(/\s/g, "").replaceAll(",", ".");
}

/** Each between two cuts: its code is not the receipt's. */
function cardSlots({ cards = [], fiscal }: SaleFacts): readonly Block[] {
  return [...cards.flatMap(slot), ...(cards.length > 0 && fiscal === undefined ? [RULE] : [])];
}

function slot(facts: SlotFacts | undefined): readonly Block[] {
  if (facts === undefined) return [];
  return [
    RULE,
    ...facts.lines.map((line) => text(line, { align: "left" })),
    ...(facts.qr === undefined ? [] : [{ block: "qr" as const, text: facts.qr }]),
  ];
}

/** The code that proves the receipt. Before there is a public page it is of no use to a customer, and is left out. */
function proof(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  const { sections } = template;
  const hasCode = sections.qr && facts.public_address !== "" && facts.essentials !== "" && !facts.is_gift && !ORDERS.includes(facts.kind);
  return [
    ...(hasCode ? [{ block: "qr" as const, text: receiptAddress(facts.public_address, facts.essentials) }, text(speech.say("scan"))] : []),
    ...(sections.barcode || facts.is_gift ? [{ block: "barcode" as const, text: facts.number }] : []),
    ...(sections.seal && facts.essentials !== "" && !facts.is_gift ? [text(speech.say("seal", { digest: facts.essentials.split(".")[6] ?? "" }))] : []),
  ];
}

export function receiptAddress(publicAddress: string, essentials: string): string {
  return `${publicAddress.replace(/\/+$/, "")}/r/#${essentials}`;
}

function foot(facts: SaleFacts, template: ReceiptTemplate, speech: Speech): readonly Block[] {
  const lines = template.footer.length === 0 ? [speech.say("thanks")] : template.footer;
  return [
    ...lines.map((line) => text(line)),
    ...(facts.is_gift ? [text(speech.say("gift_note"))] : []),
    ...(facts.is_training ? [{ block: "mark" as const, text: speech.say("training") }] : []),
  ];
}
