"""One press a printer: takes its jobs in order, waits for paper, hands over to another printer when it can't."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from comptoir_agent.printing.drawer import Drawers, Switch
from comptoir_agent.printing.jobs import Job, Jobs, State
from comptoir_agent.printing.label_printer import LabelPrinter
from comptoir_agent.printing.network_printer import NetworkPrinter, PrinterFault, Trouble, is_pulse
from comptoir_agent.settings import WAIT_SECONDS, PrinterSettings, Settings

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
# So long a printer is given before another one takes its job.
FALLBACK_SECONDS = 6.0
# A printer that failed longer ago may have been mended meanwhile.
FAILING_SECONDS = 30.0
NOTHING_SENT = (Trouble.NO_ANSWER, Trouble.PAPER_OUT, Trouble.COVER_OPEN)


@dataclass(frozen=True, slots=True)
class Failing:
    """Since when a printer can't, and when that was last seen: the next page need not wait for it again."""

    since: float
    seen_at: float


class TakenBack(Exception):
    """The till wants the job elsewhere; nothing of it was sent."""


def device_of(printer: PrinterSettings, switch: Switch | None = None) -> NetworkPrinter | LabelPrinter:
    """Whoever speaks the printer's language."""
    return LabelPrinter(printer.line) if printer.language == "zpl" else NetworkPrinter(printer.line, switch)


class Presses:
    """The tasks that print."""

    def __init__(self, settings: Settings, jobs: Jobs) -> None:
        self._settings = settings
        self._jobs = jobs
        self._news = {printer.id: asyncio.Event() for printer in settings.printers}
        self._tasks: list[asyncio.Task[None]] = []
        self._drawers = Drawers(settings.state)
        self._failing: dict[str, Failing] = {}
        # When each job was first tried and could not be printed.
        self._waiting_since: dict[str, float] = {}

    def start(self) -> None:
        for printer in self._settings.printers:
            self._begin_press(printer)

    def add(self, printer: PrinterSettings, settings: Settings) -> None:
        """A printer that was found and taken while tills are served."""
        self._settings = settings
        self._news[printer.id] = asyncio.Event()
        self._begin_press(printer)

    def change(self, settings: Settings) -> None:
        """A printer is reached in another way from its next page on."""
        self._settings = settings

    def _begin_press(self, printer: PrinterSettings) -> None:
        self._tasks.append(asyncio.create_task(self._run(printer), name=f"press-{printer.id}"))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, printer: str) -> None:
        self._news[printer].set()

    async def _run(self, printer: PrinterSettings) -> None:
        while True:
            self._news[printer.id].clear()
            for job in self._jobs.waiting(printer.id):
                while not await self._try(printer, job.id):
                    await self._open_drawers(printer, job.id)
                    await asyncio.sleep(RETRY_SECONDS)
                self._forget_wait(job.id)
            await self._news[printer.id].wait()

    async def _open_drawers(self, printer: PrinterSettings, held: str) -> None:
        """A page that waits for paper keeps no drawer shut."""
        for job in self._jobs.waiting(printer.id):
            if job.id != held and job.opens_drawer and is_pulse(self._jobs.data(job)):
                await self._try(printer, job.id)

    async def _try(self, printer: PrinterSettings, name: str) -> bool:
        """Whether this press is done with the job."""
        job = self._jobs.find(name)
        if job is None or job.state is not State.QUEUED:
            return True
        printer = self._settings.printer(printer.id) or printer
        device = device_of(printer, self._drawers.switch(printer.id) if job.opens_drawer else None)
        begun = replace(job, state=State.PRINTING, trouble="")
        try:
            trouble = await device.print(
                self._jobs.data(job),
                seconds=WAIT_SECONDS,
                begins=lambda: self._begin(begun),
                waiting=lambda trouble: self._hold(name, trouble),
            )
        except TakenBack:
            return True
        except PrinterFault as fault:
            log.warning("job %s on %s: %s", name, printer.id, fault.trouble)
            if self._is_taken_back(name):
                return True
            return self._failed(printer, job, fault.trouble)
        self._failing.pop(printer.id, None)
        self._jobs.note(replace(job, state=State.PRINTED, trouble=trouble.value if trouble else ""))
        return True

    def _fails_for(self, printer: str, now: float) -> float:
        """Note one more failure; so long it has gone on."""
        known = self._failing.get(printer)
        since = known.since if known is not None and now - known.seen_at < FAILING_SECONDS else now
        self._failing[printer] = Failing(since, now)
        return now - since

    def _can_take_over(self, fallback: str, now: float) -> bool:
        """Two that both fail would only hand the job to and fro."""
        known = self._failing.get(fallback)
        return fallback != "" and (known is None or now - known.seen_at >= FAILING_SECONDS)

    def _forget_wait(self, name: str) -> None:
        job = self._jobs.find(name)
        if job is None or job.state is not State.QUEUED:
            self._waiting_since.pop(name, None)

    def _begin(self, job: Job) -> None:
        """On disk before the first byte leaves: an agent that dies now must not print the job again."""
        if self._is_taken_back(job.id):
            raise TakenBack
        self._jobs.note(job)

    def _is_taken_back(self, name: str) -> bool:
        """Whether the till gave it to another printer while this one was asked how it is."""
        job = self._jobs.find(name)
        return job is None or job.state is State.FAILED

    def _hold(self, name: str, trouble: Trouble) -> None:
        job = self._jobs.find(name)
        if job is not None and job.is_open and job.trouble != trouble:
            self._jobs.note(replace(job, trouble=trouble.value))

    def _failed(self, printer: PrinterSettings, job: Job, trouble: Trouble) -> bool:
        if trouble not in NOTHING_SENT:
            self._jobs.note(replace(job, state=State.UNSURE, trouble=trouble.value))
            return True
        now = time.monotonic()
        if now - self._waiting_since.setdefault(job.id, now) >= WAIT_SECONDS:
            self._jobs.note(replace(job, state=State.FAILED, trouble=trouble.value))
            return True
        if self._fails_for(printer.id, now) >= FALLBACK_SECONDS and self._can_take_over(printer.fallback, now):
            self._jobs.note(replace(job, state=State.QUEUED, printer=printer.fallback, trouble=""))
            self.wake(printer.fallback)
            return True
        self._jobs.note(replace(job, state=State.QUEUED, trouble=trouble.value))
        return False
