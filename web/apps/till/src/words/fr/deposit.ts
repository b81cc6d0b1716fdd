import type { deposit as english } from "../en/deposit.ts";
import type { Room } from "../room.ts";

export const deposit: Room<typeof english> = {
  "deposit.title": "Consigne rendue",
  "deposit.hint": "Le code de la bouteille la compte, et le bon d’un automate se scanne simplement.",
  "deposit.total": "Consignes à rendre",
  "deposit.done": "Ajouter au panier",
  "deposit.even": "Terminer sans rien payer",
  "deposit.voucher": "Bon de consigne",
  "deposit.voucherTaken": "Bon de consigne : {amount} à déduire",
  "deposit.comesBack": "La consigne revient-elle aussi ?",
};
