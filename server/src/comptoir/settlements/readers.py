"""Files of card companies, read into one kind of line. One that can't be read is named, the others are taken. Pure."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.kernel.card_numbers import holds_card_number
from comptoir.settlements.amounts import minor_units, moment
from comptoir.settlements.errors import FileTooLarge, FileUnreadable, FormatUnknown
from comptoir.settlements.layouts import FEE, LAYOUTS, PAYMENT, PAYOUT, REFUND, Layout

SIZE_MAX = 60_000_000
LINES_MAX = 300_000
_HEADS_TRIED = 12
_LENGTHS = {
    "reference": 80, "own_reference": 80, "authorization": 12, "trace": 12, "terminal": 40, "payout": 60, "key": 80,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, as one row will hold it."""

    number: int
    key: str
    kind: str
    gross: int
    fee: int
    net: int
    currency: str
    happened_at: datetime
    has_time: bool
    day: date
    reference: str = ""
    own_reference: str = ""
    authorization: str = ""
    trace: str = ""
    terminal: str = ""
    last_four: str = ""
    payout: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not taken. `why`: amount, time, kind, currency, sums, card_number."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says. `skipped`: lines that moved no money (declined, still pending)."""

    provider: str
    lines: tuple[Line, ...]
    bad: tuple[BadLine, ...]
    skipped: int = 0


class _Unreadable(Exception):
    """Why one line is not taken."""


def read_settlement(content: bytes, *, currency: str, zone: ZoneInfo, layout: Layout | None = None) -> Read:
    """Every line. Which company's file it is, its first line tells, unless a person said what the columns are."""
    if len(content) > SIZE_MAX:
        raise FileTooLarge
    head, rows = _rows(content, layout)
    names = {name.strip().lower() for name in head}
    found = layout or next((one for one in LAYOUTS if names.issuperset(one.needs)), None)
    if found is None or not names.issuperset(found.needs):
        raise FormatUnknown
    lower = [name.strip().lower() for name in head]
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    skipped = 0
    places = _places(found, lower)
    for number, cells in rows:
        if len(lines) + len(bad) >= LINES_MAX:
            raise FileTooLarge
        if not any(cells):
            continue
        row = _Row(found, lower, places, cells)
        if found.skipped and row.cell("status").lower() in found.skipped:
            skipped += 1
            continue
        try:
            lines.append(_line(number, row, currency, zone, seen))
        except _Unreadable as why:
            bad.append(BadLine(number, str(why)))
    if not lines and not bad:
        raise FileUnreadable
    return Read(found.provider, tuple(lines), tuple(bad), skipped)


def _lower(name: str) -> str:
    return name.strip().lower()


