"""Print jobs that survive a power cut, come out once, and always say what became of them.

A job is a file. As long as nothing was sent it is tried again; a job that broke off while it was sent is *unsure*: it
may be on paper, so nobody prints it again but a person who has looked.
"""

import json
import time
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from comptoir_agent.files import write_durably

KEPT_SECONDS = 7 * 86_400
DATA_BYTES_MAX = 1_000_000
PENDING_MAX = 500


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Job:
    """`trouble` is a code of `Trouble`: of a job that is printed, of its drawer. `printer` is where it comes out."""

    id: str
    printer: str
    state: State
    created: float
    trouble: str = ""
    opens_drawer: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in (State.QUEUED, State.PRINTING)


class TooMany(Exception):
    """More jobs wait than anybody will want on paper."""


class Jobs:
    """All jobs of this agent, on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted(folder.glob("*.json")):
            self._restore(path)

    def find(self, job: str) -> Job | None:
        return self._jobs.get(job)

    def add(self, job: str, printer: str, data: bytes, *, opens_drawer: bool = False) -> Job:
        """Take a job; one that is known is answered as it stands, whatever comes with it now."""
        known = self._jobs.get(job)
        if known is not None:
            return known
        self._forget_old()
        if sum(one.is_open for one in self._jobs.values()) >= PENDING_MAX:
            raise TooMany
        write_durably(self._data(job), data)
        return self.note(Job(job, printer, State.QUEUED, time.time(), opens_drawer=opens_drawer))

    def note(self, job: Job) -> Job:
        """Keep what became of it."""
        write_durably(self._folder / f"{job.id}.json", json.dumps(asdict(job)).encode())
        self._jobs[job.id] = job
        if not job.is_open and job.state is not State.UNSURE:
            self._data(job.id).unlink(missing_ok=True)
        return job

    def take_back(self, job: str) -> Job | None:
        """Give up a job of which nothing was sent, so that another printer may have it. Else it stands as it is."""
        known = self._jobs.get(job)
        if known is None or known.state is not State.QUEUED:
            return known
        return self.note(replace(known, state=State.FAILED, trouble="taken_back"))

    def trouble_of(self, job: Job) -> str:
        """What keeps it from paper: its own trouble, or that of the job which it stands behind."""
        if job.trouble != "" or job.state is not State.QUEUED:
            return job.trouble
        ahead = (one for one in self._jobs.values() if one.is_open and one.printer == job.printer)
        return next((one.trouble for one in ahead if one.created <= job.created and one.trouble != ""), "")

    def data(self, job: Job) -> bytes:
        return self._data(job.id).read_bytes()

    def waiting(self, printer: str) -> list[Job]:
        """In the order they came."""
        queued = [job for job in self._jobs.values() if job.state is State.QUEUED and job.printer == printer]
        return sorted(queued, key=lambda job: job.created)

    def _restore(self, path: Path) -> None:
        found = json.loads(path.read_bytes())
        known = {one.name for one in fields(Job)}
        # What another version of ours wrote beside it is left out.
        job = Job(**{name: found[name] for name in known & found.keys()} | {"state": State(found["state"])})
        self._jobs[job.id] = job
        # The agent died while its bytes were on the way.
        if job.state is State.PRINTING:
            self.note(replace(job, state=State.UNSURE, trouble="broken_off"))

    def _forget_old(self) -> None:
        for job in [job for job in self._jobs.values() if not job.is_open and time.time() - job.created > KEPT_SECONDS]:
            del self._jobs[job.id]
            (self._folder / f"{job.id}.json").unlink(missing_ok=True)
            self._data(job.id).unlink(missing_ok=True)

    def _data(self, job: str) -> Path:
        return self._folder / f"{job}.bin"
