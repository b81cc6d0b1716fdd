/** By which ways this browser may reach a printer, and what it keeps of one that a person chose. */
export const directWays = ["usb", "serial", "bluetooth"] as const;
export type DirectWay = (typeof directWays)[number];

export interface KnownPrinter {
  readonly way: DirectWay;
  readonly name: string;
  /** What the browser finds it again by. */
  readonly device: Readonly<Record<string, unknown>>;
  /** Of a serial line, where it is not the usual one: as the printer's own switches or test page say. */
  readonly baud?: number;
}

/** How fast a serial line may be; the first one is the usual one. */
export const lineSpeeds = [9_600, 19_200, 38_400, 57_600, 115_200] as const;
export type LineSpeed = (typeof lineSpeeds)[number];

export function speedOf({ baud }: KnownPrinter): LineSpeed {
  return lineSpeeds.find((known) => known === baud) ?? lineSpeeds[0];
}

/** The ways that this browser has; the others are not shown as if they could be. */
export function waysOf(navigator: object): readonly DirectWay[] {
  return directWays.filter((way) => way in navigator);
}

export function deviceName(device: Readonly<Record<string, unknown>>): string {
  const said = [device["productName"], device["name"]].find((name) => typeof name === "string" && name.trim() !== "");
  return typeof said === "string" ? said.trim() : "";
}

/** What tells one printer from another, by each way; a browser may give it a new number each time. */
const MARKS: { readonly [way in DirectWay]: readonly string[] } = {
  usb: ["vendorId", "productId", "serialNumber"],
  serial: ["vendorId", "productId"],
  bluetooth: ["name"],
};

/** Whether two choices are one printer, chosen twice. */
export function isSamePrinter(one: KnownPrinter, other: KnownPrinter): boolean {
  return one.way === other.way && MARKS[one.way].every((mark) => one.device[mark] === other.device[mark]);
}

/** As the choice is kept with the other preferences. */
export function readKnown(text: string): KnownPrinter | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== "object" || found === null || !("way" in found) || !("device" in found)) return undefined;
    const way = directWays.find((known) => known === found.way);
    const { device } = found;
    if (way === undefined || typeof device !== "object" || device === null) return undefined;
    const baud = "baud" in found ? lineSpeeds.find((known) => known === found.baud) : undefined;
    const name = "name" in found && typeof found.name === "string" ? found.name : "";
    return { way, name, device: { ...device }, ...(baud === undefined ? {} : { baud }) };
  } catch {
    return undefined;
  }
}
