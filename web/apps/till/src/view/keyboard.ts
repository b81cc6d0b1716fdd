/** Who gets a key: a field that is being typed in, the open sheet, or the screen. */

export function isTypingField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export function isSheetOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** While a sheet is open, only what stands in it hears keys; what is inert hears none. */
export function ownsKeys(element: Element): boolean {
  if (element.closest("[inert]") !== null) return false;
  const sheets = document.querySelectorAll("dialog[open]");
  const top = sheets.item(sheets.length - 1);
  return sheets.length === 0 || top.contains(element);
}
