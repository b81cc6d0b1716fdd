/**
 * Which application identifiers there are and what stands behind each (GS1 General Specifications, figure 3.2-1; the same facts in
 * machine form: GS1 Syntax Dictionary, 2026). `n` at the end of an identifier is any digit that the list in parentheses names.
 *
 * N: digits, X: GS1's 82 characters, Y: its 39, Z: base64url. `N6` is exactly six, `X..20` one to twenty, `[…]` may be missing.
 */
const LIST = `
00 N18|01 N14|02 N14|10 X..20|11 N6|12 N6|13 N6|15 N6|16 N6|17 N6|20 N2|21 X..20|22 X..20
235 X..28|240 X..30|241 X..30|242 N..6|243 X..20|250 X..30|251 X..30|253 N13 [X..17]|254 X..20|255 N13 [N..12]
30 N..8|37 N..8|31nn N6|32nn N6|33nn N6|34nn N6|35nn N6|36nn N6
390n N..15|391n N3 N..15|392n N..15|393n N3 N..15|394n N4|395n N6
400 X..30|401 X..30|402 N17|403 X..30|410 N13|411 N13|412 N13|413 N13|414 N13|415 N13|416 N13|417 N13
420 X..20|421 N3 X..9|422 N3|423 N3..15|424 N3|425 N3..15|426 N3|427 X..3
4300 X..35|4301 X..35|4302 X..70|4303 X..70|4304 X..70|4305 X..70|4306 X..70|4307 X2|4308 X..30|4309 N20
4310 X..35|4311 X..35|4312 X..70|4313 X..70|4314 X..70|4315 X..70|4316 X..70|4317 X2|4318 X..20|4319 X..30
4320 X..35|4321 N1|4322 N1|4323 N1|4324 N10|4325 N10|4326 N6|4330 N6 [X1]|4331 N6 [X1]|4332 N6 [X1]|4333 N6 [X1]
7001 N13|7002 X..30|7003 N10|7004 N..4|7005 X..12|7006 N6|7007 N6 [N6]|7008 X..3|7009 X..10|7010 X..2|7011 N6 [N4]
7020 X..20|7021 X..20|7022 X..20|7023 X..30|703n N3 X..27|7040 N1 X3|71n X..20|723n X2 X..28|7240 X..20|7241 N2|7242 X..25
8001 N14|8002 X..20|8003 N14 [X..16]|8004 X..30|8005 N6|8006 N18|8007 X..34|8008 N8 [N..4]|8009 X..50|8010 Y..30
8011 N..12|8012 X..20|8013 X..25|8017 N18|8018 N18|8019 N..10|8020 X..25|8026 N18|8030 Z..90|8110 X..70|8111 N4
8112 X..70|8200 X..70|90 X..30|9n X..90
`;

const CHARACTERS: Readonly<Record<string, string>> = {
  N: "\\d",
  X: "[!-\"%-?A-Z_a-z]",
  Y: "[#\\-/\\dA-Z]",
  Z: "[\\-\\dA-Z_a-z]",
};

/** How many digits an identifier has, by its first two (General Specifications, figure 7.8.1-1). */
const LENGTHS: readonly (readonly [RegExp, number])[] = [
  [/^(?:0[0-2]|1[0-35-7]|2[0-2]|30|37|9\d)/, 2],
  [/^(?:2[345]|4[0-2]|71)/, 3],
  [/^(?:3[1-69]|43|70|72|8[0-2])/, 4],
];

/** Elements whose length is known beforehand: no separator follows them (General Specifications, figure 7.8.5-2). */
const PREDEFINED = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/;

/** Holes in the rows with an `n`: measures that do not exist, more decimals than there may be, national numbers still to come. */
const MISSING = /^3(?:1[789]|3[89]|5[89])\d$|^3[1-6]\d[6-9]$|^394[4-9]$|^395[6-9]$|^71[6-9]$/;

interface Format {
  readonly pattern: RegExp;
  readonly length_max: number;
}

const PARTS = /(\[)?([NXYZ])(?:(\d*)(\.\.)(\d+)|(\d+))\]?/g;
let formats: ReadonlyMap<string, Format> | undefined;

/** The identifier at the beginning of a text; `undefined` when there is none of that kind. */
export function identifierOf(text: string): string | undefined {
  for (const [beginning, length] of LENGTHS) {
    if (!beginning.test(text)) continue;
    const identifier = text.slice(0, length);
    return formatOf(identifier) === undefined ? undefined : identifier;
  }
  return undefined;
}

export function formatOf(identifier: string): Format | undefined {
  formats ??= readList();
  if (MISSING.test(identifier)) return undefined;
  for (let kept = identifier.length; kept > 0; kept -= 1) {
    const found = formats.get(identifier.slice(0, kept).padEnd(identifier.length, "n"));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isPredefined(identifier: string): boolean {
  return PREDEFINED.test(identifier);
}

function readList(): ReadonlyMap<string, Format> {
  const read = new Map<string, Format>();
  for (const row of LIST.trim().split(/[|\n]/)) {
    const space = row.indexOf(" ");
    read.set(row.slice(0, space), readFormat(row.slice(space + 1)));
  }
  return read;
}

function readFormat(spec: string): Format {
  let source = "";
  let lengthMax = 0;
  for (const [, optional, kind, least, isRange, most, exact] of spec.matchAll(PARTS)) {
    const characters = CHARACTERS[kind ?? ""] ?? "";
    const length = isRange === undefined ? `{${exact}}` : `{${least === "" ? "1" : least},${most}}`;
    source += optional === undefined ? characters + length : `(?:${characters}${length})?`;
    lengthMax += Number(exact ?? most);
  }
  return { pattern: new RegExp(`^${source}$`), length_max: lengthMax };
}
