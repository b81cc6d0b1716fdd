"""Which lots and pieces lie on a shelf, movement by movement. Pure.

A scanned lot is what moved. Of what moved without a lot nobody knows which it was: that is first what lies there
without one, then what goes off first. Whatever a document says, the lots of a shelf and what lies there without a lot
add up to what is on hand; and no lot lies there below zero while others have some, because goods that were scanned as
one lot and sold from another are a slip of the books and not of the shelf.
A serial number is one piece: nobody presumes which one left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

# What a till read on a piece says its lot and perhaps a number of the package; documents of the office say one of them.
OF_TILLS = frozenset({"sale", "refund"})


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document says of a part of its movement; signed as the movement is, or (counted) what lies there."""

    lot: str
    serial: str
    expires: date | None
    quantity_milli: int


@dataclass(frozen=True, slots=True, order=True)
class LotKey:
    """A serial number, or a lot; goods of which only the last day is known are the lot of that day."""

    is_serial: bool
    code: str


@dataclass(slots=True)
class Lot:
    """So many of it lie there. `since`: the place in the log where it was first heard of."""

    lot: str
    expires: date | None
    on_hand_milli: int
    since: int


class LotMoved(NamedTuple):
    """What a movement changed in a lot; stated by somebody, or presumed."""

    key: LotKey
    quantity_milli: int
    is_stated: bool


@dataclass(slots=True)
class LotShelf:
    """The lots of an article in a store. Those that are gone may be missing here, but `has_lots` and `has_serials`
    know of them.
    """

    lots: dict[LotKey, Lot] = field(default_factory=dict)
    has_lots: bool = False
    has_serials: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether somebody ever said a lot of goods that lie here."""
        return self.has_lots or self.has_serials

    def move(
        self, stated: Sequence[Stated], on_hand_milli: int, place: int, *, reason: str, is_count: bool = False
    ) -> list[LotMoved]:
        """Let it move, after which `on_hand_milli` lie there with and without a lot."""
        if not self.is_kept and (not stated or reason in OF_TILLS):
            return []
        moved = self._count(stated, place) if is_count else self._take(stated, place, reason)
        return moved + self._settle(on_hand_milli)

    def _take(self, stated: Sequence[Stated], place: int, reason: str) -> list[LotMoved]:
        moved: dict[LotKey, int] = {}
        for part in stated:
            key = self._known(part, place, reason)
            self.lots[key].on_hand_milli += part.quantity_milli
            moved[key] = moved.get(key, 0) + part.quantity_milli
        return [LotMoved(key, quantity, is_stated=True) for key, quantity in moved.items() if quantity]

    def _count(self, stated: Sequence[Stated], place: int) -> list[LotMoved]:
        """What was counted lies there, and of every other lot nothing."""
        counted: dict[LotKey, int] = {}
        for part in stated:
            key = self._known(part, place, "count")
            counted[key] = counted.get(key, 0) + part.quantity_milli
        moved = []
        for key, lot in self.lots.items():
            difference = counted.get(key, 0) - lot.on_hand_milli
            lot.on_hand_milli += difference
            if difference:
                moved.append(LotMoved(key, difference, is_stated=True))
        return moved

    def _known(self, part: Stated, place: int, reason: str) -> LotKey:
        """The lot that is meant; one that nobody had heard of is written down."""
        name = part.lot or (part.expires.isoformat() if part.expires else "")
        as_serial, as_lot = LotKey(True, part.serial), LotKey(False, name)
        is_package = bool(name) and reason in OF_TILLS and self.has_lots and not self.has_serials
        key = (
            as_serial if part.serial and (as_serial in self.lots or not (is_package or as_lot in self.lots)) else as_lot
        )
        known = self.lots.get(key)
        if known is None:
            self.lots[key] = Lot(part.lot, part.expires, 0, place)
        else:
            known.lot = known.lot or part.lot
            known.expires = part.expires if known.expires is None else known.expires
        self.has_serials |= key.is_serial
        self.has_lots |= not key.is_serial
        return key

    def _settle(self, on_hand_milli: int) -> list[LotMoved]:
        """What is short is taken from where some is."""
        before = {key: lot.on_hand_milli for key, lot in self.lots.items()}
        without = on_hand_milli - sum(before.values())
        short = sorted((lot.since, key) for key, lot in self.lots.items() if lot.on_hand_milli < 0)
        for _, key in short:
            lot = self.lots[key]
            taken = min(-lot.on_hand_milli, max(without, 0))
            lot.on_hand_milli += taken
            without -= taken
        going = self.going_first()
        for lot in going:
            taken = min(lot.on_hand_milli, max(-without, 0))
            lot.on_hand_milli -= taken
            without += taken
        for _, key in short:
            owing = self.lots[key]
            for lot in going if not key.is_serial else ():
                taken = min(lot.on_hand_milli, -owing.on_hand_milli)
                lot.on_hand_milli -= taken
                owing.on_hand_milli += taken
        return [
            LotMoved(key, lot.on_hand_milli - before[key], is_stated=False)
            for key, lot in self.lots.items()
            if lot.on_hand_milli != before[key]
        ]

    def going_first(self) -> list[Lot]:
        """The lots of which some lies there: what goes off first, then what came first."""
        there = [(key, lot) for key, lot in self.lots.items() if lot.on_hand_milli > 0 and not key.is_serial]
        there.sort(key=lambda pair: (pair[1].expires or date.max, pair[1].since, pair[0].code))
        return [lot for _, lot in there]
