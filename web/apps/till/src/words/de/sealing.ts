import type { sealing as english } from "../en/sealing.ts";
import type { Room } from "../room.ts";

export const sealing: Room<typeof english> = {
  "sealing.title": "Sicherheitseinrichtung",
  "sealing.signsShort": "Signiert jeden Beleg",
  "sealing.outShort": "Ausgefallen: die Belege sagen es",
  "sealing.signs": "Sie signiert jeden Beleg.",
  "sealing.since": "Ausgefallen seit {time}. Verkaufen Sie weiter.",
  "sealing.marked.one": "{count} Beleg sagt es.",
  "sealing.marked.other": "{count} Belege sagen es.",
  "sealing.bandTitle": "Sicherheitseinrichtung ausgefallen",
  "sealing.software": "Vorführung: ein Schlüssel in Software signiert. Kein Beleg gilt vor dem Gesetz.",
  "sealing.zero": "Nullbeleg",
  "sealing.zeroDetail": "Ein signierter Beleg über null, für eine Prüfung",
  "sealing.zeroMade": "Nullbeleg {number}",
  "sealing.zeroUnsigned": "Die Einrichtung ist ausgefallen, und der Beleg sagt es.",
  "sealing.print": "Drucken",
  "sealing.code": "Code des Belegs",
  "sealing.fault.timeout": "Sie hat nicht rechtzeitig geantwortet.",
  "sealing.fault.no_module": "Dieser Kasse fehlt das Programm dafür. Laden Sie die Seite neu, sobald es eine Verbindung gibt.",
  "sealing.fault.unknown": "Sie hat nicht geantwortet.",
};
