"""The frame's background work: note the program and what happened to the server, send what waits for an office."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.fiscal.commands import NoteProgram, TellTables
from comptoir.fiscal.data_packs import packs
from comptoir.fiscal.operations import tell_tables
from comptoir.fiscal.queue import send_all
from comptoir.fiscal.registry import plugins
from comptoir.fiscal.server_events import NoteClock, TellServer, note_clock, server_state, tell_server
from comptoir.fiscal.taking import note_program
from comptoir.platform.rounds import organizations_of, run_rounds

POLL_SECONDS = 10.0
# Clocks are drawn right by seconds all the time; beyond two minutes somebody did it.
JUMP_MIN = timedelta(minutes=2)


def since_boot() -> timedelta:
    """Goes on while the machine sleeps, and nobody can set it."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))


class Worker:
    """Knows for whom it has noted the program, and which data packs tills were told of: once for each start of a
    process is enough.
    """

    def __init__(self, passed: Callable[[], timedelta] = since_boot) -> None:
        self._passed = passed
        self._began: datetime | None = None
        self._noted: set[UUID] = set()
        self._packs: tuple[tuple[str, int], ...] = ()
        self._told: dict[UUID, tuple[object, ...]] = {}

    def work_once(self, now: datetime) -> int:
        """Answers how much was done."""
        every = set(organizations_of("platform_organizations"))
        new = every - self._noted
        done = sum(note_program(NoteProgram(organization)) for organization in new)
        self._noted |= new
        done += self._tell_packs(every)
        done += sum(self._tell_server(organization, now) for organization in every)
        ahead = self._ahead(now)
        if abs(ahead) > JUMP_MIN:
            done += sum(note_clock(NoteClock(organization, now, ahead)) for organization in every)
        channels = [channel for plugin in plugins() for channel in plugin.channels]
        if channels:
            done += sum(send_all(due, channels, now) for due in organizations_of("fiscal_due_organizations"))
        return done

    def _tell_packs(self, organizations: set[UUID]) -> int:
        """A pack is for every shop of this server, whoever took it."""
        known = tuple((pack.plugin, pack.version) for pack in packs())
        if known == self._packs:
            return 0
        countries = {plugin for plugin, _version in known}
        told = sum(tell_tables(TellTables(one, plugin)) for one in organizations for plugin in countries)
        self._packs = known
        return told

    def _ahead(self, now: datetime) -> timedelta:
        """How far the clock went ahead of time since the round before; below zero, how far back."""
        began = now - self._passed()
        before, self._began = self._began, began
        return timedelta(0) if before is None else began - before

    def _tell_server(self, organization: UUID, now: datetime) -> int:
        """Files are looked at each round; the database is asked when they changed, and at the first."""
        state = server_state(organization)
        if self._told.get(organization) == state:
            return 0
        done = tell_server(TellServer(organization, now))
        self._told[organization] = state
        return done


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: what one sent twice, the office knows."""
    await run_rounds(Worker().work_once, stop, poll_seconds=POLL_SECONDS, what="fiscal")
