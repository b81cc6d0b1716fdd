/** `Anna Maria Roth` → `AR`: first and last initial, for the cashier's round. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return (last === "" ? first.slice(0, 2) : first.slice(0, 1) + last.slice(0, 1)).toLocaleUpperCase();
}

/** The two letters of a tile without a photo: `Pain de campagne` → `Pa`. */
export function tileLetters(name: string): string {
  const letters = name.match(/[\p{L}\p{N}]/gu) ?? [];
  return (letters[0]?.toLocaleUpperCase() ?? "") + (letters[1]?.toLocaleLowerCase() ?? "");
}
