/** What stands in the code of a payment: by the account's scheme, with the reference that the bank carries back. */
import { epcText, isQrIban, merchantText, pixText, referencesOf, swissText, tokenText, upiText, type PayingText } from "@comptoir/codes/paying";
import type { CodeAccount, CodePayment } from "@comptoir/till-core/code-payments";
import type { CustomerCode } from "./customer-view.ts";

export interface PayCode extends CustomerCode {
  /** As people compare it with what the bank shows. */
  readonly reference: string;
}

/** `currency`: ISO 4217's number; nothing where no code can be drawn. */
export function payCode(account: CodeAccount, { id, amount, currency, token }: CodePayment, money: { readonly exponent: number; readonly number: number }): PayCode | undefined {
  const { facts, scheme } = account;
  const fact = (name: string): string => facts[name] ?? "";
  const { plain, creditor, qr } = referencesOf(id);
  const reference = scheme === "swiss" && isQrIban(fact("iban")) ? qr : scheme === "epc" || scheme === "swiss" ? creditor : plain;
  const holder = fact("holder");
  const written = (): PayingText | undefined => {
    switch (scheme) {
      case "epc":
        return epcText({ iban: fact("iban"), bic: fact("bic"), name: holder, amount, text: reference });
      case "swiss": {
        const place = { street: fact("street"), building: fact("building"), postcode: fact("postcode"), town: fact("town"), country: fact("country") };
        return swissText({ iban: fact("iban"), name: holder, ...place, amount, currency, reference, text: "" });
      }
      case "pix":
        return pixText({ key: fact("key"), name: holder, city: fact("city"), amount, reference });
      case "upi":
        return upiText({ address: fact("address"), name: holder, amount, reference, text: "" });
      case "emv": {
        const place = { tag: fact("tag"), scheme: fact("guid"), account: fact("account"), category: fact("category"), city: fact("city"), country: fact("country") };
        return merchantText({ ...place, name: holder, amount, exponent: money.exponent, currency: money.number, reference });
      }
      case "evm":
        return tokenText({ contract: fact("contract"), chain: Number(fact("chain")), receiver: token?.receiver ?? "", units: String(BigInt(token?.units ?? 0)) });
      default:
        return undefined;
    }
  };
  const found = written();
  if (found?.ok !== true) return undefined;
  return { text: found.text, level: "M", has_cross: scheme === "swiss", amount, reference };
}
