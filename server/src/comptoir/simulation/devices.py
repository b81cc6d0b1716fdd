"""What stands beside a till and remembers by itself: card terminal, printer, sealing device. A crash of the till leaves
them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comptoir.simulation.sealing import Entry


@dataclass(slots=True)
class CardTerminal:
    """Pays each name once, and tells afterwards what it did (ADR 0038)."""

    charged: dict[str, int] = field(default_factory=dict)
    charges: int = 0

    def charge(self, name: str, amount: int) -> None:
        self.charged[name] = self.charged.get(name, 0) + amount
        self.charges += 1

    def has_charged(self, name: str) -> bool:
        return name in self.charged


@dataclass(slots=True)
class SealingDevice:
    """A certified device (TSE) that counts what it signs; it can be asked what it signed under a name."""

    signed: dict[str, int] = field(default_factory=dict)
    counter: int = 0

    def sign(self, name: str) -> int:
        self.counter += 1
        self.signed[name] = self.signed.get(name, 0) + 1
        return self.counter

    def has_signed(self, name: str) -> bool:
        return name in self.signed


@dataclass(slots=True)
class Printer:
    """Paper that customers take home. What came after a crash says that it is a copy."""

    receipts: list[Entry] = field(default_factory=list)
    copies: list[Entry] = field(default_factory=list)
    # Without paper: the person prints it from the till later.
    failed: list[Entry] = field(default_factory=list)

    def print(self, entry: Entry, *, is_copy: bool) -> None:
        (self.copies if is_copy else self.receipts).append(entry)
