/**
 * Reads what came from outside (a server's answer, a stored text) into typed values. A document that is not what it should be is
 * the weather's business (`Unreadable`), never a reason to stop selling.
 */
export class Unreadable extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    throw new Unreadable("not JSON");
  }
}

export function readObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new Unreadable(`${where}: an object was expected`);
  return value;
}

export function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unreadable(`${where}: a list was expected`);
  return value;
}

export function readText(source: JsonObject, name: string): string {
  const value = source[name];
  if (typeof value !== "string") throw new Unreadable(`${name}: a string was expected`);
  return value;
}

export function readInteger(source: JsonObject, name: string): number {
  const value = source[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new Unreadable(`${name}: an integer was expected`);
  return value;
}

export function readFlag(source: JsonObject, name: string): boolean {
  const value = source[name];
  if (typeof value !== "boolean") throw new Unreadable(`${name}: true or false was expected`);
  return value;
}

/** An absent member is an absent value; `null` counts as absent, some servers write it. */
export function readOptionalText(source: JsonObject, name: string): string | undefined {
  return source[name] === undefined || source[name] === null ? undefined : readText(source, name);
}

export function readTexts(source: JsonObject, name: string): readonly string[] {
  return readList(source[name], name).map((value) => {
    if (typeof value !== "string") throw new Unreadable(`${name}: strings were expected`);
    return value;
  });
}
