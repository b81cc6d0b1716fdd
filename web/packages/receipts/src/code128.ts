/** Code 128, set B: one letter a symbol, as bars and spaces of one to four modules. */

// Widths of the 106 symbols and of the stop, from ISO/IEC 15417.
const WIDTHS =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231" +
  "213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311" +
  "112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111" +
  "111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212" +
  "124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214" +
  "2112322331112";

const START_B = 104;
const STOP = 106;

/** Dark and light modules from the first bar to the last; letters that set B lacks are a bug of the caller. */
export function code128(text: string): readonly boolean[] {
  const values = Array.from(text).map((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x20 || code > 0x7e) throw new RangeError(`Code 128 B has no ${letter}`);
    return code - 0x20;
  });
  const check = values.reduce((sum, value, place) => sum + value * (place + 1), START_B) % 103;
  return [START_B, ...values, check, STOP].flatMap(modulesOf);
}

function modulesOf(value: number): readonly boolean[] {
  const widths = WIDTHS.slice(value * 6, value === STOP ? undefined : value * 6 + 6);
  return Array.from(widths).flatMap((width, place) => Array.from({ length: Number(width) }, () => place % 2 === 0));
}
