import type { account as english } from "../en/account.ts";
import type { Room } from "../room.ts";

export const account: Room<typeof english> = {
  "account.title": "Comptes clients",
  "account.pay": "En compte",
  "account.search": "Nom ou téléphone",
  "account.owes": "Doit",
  "account.limit": "Plafond",
  "account.after": "Devra ensuite",
  "account.over": "Plafond dépassé de {amount} : un responsable doit l’autoriser.",
  "account.offline": "Hors ligne : soldes du dernier échange.",
  "account.settle": "Encaisser un règlement",
  "account.nobody": "Aucun client n’a de compte. Donnez un plafond au client dans la gestion.",
  "account.nothing": "Ce client ne doit rien.",
  "account.other": "Autre client",
};
