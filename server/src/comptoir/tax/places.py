"""Eaten here or taken away: which class a class becomes at which place, as a till knew it. Pure.

A class is linked for one place at most: bread that is taken away is what a bakery's prices are stated for, and eaten
in the shop it is taxed as a meal. Versions are ordered newest first; rows are only added.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

PLACES = ("here", "away")
KEEP_PRICE, KEEP_NET = "keep_price", "keep_net"


class ClassSwitchAt(NamedTuple):
    """From a position of the feed on: at `place` the class is taxed as `becomes`; None: as everywhere."""

    position: int
    place: str
    becomes: UUID | None


class StorePlacesAt(NamedTuple):
    """What a store does about places: `place` is what a basket begins with, empty where nobody is asked; `keeps` says
    whether the price stays or the net below it.
    """

    position: int
    place: str
    keeps: str


Version = TypeVar("Version", ClassSwitchAt, StorePlacesAt)


def known_at(versions: Sequence[Version], position: int) -> Version | None:
    """What stood at a position."""
    return next((version for version in versions if version.position <= position), None)


def becomes_at(versions: Sequence[ClassSwitchAt], place: str, position: int) -> UUID | None:
    """The class that counts at a place instead; None: the class's own."""
    known = known_at(versions, position)
    return known.becomes if known is not None and known.place == place else None
