/** Questions asked with an article (milk, size): so many of their options, each with what it costs beside the article. */
import { readInteger, readList, readObject, readText, Unreadable } from "./reading.ts";
import { minorUnits, type MinorUnits } from "./units.ts";

export interface ModifierOptionDocument {
  readonly id: string;
  readonly name: string;
  readonly price: MinorUnits;
}

export interface ModifierGroupDocument {
  readonly id: string;
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly options: readonly ModifierOptionDocument[];
}

/** A server from before this part existed sends none; what can't be read asks nothing, and the article is sold as it is. */
export function modifierGroups(value: unknown): readonly ModifierGroupDocument[] {
  try {
    return readModifierGroups(value);
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

function readModifierGroups(value: unknown): readonly ModifierGroupDocument[] {
  return readList(value ?? [], "modifier_groups").map((row) => {
    const source = readObject(row, "modifier_group");
    return {
      id: readText(source, "id"),
      name: readText(source, "name"),
      minimum: readInteger(source, "minimum"),
      maximum: readInteger(source, "maximum"),
      options: readList(source["options"], "options").map(readOption),
    };
  });
}

function readOption(value: unknown): ModifierOptionDocument {
  const source = readObject(value, "option");
  return { id: readText(source, "id"), name: readText(source, "name"), price: minorUnits(readInteger(source, "price")) };
}
