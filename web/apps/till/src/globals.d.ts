/** The version of this build, written in by Vite. */
declare const __APP_VERSION__: string;

/** The second half of a file of words (build/early-words.ts). */
declare module "*/fr.ts?rest" {
  export const fr: Partial<import("./words/en.ts").Catalogue>;
}
declare module "*/de.ts?rest" {
  export const de: Partial<import("./words/en.ts").Catalogue>;
}
declare module "*/en.ts?rest" {
  export const en: Partial<import("./words/en.ts").Catalogue>;
}
