import type { account as english } from "../en/account.ts";
import type { Room } from "../room.ts";

export const account: Room<typeof english> = {
  "account.title": "Kundenkonten",
  "account.pay": "Auf Rechnung",
  "account.search": "Name oder Telefon",
  "account.owes": "Schuldet",
  "account.limit": "Grenze",
  "account.after": "Schuldet danach",
  "account.over": "Um {amount} über der Grenze: jemand muss es erlauben.",
  "account.offline": "Offline: Stände vom letzten Austausch.",
  "account.settle": "Zahlung annehmen",
  "account.nobody": "Kein Kunde hat ein Konto. Geben Sie ihm in der Verwaltung eine Grenze.",
  "account.nothing": "Dieser Kunde schuldet nichts.",
  "account.other": "Anderer Kunde",
};
