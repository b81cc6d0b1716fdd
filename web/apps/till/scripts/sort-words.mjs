// Moves each word that stands in a language's own file (words/fr.ts) into its room (words/fr/pay.ts): `npm run words`. A word belongs
// to the room whose words begin as it does; a new beginning gets a room of its own. Branches that add words to the language's file
// merge without a conflict; this puts them away afterwards.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const WORDS = fileURLToPath(new URL("../src/words", import.meta.url));
const WORD = /^\s*"([\w.]+)": .*$/;
const languages = readdirSync(WORDS).filter((name) => /^[a-z]{2}[.]ts$/.test(name));
const roomByStem = new Map(roomsOf("en").flatMap((room) => wordsIn(roomFile("en", room)).map(({ key }) => [stemOf(key), room])));

for (const language of languages.map((name) => name.slice(0, 2))) {
  const file = path.join(WORDS, `${language}.ts`);
  for (const { key, line } of wordsIn(file)) putAway(language, key, line);
  const lines = readFileSync(file, "utf8").split("\n");
  const left = lines.filter((line) => !WORD.test(line)).join("\n");
  writeFileSync(file, left.replace(/,\n\n+/g, ",\n"));
}

function putAway(language, key, line) {
  const room = roomByStem.get(stemOf(key)) ?? kebab(stemOf(key));
  const file = roomFile(language, room);
  if (!existsSync(file)) open(language, room);
  const known = wordsIn(file).find((word) => word.key === key);
  if (known !== undefined && known.line.trim() !== line.trim()) throw new Error(`${language}.ts and ${room}.ts say ${key} differently: keep one`);
  if (known !== undefined) return;
  const text = readFileSync(file, "utf8");
  const last = wordsIn(file).filter((word) => stemOf(word.key) === stemOf(key)).at(-1);
  const end = last === undefined ? text.lastIndexOf("}") : text.indexOf(last.line) + last.line.length + 1;
  writeFileSync(file, `${text.slice(0, end)}  ${line.trim()}\n${text.slice(end)}`);
}

/** A new room, and its two lines in the language's file. */
function open(language, room) {
  const name = room.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const head = language === "en" ? [] : [`import type { ${name} as english } from "../en/${room}.ts";`, 'import type { Room } from "../room.ts";', ""];
  const [type, end] = language === "en" ? ["", "} as const;"] : [": Room<typeof english>", "};"];
  writeFileSync(roomFile(language, room), [...head, `export const ${name}${type} = {`, end, ""].join("\n"));
  const file = path.join(WORDS, `${language}.ts`);
  const text = readFileSync(file, "utf8")
    .replace(/(?:^import \{ \w+ \} from .*\n)+/m, (imports) => withLine(imports, `import { ${name} } from "./${language}/${room}.ts";`))
    .replace(/(?:^ {2}[.]{3}\w+,\n)+/m, (spreads) => withLine(spreads, `  ...${name},`));
  writeFileSync(file, text);
}

function withLine(lines, line) {
  return [...lines.trimEnd().split("\n"), line].sort().concat("").join("\n");
}

function wordsIn(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => (WORD.test(line) ? [{ line, key: WORD.exec(line)[1] }] : []));
}

function roomsOf(language) {
  return readdirSync(path.join(WORDS, language)).map((name) => name.slice(0, -".ts".length));
}

function roomFile(language, room) {
  return path.join(WORDS, language, `${room}.ts`);
}

function stemOf(key) {
  return key.split(".")[0];
}

function kebab(stem) {
  return stem.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
