/**
 * Eaten here or taken away: which taxes a line has at its place. Only stores that ask for it read this file; a store's settings say what
 * a basket begins with, and whether the price or the net below it stays.
 */
import { switchedPrice, type Basket as EngineBasket, type Line } from "@comptoir/pricing/v2/price";

import { componentOf, type Basket, type BasketLine } from "./basket.ts";
import type { TaxRateDocument } from "./documents.ts";
import { readList, readObject, readText } from "./reading.ts";
import type { Taxed } from "./taxes.ts";
import { minorUnits, ppm } from "./units.ts";
import type { Turned } from "./use-cases/sale-body.ts";
import type { SaleLineView } from "./views.ts";

export type Place = "here" | "away";
type Taxes = Line["taxes"];

/** What pricing and sealing ask of a place. */
export interface Placing {
  /** What a basket begins with. */
  readonly place: Place;
  basket(): Pick<EngineBasket, "switch">;
  /** The taxes that apply instead of the line's own; none where they are the same. */
  line(basket: Basket, line: BasketLine): Partial<Pick<Line, "taxes" | "switchedTaxes" | "components">>;
  /** What is sealed: the taxes that applied, the place, and what stayed the same. */
  sealed(turned: Turned, basket: Basket): Turned;
}

interface Switches {
  readonly place: Place;
  readonly keeps: "keep_price" | "keep_net";
  /** By place and class: the class that counts there. */
  readonly becomes: ReadonlyMap<string, string>;
}

const read = new WeakMap<object, Switches | undefined>();

/** `places` is the settings' part, `rates` those of the store's day. Nothing when it can't be read: then nobody is asked. */
export function placing(places: object, rates: readonly TaxRateDocument[]): Placing | undefined {
  let switches = read.get(places);
  if (switches === undefined && !read.has(places)) read.set(places, (switches = readSwitches(places)));
  return switches === undefined ? undefined : placingBy(switches, rates);
}

/** The whole basket is eaten here, or taken away; what was said of single lines is forgotten. */
export function setPlace(basket: Basket, place: Place): Basket {
  return { ...basket, place, lines: basket.lines.map(({ place: _before, ...line }) => line) };
}

/** One line is eaten elsewhere than the rest. */
export function setLinePlace(basket: Basket, line: number, place: Place, usual: Place): Basket {
  const isUsual = place === (basket.place ?? usual);
  return {
    ...basket,
    lines: basket.lines.map((found) => {
      if (found.id !== line) return found;
      const { place: _before, ...rest } = found;
      return isUsual ? rest : { ...rest, place };
    }),
  };
}

function readSwitches(places: object): Switches | undefined {
  const source = readObject(places, "places");
  const [place, keeps] = [source["place"], source["keeps"]];
  if (!isPlace(place) || (keeps !== "keep_price" && keeps !== "keep_net")) return undefined;
  const becomes = readList(source["switches"], "switches").map((value) => {
    const one = readObject(value, "switch");
    return [`${readText(one, "place")}/${readText(one, "tax_class")}`, readText(one, "becomes")] as const;
  });
  return { place, keeps, becomes: new Map(becomes) };
}

function isPlace(value: unknown): value is Place {
  return value === "here" || value === "away";
}

function placingBy(switches: Switches, rates: readonly TaxRateDocument[]): Placing {
  /** Of a line, or of a part of a menu, which is eaten where the menu is. */
  const taxesAt = (basket: Basket, line: BasketLine, thing: Taxed = line): Taxes | undefined => {
    if (line.kind !== undefined) return taxesOfDeposit(basket, line);
    const place = line.place ?? basket.place ?? switches.place;
    const becomes = line.voucher === undefined && line.stated === undefined ? switches.becomes.get(`${place}/${thing.tax_class ?? ""}`) : undefined;
    const rate = becomes === undefined ? undefined : rates.find((candidate) => candidate.tax_class === becomes);
    if (rate === undefined || (rate.category === thing.tax_category && rate.rate_ppm === thing.tax_rate_ppm)) return undefined;
    return [{ category: rate.category, ratePpm: rate.rate_ppm }];
  };
  /** Part of its goods' price it goes with them, wherever they are eaten; else it has its own taxes everywhere. */
  const taxesOfDeposit = (basket: Basket, line: BasketLine): Taxes | undefined => {
    const goods = basket.lines.find(({ id, components }) => id === line.of_line && components === undefined);
    const isPart = goods?.tax_category === line.tax_category && goods.tax_rate_ppm === line.tax_rate_ppm && goods.tax_class === line.tax_class;
    return isPart ? taxesAt(basket, goods) : undefined;
  };
  const partsAt = (basket: Basket, line: BasketLine): readonly (Taxes | undefined)[] => (line.components ?? []).map((part) => taxesAt(basket, line, part));
  return {
    place: switches.place,
    basket: () => ({ switch: switches.keeps }),
    line: (basket, line) => {
      if (line.components !== undefined) {
        const taxes = partsAt(basket, line);
        return { components: line.components.map((part, index) => ({ ...componentOf(part), ...switchedTo(taxes[index]) })) };
      }
      const taxes = taxesAt(basket, line);
      // A deposit stays what it is.
      return line.kind !== undefined && taxes !== undefined ? { taxes } : switchedTo(taxes);
    },
    sealed: (turned, basket) => {
      const keepsNet = switches.keeps === "keep_net" && turned.price_mode === "gross";
      const lines = turned.lines.map((view, index) => {
        const line = basket.lines[index];
        if (line === undefined) return view;
        return line.components === undefined ? sealedLine(view, line, taxesAt(basket, line), keepsNet) : sealedMenu(view, line, partsAt(basket, line));
      });
      const isSwitched = basket.lines.some((line) =>
        line.components === undefined ? taxesAt(basket, line) !== undefined : partsAt(basket, line).some((taxes) => taxes !== undefined),
      );
      return { ...turned, lines, place: basket.place ?? switches.place, ...(isSwitched ? { switch: switches.keeps } : {}) };
    },
  };
}

function switchedTo(switchedTaxes: Taxes | undefined): Pick<Line, "switchedTaxes"> {
  return switchedTaxes === undefined ? {} : { switchedTaxes };
}

/** Each part with the tax of its place; a menu has none of its own. */
function sealedMenu(view: SaleLineView, line: BasketLine, parts: readonly (Taxes | undefined)[]): SaleLineView {
  const components = (view.components ?? []).map((part, index) => {
    const tax = parts[index]?.[0];
    return tax === undefined ? part : { ...part, tax_category: tax.category, tax_rate_ppm: ppm(tax.ratePpm ?? 0) };
  });
  return { ...view, components, ...(line.place === undefined ? {} : { place: line.place }) };
}

function sealedLine(view: SaleLineView, line: BasketLine, taxes: Taxes | undefined, keepsNet: boolean): SaleLineView {
  const placed = line.place === undefined ? view : { ...view, place: line.place };
  const tax = taxes?.[0];
  if (tax === undefined) return placed;
  const before = [{ category: line.tax_category, ratePpm: line.tax_rate_ppm }];
  // A price that somebody typed stays what it is; so do the modifiers on it.
  const isSwitched = keepsNet && view.modifiers !== undefined && (view.price_source === undefined || view.price_source === "list");
  return {
    ...placed,
    tax_category: tax.category,
    tax_rate_ppm: ppm(tax.ratePpm ?? 0),
    ...(isSwitched
      ? { modifiers: view.modifiers.map((one) => ({ ...one, unit_price: minorUnits(switchedPrice(one.unit_price, before, [tax])) })) }
      : {}),
  };
}
