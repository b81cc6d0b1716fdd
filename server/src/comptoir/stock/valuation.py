"""What goods on a shelf are worth, movement by movement: by moving average, and by first in, first out. Pure.

Goods come with a cost, or (counted in, brought back) without one; goods go at what those on the shelf cost. Two things
are settled when the next cost is known, because a shop sells what its books say is not there: goods that went below
zero, and goods whose cost nobody had said. Both are worth what comes then, and the difference is part of what that
delivery changed: so the worth of a shelf is always the sum of its bookings.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from comptoir.kernel import divide_half_away


@dataclass(slots=True)
class Layer:
    """Goods that came together, and what is left of their cost."""

    quantity_milli: int
    cost: int


class Booked(NamedTuple):
    """What a movement changed in the worth of its shelf."""

    average: int
    fifo: int


@dataclass(slots=True)
class Holding:
    """A shelf. `layers` is empty at and below zero; what is missing then is owed at the last known cost.

    `known_milli` and `known_cost` are how many came for how much when a cost was last said: the fraction that goods of
    unknown cost are worth. Without it nothing is known, and everything is worth nothing until it is.
    """

    quantity_milli: int = 0
    average: int = 0
    fifo: int = 0
    known_milli: int = 0
    known_cost: int = 0
    layers: deque[Layer] = field(default_factory=deque)

    def move(self, quantity_milli: int, cost: int | None = None) -> Booked:
        """Let goods come (positive) or go (negative); `cost` is what all of them cost, where somebody said it."""
        before = (self.average, self.fifo)
        if quantity_milli > 0:
            self._come(quantity_milli, cost)
        elif quantity_milli < 0:
            self._go(-quantity_milli, cost)
        self.quantity_milli += quantity_milli
        return Booked(self.average - before[0], self.fifo - before[1])

    def _come(self, quantity_milli: int, cost: int | None) -> None:
        is_first_cost = cost is not None and self.known_milli == 0
        if cost is not None:
            self.known_milli, self.known_cost = quantity_milli, cost
        after = self.quantity_milli + quantity_milli
        if self.quantity_milli < 0 or is_first_cost:
            # What was missing, or of unknown cost, is worth what comes now.
            self.average = self.fifo = self._at_known(after) if cost is not None else self._at_average(after)
            self.layers = deque([Layer(after, self.fifo)]) if after > 0 else deque()
            return
        average = cost if cost is not None else self._at_average(quantity_milli)
        fifo = cost if cost is not None else average
        self.average += average
        self.fifo += fifo
        self.layers.append(Layer(quantity_milli, fifo))

    def _go(self, quantity_milli: int, cost: int | None) -> None:
        left = self.quantity_milli - quantity_milli
        if left > 0:
            self.average -= self._part(self.average, quantity_milli, self.quantity_milli, cost)
        elif left == 0:
            self.average = 0
        else:
            self.average = self._at_known(left)
        self._take_layers(quantity_milli)
        if left < 0:
            self.fifo = self._at_known(left)

    def _part(self, worth: int, quantity_milli: int, of_milli: int, cost: int | None) -> int:
        """What goes of a worth: its share, or what a return to the supplier says it had cost."""
        share = divide_half_away(worth * quantity_milli, of_milli)
        return share if cost is None else min(cost, worth)

    def _take_layers(self, quantity_milli: int) -> None:
        while quantity_milli and self.layers:
            first = self.layers[0]
            if first.quantity_milli <= quantity_milli:
                quantity_milli -= first.quantity_milli
                self.fifo -= first.cost
                self.layers.popleft()
                continue
            part = divide_half_away(first.cost * quantity_milli, first.quantity_milli)
            first.quantity_milli -= quantity_milli
            first.cost -= part
            self.fifo -= part
            quantity_milli = 0

    def _at_known(self, quantity_milli: int) -> int:
        return divide_half_away(quantity_milli * self.known_cost, self.known_milli) if self.known_milli else 0

    def _at_average(self, quantity_milli: int) -> int:
        """At what those on the shelf cost; with none there, at the last known cost."""
        if self.quantity_milli > 0 and self.known_milli:
            return divide_half_away(self.average * quantity_milli, self.quantity_milli)
        return self._at_known(quantity_milli)
