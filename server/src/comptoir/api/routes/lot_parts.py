"""Lots as programs name them."""

from collections.abc import Sequence

from comptoir.api.shapes.stock import LotPart
from comptoir.stock.public import GoodsLot


def lots_of(parts: Sequence[LotPart]) -> tuple[GoodsLot, ...]:
    return tuple(
        GoodsLot(lot=part.lot, serial=part.serial, expires=part.expires, quantity_milli=part.quantity_milli)
        for part in parts
    )
