"""The agent as relay: a second place on the shop's own net that keeps entries and brings them to the server.

As `comptoir_agent.relay` does: kept means on its disk, what the server holds is struck off in order up to the first
line that must wait, and what it refuses is set aside for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from comptoir.simulation.server import Forwarded

if TYPE_CHECKING:
    from comptoir.simulation.sealing import Chain, Entry
    from comptoir.simulation.till import Tab
    from comptoir.simulation.world import World

LAN_MS = 3
FORWARD_EACH_MS = 1_500
TIMEOUT_MS = 8_000
DOWN_MS = 3_000
LINES_MAX = 200
# So often without any progress, and the line before is nowhere any more: it stays on this disk for a person.
WAITS_MAX = 12
HELD_BY_THE_SERVER = ("stored", "already_stored", "quarantined")


class Left(NamedTuple):
    """What a till leaves here."""

    tab: Tab
    entries: list[Entry]


class Relay:
    """One agent."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.is_up = True
        # On its disk.
        self.kept: dict[Chain, list[Entry]] = {}
        self.sent: dict[Chain, int] = {}
        self.refused: list[Entry] = []
        # In its memory.
        self._request: tuple[int, Chain, list[Entry]] | None = None
        self._number = 0
        self._is_waiting = False
        self.waits = 0

    def digests(self) -> set[str]:
        return {entry.digest for entries in self.kept.values() for entry in entries}

    @property
    def has_pending(self) -> bool:
        return any(self.sent.get(chain, 0) < len(entries) for chain, entries in self.kept.items())

    def start(self, _: None) -> None:
        self.is_up = True
        self._request = None
        self.waits = 0
        self._rest()

    def die(self, where: str) -> None:
        if self.world.trace is not None:
            self.world.note(f"relay dies {where}")
        self.is_up = False
        self.world.at(int(self.world.dice() * DOWN_MS), self.start)

    def keep(self, left: Left) -> None:
        """Put a till's entries on the disk, then say so."""
        world = self.world
        share = world.plan.relay_crash
        if not self.is_up:
            return
        if world.breaks(share):
            self.die("before it keeps")
            return
        self.store(left)
        if world.breaks(share):
            self.die("before it says so")
            return
        if world.trace is not None:
            world.note(f"relay keeps {' '.join(entry.name for entry in left.entries)}")
        world.at(LAN_MS, left.tab.is_kept, left.entries)
        self._rest()

    def store(self, left: Left) -> None:
        known = self.digests()
        for entry in left.entries:
            if entry.digest not in known:
                self.kept.setdefault(entry.chain, []).append(entry)

    def forward(self, _: None) -> None:
        """Bring the next lines of each chain in turn."""
        self._is_waiting = False
        if not self.is_up or self._request is not None:
            return
        for chain, entries in self.kept.items():
            begins = self.sent.get(chain, 0)
            if begins < len(entries):
                self._number += 1
                lines = entries[begins : begins + LINES_MAX]
                self._request = (self._number, chain, lines)
                link = len(self.world.cashiers)
                self.world.carry(link, self.world.server.receive_relayed, Forwarded(self, self._number, chain, lines))
                self.world.at(TIMEOUT_MS, self.give_up, self._number)
                return

    def hear(self, answer: tuple[int, list[str]]) -> None:
        """Strike off what the server holds; turn to the next chain where something must wait."""
        number, statuses = answer
        if self._request is None or self._request[0] != number or not self.is_up:
            return
        _number, chain, lines = self._request
        self._request = None
        count = 0
        for line, status in zip(lines, statuses, strict=True):
            if status == "refused":
                self.refused.append(line)
            elif status not in HELD_BY_THE_SERVER:
                # Its chain goes to the end of the queue: the line before is on its way by another road.
                self.kept[chain] = self.kept.pop(chain)
                break
            count += 1
        self.waits = 0 if count else self.waits + 1
        self.sent[chain] = self.sent.get(chain, 0) + count
        self._rest()

    def give_up(self, number: int) -> None:
        if self._request is not None and self._request[0] == number:
            self._request = None
            self._rest()

    def _rest(self) -> None:
        if not self._is_waiting and self.waits < WAITS_MAX and self.has_pending:
            self._is_waiting = True
            self.world.at(FORWARD_EACH_MS, self.forward)
