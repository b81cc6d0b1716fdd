"""The lines of an export become articles: variants stand together, codes are one article's alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from comptoir.catalog.commands import NamedContainer
from comptoir.catalog.errors import NameMissing, ProductUnknown
from comptoir.catalog.family_commands import OPTIONS_MAX as WAYS_MAX
from comptoir.catalog.family_commands import VALUE_LENGTH_MAX, VALUES_MAX, VARIANTS_MAX
from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.cells import is_yes, read_codes, read_price, read_quantity, read_rate, read_reference, read_text
from comptoir.moving.errors import CodeRepeated, FormulaFound, NameRepeated, VariantUnclear
from comptoir.moving.sources import OPTIONS_MAX, Columns
from comptoir.moving.tables import Table

_CONTAINER = re.compile(r"(?:(?P<count>[0-9]{1,4})\s*[x×*]\s*)?(?P<name>.+)").fullmatch
# Cashiers type these prices.
_OPEN = frozenset({"variable", "var"})
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("", "piece", "pc", "pcs", "stuck", "unit", "units", "unite", "unites", "each", "c62"), "C62"),
    **dict.fromkeys(("kg", "kgm", "kilogram", "kilogramme"), "KGM"),
    **dict.fromkeys(("g", "grm", "gram"), "GRM"),
    **dict.fromkeys(("l", "ltr", "liter", "litre"), "LTR"),
    **dict.fromkeys(("m", "mtr", "meter", "metre"), "MTR"),
    **dict.fromkeys(("h", "hur", "hour", "heure", "stunde", "hours"), "HUR"),
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the shop says where the file says nothing."""

    category: str
    tax: str
    # The way in which variants differ that have nothing but a name.
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one line says by itself."""

    number: int
    name: str
    choices: tuple[tuple[str, str], ...]
    category: str
    tax: str
    unit: str
    price: int
    is_open: bool
    codes: tuple[str, ...]
    references: tuple[str, ...]
    item: UUID | None
    containers: tuple[NamedContainer, ...] | None
    # Thousandths by the name of the store there.
    stock: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Family:
    """An article of which there are variants, a row each."""

    name: str
    ways: tuple[str, ...]
    rows: tuple[Row, ...]
    choices: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Articles:
    """A file as read: what stands for itself, families, and lines that are wrong before the shop is asked."""

    singles: list[Row] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    # Lines of pictures, and of what is not sold any more.
    skipped: int = 0


def read_articles(table: Table, columns: Columns, defaults: Defaults, currency: str) -> Articles:
    """Read every line; one that is wrong keeps none of the others back."""
    found = Articles()
    groups: dict[str, list[Row]] = {}
    judge = _Judge()
    for key, number, record in _records(table, columns, found):
        try:
            row = judge.alone(_row(number, record, columns, defaults, currency))
        except DomainError as refusal:
            found.bad.append(BadLine(number, refusal))
        else:
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        _sort(rows, found, judge)
    found.singles.sort(key=lambda row: row.number)
    found.bad.sort(key=lambda bad: bad.number)
    return found


Record = Callable[[str], str]


def _records(table: Table, columns: Columns, found: Articles) -> Iterator[tuple[str, int, Record]]:
    """Each line with its group. Where a system names an article once, the lines below take what they lack from it."""
    above: dict[str, str] = {}
    group, begun = "", 0
    for number, cells in table.rows:
        record = {
            name: said
            for name, places in columns.fields.items()
            if (said := next((cell for place in places if (cell := _cell(cells, place))), ""))
        }
        record |= _spread_cells(cells, columns)
        if columns.source.is_continued:
            is_new = "name" in record if "group" not in columns.fields else record.get("group", "") != group
            if is_new:
                above, group, begun = record, record.get("group", ""), number
            else:
                inherited = ("name", "category", "status", "unit", *(f"option{way}_name" for way in (1, 2, 3)))
                record |= {name: above[name] for name in inherited if name in above and name not in record}
        if _is_gone(record) or (columns.source.is_continued and not _says_a_price(record)):
            found.skipped += 1
            continue
        if columns.source.is_continued:
            key = group or f"#{begun}"
        else:
            key = record.get("group", "") or (record.get("name", "") if "variant" in record else "")
        yield key or f"#{number}", number, _reader(record)


def _reader(record: Mapping[str, str]) -> Record:
    return lambda name: record.get(name, "")


def _spread_cells(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    """Cells of which there is one for each store or tax: `price`, `stock:Main Street`, `tax`."""
    said = {f"stock:{store}": cell for store, place in columns.stocks.items() if (cell := _cell(cells, place))}
    # Of stores with different prices the first one's is taken.
    prices = [cell for place in columns.prices.values() if (cell := _cell(cells, place))]
    taxes = [title for title, place in columns.taxes.items() if is_yes(_cell(cells, place))]
    return said | ({"price": prices[0]} if prices else {}) | ({"tax": taxes[0]} if taxes else {})


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _is_gone(record: Mapping[str, str]) -> bool:
    status = record.get("status", "active").casefold()
    is_off = "on_sale" in record and not is_yes(record["on_sale"])
    return status in ("archived", "draft") or is_yes(record.get("gone", "")) or is_off


def _says_a_price(record: Mapping[str, str]) -> bool:
    return "price" in record


def _row(number: int, record: Record, columns: Columns, defaults: Defaults, currency: str) -> Row:
    name = read_text(record("name"))
    if not name:
        raise NameMissing(field="name")
    if record("name").startswith("="):
        raise FormulaFound(cell=record("name")[:40])
    is_open = fold(record("price")) in _OPEN
    unit = record("unit")
    mark = columns.source.path_mark
    category = record("category").split(mark)[-1].strip() if mark else read_text(record("category"))
    stock = {store: said for store in columns.stocks if (said := read_quantity(record(f"stock:{store}"))) is not None}
    return Row(
        number=number,
        name=name,
        choices=_choices(record, columns, defaults),
        category=category or defaults.category,
        tax=_tax(record) or defaults.tax,
        unit="KGM" if is_yes(record("weighed")) else _UNITS.get(fold(unit), unit.upper()),
        price=0 if is_open else read_price(record("price"), currency),
        is_open=is_open,
        codes=read_codes(record("barcodes")),
        references=read_reference(record("reference")),
        item=_identifier(record("id")),
        containers=_containers(read_text(record("deposit"))) if "deposit" in columns.fields else None,
        stock=stock,
    )


def _tax(record: Record) -> str:
    """A name or a rate: "TVA 20%", "20 %", or a share as Lightspeed writes it ("0.2")."""
    if record("tax_rate"):
        return record("tax_rate").rstrip("% ") + " %"
    if record("tax_share"):
        share = record("tax_share").replace(",", ".")
        whole, _, part = share.partition(".")
        if whole.isdigit() and (part.isdigit() or not part):
            digits = (whole + part[:6].ljust(6, "0")).lstrip("0").zfill(5)
            return f"{int(digits[:-4])}.{digits[-4:]}".rstrip("0").rstrip(".") + " %"
    return read_rate(record("tax"))


def _choices(record: Record, columns: Columns, defaults: Defaults) -> tuple[tuple[str, str], ...]:
    said = [
        (record(f"option{way}_name") or defaults.way, record(f"option{way}_value"))
        for way in range(1, OPTIONS_MAX + 1)
        if record(f"option{way}_value")
    ]
    if not said and record("variant"):
        said = [(defaults.way, record("variant"))]
    if len(said) == 1 and fold(said[0][1]) in columns.source.only_variant:
        return ()
    return tuple((" ".join(way.split()), " ".join(value.split())) for way, value in said)


def _containers(text: str) -> tuple[NamedContainer, ...]:
    found = (_CONTAINER(part.strip()) for part in text.split("+") if part.strip())
    return tuple(NamedContainer(name=one["name"], count=int(one["count"] or 1)) for one in found if one is not None)


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ProductUnknown(item=text[:40]) from error


class _Judge:
    """What a line may not say because a line above has said it."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, int] = {}

    def alone(self, row: Row) -> Row:
        """The row with the codes that are its own. A number of the shop's own that stands twice is left out."""
        for code in row.codes:
            if _same(code) in self._codes:
                raise CodeRepeated(code=code, line=self._codes[_same(code)])
        references = tuple(code for code in row.references if _same(code) not in self._codes)
        self._codes.update(dict.fromkeys(map(_same, (*row.codes, *references)), row.number))
        return replace(row, references=references)

    def named(self, row: Row) -> None:
        """Goods without any code are told apart by their names alone."""
        name = fold(row.name)
        if name in self._names and not (row.codes or row.references or row.item):
            raise NameRepeated(name=row.name[:60], line=self._names[name])
        self._names.setdefault(name, row.number)


