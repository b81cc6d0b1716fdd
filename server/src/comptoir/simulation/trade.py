"""What the tills sell: a few fixed days, so that the same entries come again in thousands of histories."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple
from uuid import UUID

from comptoir.catalog.prices import PriceAt
from comptoir.sales.simulation import BasketLine, Body, Sealed, refund_body, sale_body

ORGANIZATION = UUID("01900000-0000-7000-8000-000000000001")
STORE = UUID("01900000-0000-7000-8000-000000000002")
CATEGORY = UUID("01900000-0000-7000-8000-000000000003")
CATALOG_POSITION = 1_000
# Long past: no clock that a fault sets comes near the clock of the machine that runs this.
OPENS_AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
BETWEEN_SALES = timedelta(seconds=90)
FLOAT = 10_000
# One sale in so many gives an earlier one back.
REFUND_EACH = 15
GOODS = (
    (115, 55_000), (890, 200_000), (240, 55_000), (1_990, 200_000), (75, 55_000),
    (320, 100_000), (455, 100_000), (1_250, 200_000),
)  # fmt: skip


def item_of(number: int) -> UUID:
    return UUID(int=ORGANIZATION.int + 0x1000 + number)


PRICES: dict[tuple[UUID, UUID], tuple[PriceAt, ...]] = {
    (ORGANIZATION, item_of(number)): (PriceAt(1, None, price, "S", rate),) for number, (price, rate) in enumerate(GOODS)
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens in a history."""

    tills: int = 4
    sales: int = 30


SMALL = Size()
# With real seals and a real database: as many faults, fewer sales between them.
SMALLER = Size(tills=2, sales=8)


@dataclass(slots=True, eq=False)
class Act:
    """Something that a cashier does once: it becomes one entry. `gross` of a refund is what goes back, as a minus.

    `name` is what its payment and signature are called at the devices; `moves` are goods by their identifier's number.
    """

    kind: str
    till: int
    number: int
    gross: int = 0
    cash: int = 0
    card: int = 0
    # A refund: the act whose sale comes back.
    of: int = 0
    lines: tuple[BasketLine, ...] = ()
    moves: tuple[tuple[int, int], ...] = ()
    discount_ppm: int = 0
    name: str = field(init=False)
    at: datetime = field(init=False)
    is_turned: bool = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.till}-{self.number}"
        self.at = OPENS_AT + self.number * BETWEEN_SALES + timedelta(seconds=self.till)
        self.is_turned = self.kind in ("sale", "refund")

    @property
    def document(self) -> UUID:
        """The document that it is, however often somebody begins it anew."""
        return UUID(int=ORGANIZATION.int + 0x1_000_000 * (self.till + 1) + 0x100 * self.number)


def cashier_of(till: int) -> UUID:
    return UUID(int=ORGANIZATION.int + 0x9000 + till)


def session_of(till: int, number: int) -> UUID:
    return UUID(int=ORGANIZATION.int + 0xA000 + 0x100 * till + number)


def chain_of(till: int, enrolment: int) -> UUID:
    return UUID(int=ORGANIZATION.int + 0xC000 + 0x100 * till + enrolment)


def till_of(till: int) -> UUID:
    return UUID(int=ORGANIZATION.int + 0xD000 + till)


def body_of(act: Act, session: UUID) -> Body:
    """The body of a sale, priced by the real engine."""
    body = sale_body(
        act.lines, session=session, cashier=cashier_of(act.till), country="FR", currency="EUR",
        card=act.card, discount_ppm=act.discount_ppm, day=act.at,
    )  # fmt: skip
    return {**body, "id": str(act.document)}


def returned_body(act: Act, original: Sealed, chain: UUID, session: UUID) -> Body:
    """Everything of the original comes back, in cash."""
    lines = original.body["lines"]
    assert isinstance(lines, list)
    quantities = {line["line"]: line["quantity_milli"] for line in lines}
    body = refund_body(original, chain, quantities, cashier=cashier_of(act.till), session=session)
    return {**body, "id": str(act.document)}


@dataclass(frozen=True, slots=True)
class Day:
    """The acts of each till, in order; opening and closing are among them."""

    number: int
    acts: tuple[tuple[Act, ...], ...]


@lru_cache(maxsize=64)
def day_of(number: int, size: Size) -> Day:
    """One of the fixed days, made by chance once."""
    dice = Random(10_007 * size.tills + 101 * size.sales + number)  # noqa: S311  # repeatable, that is the point
    return Day(number, tuple(_acts(till, size.sales, dice) for till in range(size.tills)))


class Asked(NamedTuple):
    """What the devices beside a till must have done once all its acts are done, by name."""

    charged: dict[str, int]
    signed: dict[str, int]


@lru_cache(maxsize=512)
def asked_of_devices(acts: tuple[Act, ...]) -> Asked:
    """Read only."""
    return Asked({act.name: act.card for act in acts if act.card}, {act.name: 1 for act in acts if act.is_turned})


def _acts(till: int, sales: int, dice: Random) -> tuple[Act, ...]:
    acts = [Act("opening", till, 0)]
    back: set[int] = set()
    for number in range(1, sales + 1):
        sold = [act for act in acts if act.kind == "sale" and not act.card and act.number not in back]
        if sold and dice.randrange(REFUND_EACH) == 0:
            original = dice.choice(sold)
            back.add(original.number)
            moves = tuple((item, -quantity) for item, quantity in original.moves)
            acts.append(Act("refund", till, number, -original.gross, -original.gross, 0, original.number, moves=moves))
        else:
            acts.append(_sale(till, number, dice))
    acts.append(Act("closing", till, sales + 1))
    return tuple(acts)


def _sale(till: int, number: int, dice: Random) -> Act:
    lines = []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        kind = dice.randrange(len(GOODS))
        price, rate = GOODS[kind]
        lines.append(
            BasketLine(price, "S", rate, 1_000 * dice.choice((1, 1, 2, 3)), item_of(kind), CATEGORY, "Article")
        )
    discount = 100_000 if dice.randrange(12) == 0 else 0
    moves = tuple((line.item.int, -line.quantity_milli) for line in lines if line.item is not None)
    draft = Act("sale", till, number, lines=tuple(lines), moves=moves, discount_ppm=discount)
    gross = body_of(draft, session_of(till, 1))["gross"]
    assert isinstance(gross, int)
    card = dice.choice((0, gross, gross, gross // 2 if gross > 300 else 0))
    return Act("sale", till, number, gross, gross - card, card, 0, draft.lines, moves, discount)
