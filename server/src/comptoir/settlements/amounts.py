"""Amounts and times as card companies write them. Pure."""

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

_MARKS = re.compile(r"[\s\u00a0\u202f'’€$£]|[A-Z]{3}")
_SHAPES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S", "%Y%m%d",
    "%d %b %Y %H:%M", "%d %b %Y", "%b %d, %Y",
)  # fmt: skip


def minor_units(text: str, exponent: int) -> int | None:
    """Minor units of "1,234.56", "1.234,56", "(12.00)" or "-3". Null: nobody could say."""
    plain = _MARKS.sub("", text.strip())
    is_negative = plain.startswith(("-", "(")) or plain.endswith("-")
    plain = plain.strip("()+-")
    whole, mark, part = _parted(plain, exponent)
    if not re.fullmatch(r"\d{1,13}", whole) or (mark and not part.isdigit()) or len(part.rstrip("0")) > exponent:
        return None
    amount = int(whole + part[:exponent].ljust(exponent, "0"))
    return -amount if is_negative else amount


def _parted(plain: str, exponent: int) -> tuple[str, str, str]:
    """What stands before and behind the decimal mark: the last one, unless it only groups thousands."""
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return plain, "", ""
    mark, other = plain[last], "," if plain[last] == "." else "."
    before, behind = plain[:last], plain[last + 1 :]
    groups = plain.count(mark) > 1 or (len(behind) == 3 and exponent != 3 and before not in ("", "0"))
    if groups and other not in plain:
        return plain.replace(mark, ""), "", ""
    if other in before and not re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+", before):
        return "?", mark, behind
    return before.replace(other, "") or "0", mark, behind


def moment(text: str, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """When, and whether the hour was said. A time without a zone is the store's."""
    plain = text.strip()
    in_utc = plain.endswith((" UTC", " GMT"))
    plain = plain.removesuffix(" UTC").removesuffix(" GMT").strip()
    found = _iso(plain) or _shaped(plain)
    if found is None or not 2000 <= found.year <= 2100:
        return None
    has_time = ":" in plain
    if found.tzinfo is None:
        # A day alone is its noon: no zone moves it to another day.
        found = found if has_time else datetime.combine(found.date(), time(12))
        found = found.replace(tzinfo=UTC if in_utc else zone)
    return found.astimezone(UTC), has_time


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _shaped(text: str) -> datetime | None:
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007  # its zone is the caller's
        except ValueError:
            continue
    return None
