"""What each trade begins with: roles, the first half of the selling screen, and articles to try it with.

A trade is a table in `tables/`: another one needs a file and its words (`python -m comptoir.config.messages`), no code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from comptoir.countries import Goods
from comptoir.staff.public import Trade as Habits


@dataclass(frozen=True, slots=True)
class Sample:
    """An article to try the till with; `unit_price` in minor units of any currency with two decimals.

    `container`: what it is sold in, by the key of a deposit of its trade; "": nothing that comes back.
    """

    key: str
    name: Promise
    unit_price: int
    goods: Goods
    unit: str
    container: str = ""


@dataclass(frozen=True, slots=True)
class SampleDeposit:
    """A container that customers bring back."""

    key: str
    name: Promise
    unit_price: int


@dataclass(frozen=True, slots=True)
class SampleShelf:
    """A category with its samples."""

    key: str
    name: Promise
    color: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """`goods`: what an amount without an article usually is. `first_tab`: what the till shows first."""

    key: str
    name: Promise
    examples: Promise
    habits: Habits
    first_tab: str
    goods: Goods
    deposits: tuple[SampleDeposit, ...]
    shelves: tuple[SampleShelf, ...]

    def samples(self) -> Iterator[Sample]:
        for shelf in self.shelves:
            yield from shelf.samples


def _read(text: str) -> Trade:
    """One table: a row for the trade, its deposits, then each shelf with its samples. Languages have the words."""
    [key, name, examples, habits, first_tab, goods] = _cells(text.splitlines()[0], "trade")
    deposits: list[SampleDeposit] = []
    shelves: list[SampleShelf] = []
    for line in text.splitlines()[1:]:
        if line.startswith("shelf"):
            [shelf, called, color] = _cells(line, "shelf")
            shelves.append(SampleShelf(shelf, gettext_lazy(called), color, ()))
        elif line.startswith("deposit"):
            [deposit, called, unit_price] = _cells(line, "deposit")
            deposits.append(SampleDeposit(deposit, gettext_lazy(called), int(unit_price)))
        else:
            [sample, called, unit_price, of, unit, *container] = _cells(line, "sample")
            article = Sample(sample, gettext_lazy(called), int(unit_price), Goods(of), unit, "".join(container))
            shelves[-1] = replace(shelves[-1], samples=(*shelves[-1].samples, article))
    return Trade(
        key, gettext_lazy(name), gettext_lazy(examples), Habits(habits), first_tab, Goods(goods), tuple(deposits),
        tuple(shelves),
    )  # fmt: skip


def _cells(line: str, kind: str) -> list[str]:
    said, *cells = line.split("\t")
    assert said == kind, line
    return cells


TABLES = Path(__file__).with_name("tables")
# In the order in which the assistant shows them.
TRADES: tuple[Trade, ...] = tuple(_read(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.tsv")))

_BY_KEY = {trade.key: trade for trade in TRADES}


def trade_of(key: str) -> Trade | None:
    """A trade by its key."""
    return _BY_KEY.get(key)


def sample_item(organization: UUID, key: str) -> UUID:
    """The item of a sample: it follows from the shop, so that samples are known again without a mark on every item."""
    return uuid5(organization, f"sample item {key}")


def sample_items(organization: UUID) -> dict[UUID, Sample]:
    """Every item that was a sample here, of whatever trade."""
    return {sample_item(organization, sample.key): sample for trade in TRADES for sample in trade.samples()}


def sample_deposits(organization: UUID) -> dict[UUID, SampleDeposit]:
    """Every container that came with samples here, of whatever trade."""
    return {sample_item(organization, f"deposit {one.key}"): one for trade in TRADES for one in trade.deposits}
