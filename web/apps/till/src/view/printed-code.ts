/** A code as it stands on the goods: the catalogue keeps a GTIN of any length at fourteen digits. */
export function printedCode(code: string): string {
  return code.replace(/^0{6}(?=\d{8}$)|^0(?=\d{13}$)/, "");
}