def _same(code: str) -> str:
    digits = code.replace(" ", "").replace("-", "")
    return digits.zfill(14) if digits.isdigit() else code


def _sort(rows: Sequence[Row], found: Articles, judge: _Judge) -> None:
    """One row is an article; several are a family, where the matrix holds them."""
    family = _family(rows, found) if len(rows) > 1 else None
    if family is not None:
        found.families.append(family)
        return
    for row in rows:
        own = " / ".join(value for _, value in row.choices)
        single = replace(row, name=f"{row.name}, {own}" if own else row.name)
        try:
            judge.named(single)
        except DomainError as refusal:
            found.bad.append(BadLine(row.number, refusal))
        else:
            found.singles.append(single)


def _family(rows: Sequence[Row], found: Articles) -> Family | None:
    """Null where the catalogue's matrix does not hold it: then its rows stand for themselves."""
    ways = [way for way, _ in rows[0].choices]
    if not ways or len(set(map(fold, ways))) != len(ways):
        return None
    kept: dict[tuple[str, ...], Row] = {}
    unclear: list[BadLine] = []
    for row in rows:
        choices = _folded_ways(tuple(value for _, value in row.choices))
        if len(row.choices) != len(ways) or choices in kept:
            unclear.append(BadLine(row.number, VariantUnclear(name=row.name[:60])))
        else:
            kept[choices] = row
    values = [dict.fromkeys(choices[way] for choices in kept) for way in range(min(len(ways), WAYS_MAX))]
    is_too_large = len(kept) > VARIANTS_MAX or any(len(said) > VALUES_MAX for said in values)
    if is_too_large or any(len(value) > VALUE_LENGTH_MAX for said in values for value in said):
        return None
    if any(len({fold(value) for value in said}) != len(said) for said in values):
        return None
    found.bad.extend(unclear)
    names = (*ways[: WAYS_MAX - 1], " / ".join(ways[WAYS_MAX - 1 :])) if len(ways) > 1 else tuple(ways)
    return Family(rows[0].name, tuple(name[:VALUE_LENGTH_MAX] for name in names), tuple(kept.values()), tuple(kept))


def _folded_ways(values: tuple[str, ...]) -> tuple[str, ...]:
    """A third way to choose stands in the second: the catalogue knows two."""
    return values if len(values) <= WAYS_MAX else (values[0], " / ".join(values[1:]))
