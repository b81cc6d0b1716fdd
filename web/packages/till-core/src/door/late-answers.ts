/** Answers that no sale waits for: read where they are asked for, so that a cold start does without. */
import { parseJson, readInteger, readList, readObject, readOptionalText, readText, readTexts, Unreadable, type JsonObject } from "../reading.ts";
import { minorUnits } from "../units.ts";
import type { DoorAnswer, KnownAccounts, KnownCards, KnownLots, KnownOrder, KnownOrders, KnownReceipt, KnownStock, KnownText, ParkedAnswer, Person } from "./door.ts";

/** An answer that can't be read is weather, as everywhere at the door. */
export function read<T>(answer: DoorAnswer<string>, reader: (text: string) => T): DoorAnswer<T> {
  if (answer.kind !== "ok") return answer;
  try {
    return { ...answer, value: reader(answer.value) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: "weather", weather: "unreadable_answer" };
  }
}

export function readReceipt(text: string): KnownReceipt {
  const source = readObject(parseJson(text), "receipt");
  return {
    number: readText(source, "number"),
    cashier: readText(source, "cashier"),
    text: readText(source, "text"),
    lines: readList(source["lines"], "lines").map((value) => {
      const line = readObject(value, "line");
      const component = line["component"] === undefined ? {} : { component: readInteger(line, "component") };
      return { line: readInteger(line, "line"), ...component, refunded_milli: readInteger(line, "refunded_milli") };
    }),
    // An older server does not say it.
    given_back: Object.fromEntries(
      readList(source["given_back"] ?? [], "given_back").map((value) => {
        const given = readObject(value, "given");
        return [readText(given, "way"), minorUnits(readInteger(given, "amount"))];
      }),
    ),
    counted: readInteger(source, "counted"),
  };
}

export function readParked(text: string): ParkedAnswer {
  const source = readObject(parseJson(text), "parked");
  const taken = source["taken"];
  return {
    baskets: readList(source["baskets"], "baskets").map((value) => {
      const basket = readObject(value, "basket");
      return {
        id: readText(basket, "id"),
        till: readText(basket, "till"),
        till_name: readText(basket, "till_name"),
        cashier: readText(basket, "cashier"),
        label: readText(basket, "label"),
        parked_at: readText(basket, "parked_at"),
        lines_count: readInteger(basket, "lines_count"),
        gross: readInteger(basket, "gross"),
      };
    }),
    lost: readTexts(source, "lost"),
    ...(taken === undefined || taken === null ? {} : { taken }),
  };
}

export function readAccounts(text: string): KnownAccounts {
  const source = readObject(parseJson(text), "customers");
  return {
    counted: readInteger(source, "counted"),
    accounts: readList(source["accounts"], "accounts").map((value) => {
      const account = readObject(value, "account");
      return {
        id: readText(account, "id"),
        name: readText(account, "name"),
        phone: readText(account, "phone"),
        limit: readInteger(account, "limit"),
        balance: readInteger(account, "balance"),
      };
    }),
  };
}

export function readCards(text: string): KnownCards {
  const source = readObject(parseJson(text), "cards");
  return {
    mark: readText(source, "mark"),
    cards: readList(source["cards"], "cards").map((value) => {
      const card = readObject(value, "card");
      const group = readOptionalText(card, "group");
      return {
        id: readText(card, "id"),
        name: readText(card, "name"),
        card: readText(card, "card"),
        ...(group === undefined ? {} : { group }),
        has_account: card["has_account"] === true,
      };
    }),
  };
}

/** A server that knows no erasures names none. */
export function readOrders(text: string): KnownOrders {
  const source = readObject(parseJson(text), "orders");
  const erased = source["erased"] === undefined ? [] : readTexts(source, "erased");
  return { orders: readKnown(source), erased, erasures: source["erasures"] === undefined ? 0 : readInteger(source, "erasures") };
}

function readKnown(source: JsonObject): readonly KnownOrder[] {
  return readList(source["orders"], "orders").map((value) => {
    const order = readObject(value, "order");
    const customer = order["customer"];
    return {
      ...readSealed(order),
      till_name: readText(order, "till_name"),
      ...(customer === undefined || customer === null ? {} : { customer: readPerson(readObject(customer, "customer")) }),
      payments: readList(order["payments"], "payments").map((payment) => readSealed(readObject(payment, "payment"))),
    };
  });
}

/** What runs low in the store; nothing from a server that does not tell. */
export function readLow(text: string): readonly string[] {
  const low = readObject(parseJson(text), "stock")["low"];
  return low === undefined ? [] : readList(low, "low").filter((item) => typeof item === "string");
}

export function readStock(text: string): readonly KnownStock[] {
  return readList(readObject(parseJson(text), "stock")["stock"], "stock").map((value) => {
    const stock = readObject(value, "stock");
    const onHand = stock["on_hand_milli"];
    return {
      item: readText(stock, "item"),
      pack: readInteger(stock, "pack"),
      ...(onHand === null || onHand === undefined ? {} : { on_hand_milli: readInteger(stock, "on_hand_milli") }),
      kept_milli: readInteger(stock, "kept_milli"),
      kept: readList(stock["kept"], "kept").map((one) => {
        const kept = readObject(one, "kept");
        return { name: readText(kept, "name"), number: readText(kept, "number"), quantity_milli: readInteger(kept, "quantity_milli") };
      }),
    };
  });
}

export function readLots(text: string): KnownLots {
  const source = readObject(parseJson(text), "lots");
  const { lots } = source;
  if (lots === undefined) return { mark: readText(source, "mark") };
  return {
    mark: readText(source, "mark"),
    lots: readList(lots, "lots").map((value) => {
      const lot = readObject(value, "lot");
      const [name, serial, expires] = [readOptionalText(lot, "lot"), readOptionalText(lot, "serial"), readOptionalText(lot, "expires")];
      return {
        item: readText(lot, "item"),
        milli: readInteger(lot, "milli"),
        ...(name === undefined ? {} : { lot: name }),
        ...(serial === undefined ? {} : { serial }),
        ...(expires === undefined ? {} : { expires }),
      };
    }),
  };
}

function readSealed(source: JsonObject): KnownText {
  return {
    chain: readText(source, "chain"),
    sequence: readInteger(source, "sequence"),
    digest: readText(source, "digest"),
    number: readText(source, "number"),
    text: readText(source, "text"),
  };
}

function readPerson(source: JsonObject): Person {
  return { id: readText(source, "id"), name: readText(source, "name"), phone: readText(source, "phone"), email: readText(source, "email") };
}
