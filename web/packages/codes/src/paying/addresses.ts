/** Codes that are addresses: UPI's intent (NPCI linking specification 1.6) and a token transfer on an EVM chain (EIP-681). */
import { decimal, drawn, isAmount, isLine, refuse, type PayingText } from "./result.ts";

export interface UpiPayment {
  /** `name@handle` */
  readonly address: string;
  readonly name: string;
  /** In paise. */
  readonly amount: number;
  readonly reference: string;
  readonly text: string;
}

const MOST = 999_999_999_999;

export function upiText({ address, name, amount, reference, text }: UpiPayment): PayingText {
  if (!/^[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}$/.test(address)) return refuse("qr.account_invalid");
  if (!isLine(name, 99)) return refuse("qr.name_invalid");
  if (!isAmount(amount, MOST)) return refuse("qr.amount_invalid");
  if (!/^[A-Za-z0-9]{1,35}$/.test(reference)) return refuse("qr.reference_invalid");
  if (text !== "" && !isLine(text, 80)) return refuse("qr.text_invalid");
  const parts = [
    ["pa", address],
    ["pn", name],
    ["tr", reference],
    ...(text === "" ? [] : [["tn", text]]),
    ["am", decimal(amount, 2)],
    ["cu", "INR"],
  ];
  // The @ of the address stays as it is: some apps do not unescape it.
  return drawn(`upi://pay?${parts.map(([key, value]) => `${key ?? ""}=${encodeURIComponent(value ?? "").replaceAll("%40", "@")}`).join("&")}`);
}

export interface TokenTransfer {
  /** Of the token, 20 bytes in hexadecimal. */
  readonly contract: string;
  readonly chain: number;
  readonly receiver: string;
  /** In the token's smallest unit, as digits: it may be more than a number holds. */
  readonly units: string;
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

export function tokenText({ contract, chain, receiver, units }: TokenTransfer): PayingText {
  if (!ADDRESS.test(contract) || !ADDRESS.test(receiver)) return refuse("qr.account_invalid");
  if (/^0x0+$/.test(contract) || /^0x0+$/.test(receiver)) return refuse("qr.account_invalid");
  if (!Number.isSafeInteger(chain) || chain < 1) return refuse("qr.account_invalid");
  if (!/^[1-9]\d{0,77}$/.test(units) || BigInt(units) >= 1n << 256n) return refuse("qr.amount_invalid");
  return drawn(`ethereum:${contract}@${String(chain)}/transfer?address=${receiver}&uint256=${units}`);
}
