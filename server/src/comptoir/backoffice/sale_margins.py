"""What a sale earned: each line of goods without tax, less what its goods had cost when they left."""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.kernel import divide_half_away
from comptoir.sales.detail import LineRow
from comptoir.sales.public import StatedComponent
from comptoir.stock.public import LineCost

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Margin:
    """Without tax, at the moving average of that moment; `fifo` is the cost by first in, first out.

    `is_known` is false where nobody has said yet what some of the goods cost: the margin is too high then.
    """

    net: int
    average: int
    fifo: int
    is_known: bool

    @property
    def amount(self) -> int:
        return self.net - self.average

    @property
    def amount_fifo(self) -> int:
        return self.net - self.fifo

    @property
    def share_ppm(self) -> int | None:
        """Of what it brought, in whole hundredths; null where it brought nothing."""
        return 10_000 * divide_half_away(self.amount * 100, self.net) if self.net > 0 else None


def margins(
    lines: Sequence[tuple[LineRow, list[StatedComponent]]], costs: dict[int, LineCost], *, includes_tax: bool
) -> dict[int, Margin]:
    """By number of the line, of those that moved goods."""
    found = {}
    for line, parts in lines:
        cost = costs.get(line.number)
        if cost is not None:
            net = _net(line, parts, includes_tax=includes_tax)
            found[line.number] = Margin(net, cost.average, cost.fifo, cost.is_known)
    return found


def together(each: dict[int, Margin]) -> Margin | None:
    """Of all goods of the sale; null where it moved none."""
    if not each:
        return None
    every = each.values()
    return Margin(
        sum(one.net for one in every), sum(one.average for one in every), sum(one.fifo for one in every),
        all(one.is_known for one in every),
    )  # fmt: skip


def _net(line: LineRow, parts: Sequence[StatedComponent], *, includes_tax: bool) -> int:
    if not includes_tax:
        return line.amount
    if parts:
        return sum(without_tax(part.amount, sum(tax.rate_ppm for tax in part.taxes)) for part in parts)
    return without_tax(line.amount, line.tax_rate_ppm)


def without_tax(amount: int, rate_ppm: int) -> int:
    """An amount that includes tax, without it."""
    return divide_half_away(amount * PPM, PPM + rate_ppm)
