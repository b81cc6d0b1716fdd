import type { account as english } from "../en/account.ts";
import type { Room } from "../room.ts";

export const account: Room<typeof english> = {
  "account.title": "Kundenkonten",
  "account.pay": "Auf Rechnung",
  "account.search": "Name oder Telefon",
  "account.owes": "Schuldet",
  "account.limit": "Kreditlimit",
  "account.after": "Schuldet danach",
  "account.over": "Um {amount} über dem Kreditlimit: Jemand mit mehr Rechten muss es erlauben.",
  "account.offline": "Offline: Stände vom letzten Austausch.",
  "account.settle": "Zahlung annehmen",
  "account.nobody": "Kein Kunde hat ein Konto. Geben Sie ihm in der Verwaltung ein Kreditlimit.",
  "account.nothing": "Dieser Kunde schuldet nichts.",
  "account.other": "Anderer Kunde",
};