def _places(layout: Layout, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Where each field stands in a line; looked up once for a file."""
    where = {name: place for place, name in enumerate(names)}
    return {
        field: tuple(where[column] for column in columns if column in where)
        for field, columns in layout.columns.items()
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """One line, asked by what its columns hold."""

    layout: Layout
    names: Sequence[str]
    places: Mapping[str, tuple[int, ...]]
    cells: Sequence[str]

    def cell(self, name: str) -> str:
        for place in self.places.get(name, ()):
            if place < len(self.cells) and (found := self.cells[place].strip()):
                return found
        return ""

    def column(self, name: str) -> str:
        place = self.names.index(name) if name in self.names else len(self.cells)
        return self.cells[place].strip() if place < len(self.cells) else ""


def _line(number: int, row: _Row, currency: str, zone: ZoneInfo, seen: dict[str, int]) -> Line:
    layout = row.layout
    code = (row.cell("currency") or currency).upper()
    exponent = CURRENCY_EXPONENTS.get(code)
    if exponent is None:
        raise _Unreadable("currency")
    hour = row.cell("hour")
    when = moment(f"{row.cell('when')} {hour}" if hour else row.cell("when"), zone)
    if when is None:
        raise _Unreadable("time")
    said = {name: row.cell(name)[:length] for name, length in _LENGTHS.items()}
    if any(holds_card_number(text) for text in said.values()):
        raise _Unreadable("card_number")
    gross, fee, net = _amounts(row, exponent)
    kind = _kind(row, said["reference"], gross)
    if kind == FEE and not fee:
        # What the company keeps by itself has no sale: all of it is its fee.
        gross, fee = 0, -gross
    if kind == REFUND and gross > 0 and not _is_signed(layout):
        gross, net = -gross, -gross - fee
    return Line(
        number=number, kind=kind, gross=gross, fee=fee, net=net, currency=code, happened_at=when[0], has_time=when[1],
        day=when[0].astimezone(zone).date(), last_four=_last_four(row.cell("last_four")),
        **{**said, "key": _key(said, kind, row, seen)},
    )  # fmt: skip


def _is_signed(layout: Layout) -> bool:
    """Whether a refund's own column says that it went out."""
    return bool(layout.debit) or "net" in layout.columns


def _amounts(row: _Row, exponent: int) -> tuple[int, int, int]:
    """Gross, fee and net: of three that are said, one must follow from the others."""
    gross, net = _sum(row, "gross", exponent), _sum(row, "net", exponent)
    fee = _fees(row, exponent)
    if net is None and gross is None:
        raise _Unreadable("amount")
    if net is None:
        assert gross is not None
        # Companies write a fee with either sign: it is what they keep.
        kept = abs(fee or 0)
        return gross, kept, gross - kept
    if gross is None or (row.layout.debit and gross != net + (fee or 0)):
        # Taken in another currency, as the columns' own names say: what counts is what was settled.
        gross = net + (fee or 0)
    if fee is not None and abs(fee) != abs(gross - net):
        raise _Unreadable("sums")
    return gross, gross - net, net


def _sum(row: _Row, name: str, exponent: int) -> int | None:
    layout = row.layout
    if name in layout.credit:
        sides = [_money(row.column(column), exponent) for column in (layout.credit[name], layout.debit[name])]
        if sides == [None, None]:
            return None
        return (sides[0] or 0) - (sides[1] or 0)
    return _money(row.cell(name), exponent)


def _fees(row: _Row, exponent: int) -> int | None:
    if row.layout.fees:
        return sum(_money(row.column(column), exponent) or 0 for column in row.layout.fees)
    return _money(row.cell("fee"), exponent)


def _money(text: str, exponent: int) -> int | None:
    if not text:
        return None
    found = minor_units(text, exponent)
    if found is None:
        raise _Unreadable("amount")
    return found


def _kind(row: _Row, reference: str, gross: int) -> str:
    layout = row.layout
    word = row.cell("kind").lower()
    known = layout.kinds.get(word) or layout.kinds.get(word.replace(" ", ""))
    if known == PAYMENT and gross < 0:
        return REFUND
    if known:
        return known
    if not word and layout.plain_kind:
        return REFUND if gross < 0 else layout.plain_kind
    if not reference and not word:
        return FEE if gross <= 0 else PAYOUT
    raise _Unreadable("kind")


def _key(said: Mapping[str, str], kind: str, row: _Row, seen: dict[str, int]) -> str:
    """The company's own name of the line; without one, what the line says. A second one of the same is another."""
    name = said["key"] or said["reference"]
    if name:
        base = f"{name}/{kind}"
        if said["key"] and said["reference"] and said["key"] != said["reference"]:
            base = f"{said['reference'][:38]}/{said['key'][:60]}/{kind}"
    else:
        told = json.dumps([[*row.names], [*row.cells]], ensure_ascii=False)
        base = hashlib.sha256(told.encode()).hexdigest()[:40]
    nth = seen[base] = seen.get(base, 0) + 1
    return (base if nth == 1 else f"{base}/{nth}")[:120]


def _last_four(text: str) -> str:
    """Of a masked number its last four digits, and nothing else of it."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits[-4:] if len(digits) >= 4 else ""


def _rows(content: bytes, layout: Layout | None) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and every line with its number."""
    text = _text(content)
    if text.lstrip()[:1] in ("[", "{"):
        return _json_rows(text)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        # Some companies write a title above the columns' names.
        for _try in range(_HEADS_TRIED):
            head = next(reader)
            names = {_lower(name) for name in head}
            wanted = (layout,) if layout else LAYOUTS
            if any(names.issuperset(one.needs) for one in wanted):
                return head, ((reader.line_num, row) for row in reader)
    except (StopIteration, csv.Error):
        pass
    raise FormatUnknown


def _json_rows(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        found = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as wrong:
        raise FileUnreadable from wrong
    if isinstance(found, dict):
        found = next((rows for rows in found.values() if isinstance(rows, list)), [])
    rows = [row for row in found if isinstance(row, dict)]
    head = sorted({name for row in rows for name in row})
    return head, ((place, [_plain(row.get(name)) for name in head]) for place, row in enumerate(rows, start=1))


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    first = "\n".join(text.splitlines()[:5]) if len(text) < 100_000 else text[:4_000]
    return max(",;\t", key=first.count)
