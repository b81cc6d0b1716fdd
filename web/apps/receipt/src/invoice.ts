/** The customer's own way to an invoice: whoever holds the receipt types the company and gets the file. */
import type { Envelope } from "@comptoir/journal";
import type { Words } from "./words.ts";

const PATIENCE_MS = 20_000;

export interface InvoiceState {
  readonly isOffered: boolean;
  readonly number: string;
}

export type Asked = { readonly kind: "state"; readonly state: InvoiceState } | { readonly kind: "refused"; readonly code: string };

export const FIELDS = ["name", "street", "postal_code", "city", "country", "tax_number", "registration"] as const;
export type Field = (typeof FIELDS)[number];
export type Buyer = Readonly<Record<Field, string>>;

const NEEDED: ReadonlySet<Field> = new Set(["name", "street", "postal_code", "city", "country"]);
const COMPLETE: Readonly<Record<Field, AutoFill>> = {
  name: "organization",
  street: "street-address",
  postal_code: "postal-code",
  city: "address-level2",
  country: "country",
  tax_number: "off",
  registration: "off",
};

/** With a buyer the invoice is made; without, only what there is is asked. */
export async function askInvoice(essentials: string, language: string, buyer?: Buyer): Promise<Asked> {
  try {
    const answer = await post("/api/v1/receipts/invoice", { essentials, language, ...(buyer === undefined ? {} : { buyer }) });
    return readInvoice(answer.ok, await answer.json());
  } catch {
    return { kind: "refused", code: "unreachable" };
  }
}

export function readInvoice(isOk: boolean, value: unknown): Asked {
  const source = new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
  const [code, number] = [source.get("code"), source.get("number")];
  if (!isOk) return { kind: "refused", code: typeof code === "string" ? code : "unreachable" };
  return { kind: "state", state: { isOffered: source.get("is_offered") === true, number: typeof number === "string" ? number : "" } };
}

/** A sale, and a deposit: its tax is due when it is paid, so a company may want an invoice for it by itself. */
export function canBeInvoiced(envelope: Envelope | undefined): boolean {
  if (envelope?.kind === "payment") return envelope.body["purpose"] === "deposit";
  return envelope?.kind === "sale";
}

/** Nothing of the receipt goes to the shop before the customer asks: the page says so. */
export function offerInvoice(place: HTMLElement, context: Context): void {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = context.words.invoice.ask;
  button.addEventListener("click", () => {
    button.disabled = true;
    void askInvoice(context.essentials, context.language).then((asked) => {
      button.disabled = false;
      if (asked.kind === "state") draw(place, asked.state, context);
      else place.replaceChildren(button, said(refusalOf(asked.code, context)));
    });
  });
  place.replaceChildren(button);
}

export interface Context {
  readonly words: Words;
  readonly language: string;
  readonly country: string;
  readonly essentials: string;
}

function draw(place: HTMLElement, state: InvoiceState, context: Context): void {
  if (state.number !== "") place.replaceChildren(made(state.number, context));
  else if (state.isOffered) place.replaceChildren(form(place, context));
  else place.replaceChildren(said(context.words.invoice.none));
}

function said(text: string): Node {
  const made = document.createElement("p");
  made.className = "trouble";
  made.setAttribute("role", "alert");
  made.textContent = text;
  return made;
}

function refusalOf(code: string, { words }: Context): string {
  return words.invoice.refusals[code] ?? words.invoice.refusals["unreachable"] ?? "";
}

function made(number: string, { words, essentials }: Context): Node {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${words.invoice.download} ${number}`;
  button.addEventListener("click", () => void download(number, essentials));
  return button;
}

async function download(number: string, essentials: string): Promise<void> {
  const answer = await post("/api/v1/receipts/invoice/file", { essentials });
  if (!answer.ok) return;
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${number}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function form(place: HTMLElement, context: Context): Node {
  const { words } = context;
  const made = document.createElement("form");
  for (const field of FIELDS) made.append(input(field, context));
  const trouble = document.createElement("p");
  trouble.className = "trouble";
  trouble.setAttribute("role", "alert");
  const send = document.createElement("button");
  send.type = "submit";
  send.textContent = words.invoice.make;
  made.append(trouble, send);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    send.disabled = true;
    void askInvoice(context.essentials, context.language, buyerOf(made)).then((asked) => {
      send.disabled = false;
      if (asked.kind === "state") draw(place, asked.state, context);
      else trouble.textContent = refusalOf(asked.code, context);
    });
  });
  return made;
}

function input(field: Field, { words, country }: Context): Node {
  const label = document.createElement("label");
  const typed = document.createElement("input");
  typed.name = field;
  typed.required = NEEDED.has(field);
  typed.autocomplete = COMPLETE[field];
  typed.maxLength = field === "country" ? 2 : 120;
  if (field === "country") typed.value = country;
  const name = document.createElement("span");
  name.textContent = words.invoice.fields[field];
  label.append(name, typed);
  return label;
}

function buyerOf(made: HTMLFormElement): Buyer {
  const typed = new FormData(made);
  const value = (field: Field): string => {
    const found = typed.get(field);
    return typeof found === "string" ? found.trim() : "";
  };
  return {
    name: value("name"),
    street: value("street"),
    postal_code: value("postal_code"),
    city: value("city"),
    country: value("country").toUpperCase(),
    tax_number: value("tax_number"),
    registration: value("registration"),
  };
}

function post(address: string, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) });
}
