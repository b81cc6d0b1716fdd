import type { Words } from "../words.ts";

export const words: Words = {
  receipt: "Receipt",
  refund: "Refund",
  checking: "Checking the seal…",
  noReceipt: "No receipt in this address",
  noReceiptHelp: "Scan the QR code on your receipt again. The receipt stands behind the # of its address.",
  verdicts: {
    genuine: { title: "Genuine", text: "Sealed by the till and received by the shop. It is exactly what your receipt says." },
    not_received: {
      title: "Not yet received by the shop, the seal is valid",
      text: "The till sealed this receipt and has not sent it yet. Look again later: your receipt already counts.",
    },
    forged: {
      title: "The signature does not fit",
      text: "This receipt was not signed by the till that it names. Ask the shop before you rely on it.",
    },
    not_vouched: {
      title: "The shop does not vouch for this key",
      text: "A key signed this receipt, but the shop's server did not sign that it is its till's. It may be from before a backup was restored without its keys. Ask the shop.",
    },
    contradicted: {
      title: "The shop holds something else",
      text: "The till signed your receipt, but the shop's books do not hold the same sale. Keep the receipt: it is a proof.",
    },
    not_proven: {
      title: "The shop's log does not prove it",
      text: "The till sealed your receipt and the shop holds the sale, but its log was changed since. Keep the receipt: it is a proof.",
    },
    unknown: {
      title: "This shop does not know the till",
      text: "The receipt may be from another shop, or from before a backup was restored. This is what it says.",
    },
    unreachable: {
      title: "The shop cannot be reached now",
      text: "Try again later. This is what your receipt says; its signature stays valid.",
    },
    unchecked: {
      title: "The seal cannot be checked here",
      text: "This page was opened without TLS, and browsers offer no cryptography there. This is what your receipt says.",
    },
  },
  paperSays: "Your receipt says",
  print: "Print",
  details: "How this was checked",
  chain: "Chain",
  digest: "Digest",
  howChecked: "Your browser verified the till's signature (ES256) on the receipt and, once received, the seal over the sale's bytes.",
  vouched: "It also verified that the server at this address signed the till's certificate (Ed25519): the key that sealed the receipt is one that this shop enrolled. Who runs the shop at this address is not proved by that.",
  notCheckable: "This browser cannot check the server's signature on the till's certificate (Ed25519). That the key is this shop's rests on the word of the server at this address.",
  logged: (size) =>
    `It computed the way from this sale to the head of the shop's log (RFC 6962, ${size} entries), which the server signed: whoever takes the sale out changes that head.`,
  notLogged: "The sale is not in the shop's log yet, or this browser cannot check the log's signature (Ed25519). It follows within seconds of the sale's arrival.",
  notProven: "The way from this sale to the head of the shop's log does not end at the head that the server signed.",
  fragmentStays: "Nothing behind the # was sent to a server except chain and number, unless you ask for an invoice.",
  invoice: {
    ask: "I need an invoice",
    none: "This shop makes no invoices here. Ask at the counter.",
    make: "Make the invoice",
    download: "Download the invoice",
    fields: {
      name: "Company",
      street: "Street and number",
      postal_code: "Postal code",
      city: "City",
      country: "Country (two letters)",
      tax_number: "VAT number, if any",
      registration: "Registration number, if any",
    },
    refusals: {
      unreachable: "The shop cannot be reached now. Try again later.",
      "invoices.buyer_invalid": "A part of the address is missing, or the country is not two letters.",
      "invoices.tax_number_missing": "For this sale without tax, the invoice must say your VAT number.",
      "invoices.tax_number_invalid": "That is no VAT number of this country. Check it, or leave it empty.",
      "invoices.already_invoiced": "There is an invoice for somebody else. Ask the shop.",
      "invoices.not_invoiceable": "There is nothing left of this sale to invoice.",
      "api.too_fast": "Please wait a minute.",
    },
  },
};
