import type { SettingsDocument } from "@comptoir/till-core";
import type { Words } from "../words/words.svelte.ts";

interface Named {
  readonly kind: string;
  readonly tender?: string;
  readonly currency?: string;
}

/** What the shop calls a tender; else what it is. A kind that a newer till sealed is still a payment. */
export function tenderName(tender: Named, words: Words, settings: SettingsDocument | undefined): string {
  const own = settings?.tenders?.kinds.find((kind) => kind.id === tender.tender)?.name;
  if (own !== undefined && own !== "") return own;
  const key = tender.kind === "card" || tender.kind === "cash" ? `pay.${tender.kind}` : `tender.${tender.kind}`;
  const name = words.say(words.knows(key) ? key : "tender.other");
  return tender.currency === undefined ? name : `${name} ${tender.currency}`;
}
