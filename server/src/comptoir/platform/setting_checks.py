"""What a value of a setting must hold to, whoever writes it and wherever. Pure: no database, no clock."""

from collections.abc import Callable, Container

from comptoir.receipts import Sections, languages
from comptoir.receipts.pictures import logo_rows

Check = Callable[[object], bool]
MINUTES_OF_DAY = 24 * 60
# A night that ends at noon is a day.
CLOSES_MAX = 36 * 60
LINES_MAX = 12
LINE_LENGTH_MAX = 120
# The widest head; a third of a page high.
LOGO_WIDTH_MAX = 576
LOGO_HEIGHT_MAX = 320
OFFERED_MAX = 5
# Columns of the store that say what counts there now (`inherited.py`): the ledger reads them with every sale.
KEPT = ("price_mode", "returns_days", "returns_in_cash", "day_starts_minute", "opening_hours", "first_tab")


def is_whole(value: object, low: int, high: int) -> bool:
    """An integer between two bounds; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def whole(low: int, high: int) -> Check:
    return lambda value: is_whole(value, low, high)


def whole_or_never(low: int, high: int) -> Check:
    return lambda value: value is None or is_whole(value, low, high)


def one_of(known: Container[str]) -> Check:
    return lambda value: isinstance(value, str) and value in known


def text(longest: int) -> Check:
    return lambda value: _is_text(value, longest)


def flag(value: object) -> bool:
    return isinstance(value, bool)


def offered(most: int) -> Check:
    """Up to five shares or amounts, smallest first, each once."""

    def check(value: object) -> bool:
        if not isinstance(value, list) or len(value) > OFFERED_MAX or not all(is_whole(one, 1, most) for one in value):
            return False
        return value == sorted(set(value))

    return check


def hours(value: object) -> bool:
    """Stretches of days, as `Store.opening_hours` holds them."""
    return isinstance(value, list) and len(value) <= 70 and all(_is_stretch(one) for one in value)


def lines(value: object) -> bool:
    """Lines of a receipt's head or foot."""
    if not isinstance(value, list) or len(value) > LINES_MAX:
        return False
    return all(_is_text(line, LINE_LENGTH_MAX) for line in value)


def sections(value: object) -> bool:
    known = Sections.__dataclass_fields__
    return isinstance(value, dict) and all(key in known and isinstance(shown, bool) for key, shown in value.items())


def logo(value: object) -> bool:
    """Dots that a printer takes; null is no logo."""
    if value is None:
        return True
    if not isinstance(value, dict) or set(value) != {"width", "height", "bits"} or not isinstance(value["bits"], str):
        return False
    if not is_whole(value["width"], 1, LOGO_WIDTH_MAX) or not is_whole(value["height"], 1, LOGO_HEIGHT_MAX):
        return False
    return logo_rows(value["width"], value["height"], value["bits"]) is not None


def language(value: object) -> bool:
    """Empty is the organization's own."""
    return value == "" or (isinstance(value, str) and value in languages())


def _is_text(value: object, longest: int) -> bool:
    """A text that can be stored and printed: no NUL, no half of a character."""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return value.encode("utf-8", "ignore").decode() == value


def _is_stretch(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"weekday", "opens", "closes"}:
        return False
    return (
        is_whole(value["weekday"], 0, 6)
        and is_whole(value["opens"], 0, MINUTES_OF_DAY - 1)
        and is_whole(value["closes"], value["opens"] + 1, CLOSES_MAX)
    )
