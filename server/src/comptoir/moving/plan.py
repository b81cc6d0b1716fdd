"""A file of articles as batches that always fall out alike: what crashed goes on where it stood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX, ImportLine
from comptoir.catalog.family_commands import ImportFamily, ImportVariant
from comptoir.catalog.folding import fold
from comptoir.moving.articles import Articles, Defaults, Family, Row, read_articles
from comptoir.moving.loads import Plan, check_length
from comptoir.moving.sources import recognize
from comptoir.moving.tables import read_table


@dataclass(frozen=True, slots=True)
class Batch:
    """Up to 500 lines that are taken over at once: articles that stand for themselves, or families."""

    lines: tuple[ImportLine, ...] = ()
    families: tuple[ImportFamily, ...] = ()
    # Thousandths by the store's name in the file, by line.
    stock: Mapping[int, Mapping[str, int]] | None = None

    @property
    def lines_count(self) -> int:
        return len(self.lines) + sum(len(family.variants) for family in self.families)


def plan(content: bytes, defaults: Defaults, currency: str) -> Plan[Batch]:
    """Read a file of articles whole. Raises TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    columns = recognize(table.header)
    check_length(table)
    articles = read_articles(table, columns, defaults, currency)
    return Plan(
        source=columns.source.code, left_out=columns.left_out, batches=tuple(_batches(articles)),
        bad=tuple(articles.bad), skipped=articles.skipped, lines=len(table.rows),
    )  # fmt: skip


def stock_of(said: Mapping[str, int], stores: Mapping[str, UUID], here: UUID) -> dict[UUID, int]:
    """What lies where. A store of the file that is called like one of ours is that one; the first stranger is `here`.

    Quantities of further strangers are left out: nobody knows where that is.
    """
    found: dict[UUID, int] = {}
    for name, milli in said.items():
        store = stores.get(fold(name.replace("_", " ")), here)
        found.setdefault(store, milli)
    return found


def _batches(articles: Articles) -> Iterator[Batch]:
    singles = articles.singles
    for start in range(0, len(singles), BATCH_LINES_MAX):
        rows = singles[start : start + BATCH_LINES_MAX]
        yield Batch(lines=tuple(map(_line, rows)), stock={row.number: row.stock for row in rows if row.stock})
    waiting: list[Family] = []
    for family in articles.families:
        if sum(len(one.rows) for one in waiting) + len(family.rows) > BATCH_LINES_MAX:
            yield _of_families(waiting)
            waiting = []
        waiting.append(family)
    if waiting:
        yield _of_families(waiting)


def _of_families(families: Sequence[Family]) -> Batch:
    stock = {row.number: row.stock for family in families for row in family.rows if row.stock}
    return Batch(families=tuple(map(_family, families)), stock=stock)


def _line(row: Row) -> ImportLine:
    return ImportLine(
        number=row.number,
        name=row.name,
        category=row.category,
        tax_class=row.tax,
        unit_price=row.price,
        unit=row.unit,
        barcodes=(*row.codes, *row.references),
        item=row.item,
        containers=row.containers,
        is_open=True if row.is_open else None,
    )


def _family(family: Family) -> ImportFamily:
    first = family.rows[0]
    return ImportFamily(
        line=ImportLine(
            number=first.number,
            name=family.name,
            category=first.category,
            tax_class=first.tax,
            unit_price=first.price,
            unit=first.unit,
        ),
        ways=family.ways,
        variants=tuple(
            ImportVariant(
                number=row.number, choices=choices, unit_price=row.price, barcodes=(*row.codes, *row.references)
            )
            for row, choices in zip(family.rows, family.choices, strict=True)
        ),
    )
