import type { TillContext } from "../context.ts";

/** Whether the settings' verifiers are not made for the key that this till holds. */
export function needsExchange(context: TillContext): boolean {
  const { chain, settings, people_key: key } = context.facts;
  if (chain === undefined || settings === undefined || chain.is_local) return false;
  return key?.chain !== chain.chain || settings.people.key !== key.public_key;
}
