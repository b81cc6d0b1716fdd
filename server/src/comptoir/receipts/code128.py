"""Code 128, set B: one letter a symbol, as bars and spaces of one to four modules."""

# Widths of the 106 symbols and of the stop, from ISO/IEC 15417.
WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231"
    "213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311"
    "112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111"
    "111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212"
    "124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214"
    "2112322331112"
)
START_B = 104
STOP = 106


def code128(text: str) -> list[bool]:
    """Dark and light modules from the first bar to the last; letters that set B lacks are a bug of the caller."""
    values = [ord(letter) - 0x20 for letter in text]
    assert all(0 <= value < 0x5F for value in values), text
    check = (START_B + sum(place * value for place, value in enumerate(values, start=1))) % 103
    return [module for value in (START_B, *values, check, STOP) for module in _modules_of(value)]


def _modules_of(value: int) -> list[bool]:
    widths = WIDTHS[value * 6 :] if value == STOP else WIDTHS[value * 6 : value * 6 + 6]
    return [place % 2 == 0 for place, width in enumerate(widths) for _ in range(int(width))]
