import type { sealing as english } from "../en/sealing.ts";
import type { Room } from "../room.ts";

export const sealing: Room<typeof english> = {
  "sealing.title": "Dispositif de sécurité",
  "sealing.signsShort": "Signe chaque ticket",
  "sealing.outShort": "En panne : les tickets le disent",
  "sealing.signs": "Il signe chaque ticket.",
  "sealing.since": "En panne depuis {time}. Continuez à vendre.",
  "sealing.marked.one": "{count} ticket le dit.",
  "sealing.marked.other": "{count} tickets le disent.",
  "sealing.bandTitle": "Dispositif en panne",
  "sealing.software": "Démonstration : une clé logicielle signe. Aucun ticket ne vaut au sens de la loi.",
  "sealing.zero": "Ticket à zéro",
  "sealing.zeroDetail": "Un ticket signé sans montant, pour un contrôle",
  "sealing.zeroMade": "Ticket à zéro {number}",
  "sealing.zeroUnsigned": "Le dispositif est en panne, et le ticket le dit.",
  "sealing.print": "Imprimer",
  "sealing.code": "Code du ticket",
  "sealing.fault.timeout": "Il n’a pas répondu à temps.",
  "sealing.fault.no_module": "Cette caisse n’a pas le programme qu’il faut. Rechargez la page quand la ligne est là.",
  "sealing.fault.unknown": "Il n’a pas répondu.",
};
