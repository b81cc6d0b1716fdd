/**
 * What some articles have besides a name and a price (docs/developer/device-door.md). Most have none of it, so every member may be
 * absent. A member that is not what it should be is left out when the article is looked at: the article can still be sold.
 */
import { isObject } from "./reading.ts";

export interface OptionDocument {
  readonly name: string;
  readonly values: readonly string[];
}

export interface VariantDocument {
  readonly item: string;
  /** One value of each option of the article. */
  readonly choices: readonly string[];
}

/** A place of a menu: one of these, so many of it. */
export interface PlaceDocument {
  readonly name: string;
  readonly count: number;
  readonly items: readonly string[];
  /** What a choice costs on top of the menu's price, by article; absent: nothing. */
  readonly surcharges?: Readonly<Record<string, number>>;
}

/** A container that goods are sold in, and how many of it with each. */
export interface ContainerDocument {
  readonly item: string;
  readonly count: number;
  /** Of a menu's line: which of its parts it comes with. */
  readonly of?: string;
}

export interface ItemTraits {
  /** The article that this is a variant or a pack of: it stands on no tile of its own. */
  readonly parent?: string;
  readonly choices?: readonly string[];
  readonly options?: readonly OptionDocument[];
  readonly variants?: readonly VariantDocument[];
  readonly packs?: readonly string[];
  readonly pack_count?: number;
  readonly photo?: string;
  /** Bits in the order of `ALLERGENS`. */
  readonly allergens?: number;
  readonly traces?: number;
  readonly ingredients?: string;
  readonly restriction?: string;
  readonly modifiers?: readonly string[];
  readonly bundle?: readonly PlaceDocument[];
  readonly deposits?: readonly ContainerDocument[];
  /** The cashier types the price; the catalogue's is what is usual. */
  readonly is_open?: boolean;
  readonly is_sold_out?: boolean;
  /** How its stock is kept: `lot` or `serial` (piece by piece). Absent: as a number. */
  readonly tracking?: string;
}

/** Regulation (EU) 1169/2011, annex II, in its order. */
export const ALLERGENS = [
  "gluten",
  "crustaceans",
  "eggs",
  "fish",
  "peanuts",
  "soybeans",
  "milk",
  "nuts",
  "celery",
  "mustard",
  "sesame",
  "sulphites",
  "lupin",
  "molluscs",
] as const;
export type Allergen = (typeof ALLERGENS)[number];

export function allergensOf(bits: number | undefined): readonly Allergen[] {
  return ALLERGENS.filter((_, place) => ((bits ?? 0) >> place) & 1);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isTrue: Check = (value) => value === true;
const isCount: Check = (value) => Number.isSafeInteger(value);
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const areOptions = listOf({ name: isText, values: areTexts });
const areVariants = listOf({ item: isText, choices: areTexts });
const arePlaces = listOf({ name: isText, count: isCount, items: areTexts });

const CHECKS: Readonly<Record<keyof ItemTraits, Check>> = {
  parent: isText,
  choices: areTexts,
  options: areOptions,
  variants: areVariants,
  packs: areTexts,
  pack_count: isCount,
  photo: isText,
  allergens: isCount,
  traces: isCount,
  ingredients: isText,
  restriction: isText,
  modifiers: areTexts,
  bundle: arePlaces,
  deposits: listOf({ item: isText, count: isCount }),
  is_open: isTrue,
  is_sold_out: isTrue,
  tracking: isText,
};

function listOf(members: Readonly<Record<string, Check>>): Check {
  const isRow = (row: unknown): boolean => isObject(row) && Object.entries(members).every(([name, check]) => check(row[name]));
  return (value) => Array.isArray(value) && value.every(isRow);
}

/** The same article without traits that are not what they should be: nearly always the article itself. */
export function withSoundTraits<T extends object>(item: T): T {
  if (areTraits(item)) return item;
  const sound = { ...item };
  for (const [name, value] of Object.entries(item)) if (isTrait(name) && !CHECKS[name](value)) Reflect.deleteProperty(sound, name);
  return sound;
}

function areTraits(value: object): value is ItemTraits {
  return Object.entries(value).every(([name, found]) => !isTrait(name) || CHECKS[name](found));
}

function isTrait(name: string): name is keyof ItemTraits {
  return Object.hasOwn(CHECKS, name);
}
