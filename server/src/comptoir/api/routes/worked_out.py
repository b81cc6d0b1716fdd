"""Reports that no question to a cube answers: the margin, what rests on the shelves, what they are worth."""

from collections.abc import Sequence
from typing import Annotated

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import FirstDay, LastDay, scope_of
from comptoir.api.doors import Door
from comptoir.api.shapes.common import Day, Id, Limit
from comptoir.api.shapes.worked_out import DeadStock, Margin, MarginDay, Resting, Shelf, ShelfSums, StockValue
from comptoir.identity.public import Permission
from comptoir.insights.dead_stock import dead_stock
from comptoir.insights.margin import Earned, earned
from comptoir.insights.stock_value import Shelved, stock_value

door = Door(tags=["Reports"])
SEE = Permission.SEE_REPORTS
Store = Annotated[Id | None, Query()]


@door.reads("/reports/margin", permission=SEE, answer=Margin, summary="What was earned, day by day")
def get_margin(caller: Caller, first: FirstDay = None, last: LastDay = None, store: Store = None) -> Margin:
    scope = scope_of(caller, store, first, last)
    found = earned(scope.organization, first=scope.first, last=scope.last, store=store)
    whole = Earned(scope.last, *(sum(getattr(one, name) for one in found) for name in _SUMS))
    return Margin(days=[_earned(one) for one in found], whole=_earned(whole))


@door.reads("/reports/dead-stock", permission=SEE, answer=DeadStock, summary="What lies there and nobody bought")
def get_dead_stock(
    caller: Caller, first: FirstDay = None, last: LastDay = None, store: Store = None, limit: Limit = 200
) -> DeadStock:
    scope = scope_of(caller, store, first, last)
    found = dead_stock(scope.organization, first=scope.first, last=scope.last, store=store, limit=limit)
    return DeadStock(
        articles=[
            Resting(article=row.item, name=row.name, store=row.store, on_hand_milli=row.on_hand_milli)
            for row in found.rows
        ],
        count=found.count,
    )


@door.reads("/reports/stock-value", permission=SEE, answer=StockValue, summary="What the shelves are worth, on any day")
def get_stock_value(
    caller: Caller,
    day: Annotated[Day | None, Query(description="At the end of this day; else of today.")] = None,
    store: Store = None,
) -> StockValue:
    scope = scope_of(caller, store, None, day)
    found = stock_value(scope.organization, last=scope.last, store=store)
    return StockValue(
        day=scope.last,
        shelves=[
            Shelf(category=row.category, store=row.store, average=row.average, fifo=row.fifo, articles=row.articles)
            for row in found
        ],
        whole=_sums(found),
    )


_SUMS = ("net", "average", "fifo", "amount", "costed")


def _earned(one: Earned) -> MarginDay:
    return MarginDay(
        day=one.day, margin=one.net - one.average, net=one.net, cost_average=one.average, cost_fifo=one.fifo,
        amount=one.amount, costed=one.costed,
    )  # fmt: skip


def _sums(rows: Sequence[Shelved]) -> ShelfSums:
    return ShelfSums(
        average=sum(row.average for row in rows), fifo=sum(row.fifo for row in rows),
        articles=sum(row.articles for row in rows),
    )  # fmt: skip
