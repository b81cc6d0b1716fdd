"""Fetches labels that the office sends to a printer of ours, and says what became of them."""

import asyncio
import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp

from comptoir_agent.printing.jobs import Jobs, TooMany
from comptoir_agent.printing.presses import Presses
from comptoir_agent.relay.shop import Away, Shop, ask, open_session
from comptoir_agent.settings import PrinterSettings, Settings

log = logging.getLogger(__name__)

# While labels are on their way somebody looks at the page that says where they are.
BUSY_SECONDS = 2.0
REST_SECONDS = 10.0
PAUSE_SECONDS_MAX = 120.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """Labels of the office, as the server names them."""

    id: str
    printer: str
    zpl: str


class LabelPrints:
    """One task. A print job carries the server's number: what was fetched twice is printed once."""

    def __init__(self, state: Path, shop: Shop, settings: Settings, jobs: Jobs, presses: Presses) -> None:
        self._state = state
        self._shop = shop
        self._printers = [printer for printer in settings.printers if printer.language == "zpl"]
        self._jobs = jobs
        self._presses = presses
        # What the last answer named: the server wants to hear of it.
        self._named: list[str] = []
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._printers:
            self._task = asyncio.create_task(self._run(), name="label-prints")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        async with open_session(self._state) as session:
            while True:
                try:
                    await self._exchange(session)
                    failures = 0
                    pause = BUSY_SECONDS if self._named else REST_SECONDS
                except (Away, OSError) as away:  # the server is away, or our own disk is full
                    failures += 1
                    log.info("labels of the office can't be fetched (%s)", away)
                    full = min(PAUSE_SECONDS_MAX, REST_SECONDS * 2 ** min(failures - 1, 10))
                    pause = full / 2 + full * secrets.randbelow(1_000) / 2_000
                await asyncio.sleep(pause)

    async def _exchange(self, session: aiohttp.ClientSession) -> None:
        """Tell what became of what was named, and take what there is to do."""
        body = {
            "printers": [_served(printer) for printer in self._printers],
            "prints": [self._standing(name) for name in self._named],
        }
        said = await ask(session, self._shop, "/edge/v1/agents/labels", json.dumps(body).encode(), "application/json")
        to_print, watched, unwanted = _read(said)
        for fetched in to_print:
            self._take(fetched)
        for name in unwanted:
            self._jobs.take_back(name)
        self._named = [*(fetched.id for fetched in to_print), *watched, *unwanted]

    def _take(self, fetched: Fetched) -> None:
        if all(printer.id != fetched.printer for printer in self._printers):
            return  # the settings were changed meanwhile: the server hears that nothing is known of it
        try:
            job = self._jobs.add(fetched.id, fetched.printer, fetched.zpl.encode())
        except TooMany:
            return
        self._presses.wake(job.printer)

    def _standing(self, name: str) -> dict[str, str]:
        job = self._jobs.find(name)
        if job is None:
            return {"id": name, "state": "unknown"}
        return {"id": name, "state": job.state.value, "trouble": self._jobs.trouble_of(job)}


def _served(printer: PrinterSettings) -> dict[str, str | int]:
    return {
        "id": printer.id,
        "name": printer.name,
        "width_mm": printer.width_mm,
        "height_mm": printer.height_mm,
    }


def _read(said: dict[str, Any]) -> tuple[list[Fetched], list[str], list[str]]:
    try:
        to_print = [Fetched(_name(one["id"]), str(one["printer"]), str(one["zpl"])) for one in said["print"]]
        return to_print, [_name(one) for one in said["watch"]], [_name(one) for one in said["take_back"]]
    except (KeyError, TypeError, ValueError):
        raise Away("an answer that nobody understands") from None


def _name(text: object) -> str:
    """A number that may be a file's name here. Raises `ValueError`."""
    return str(UUID(str(text)))
