"""The processes that a supervisor has started, and when to start one again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from comptoir.config.copies import CAN_COPY, Copy, begin_copy
from comptoir.config.lineage import GATE, PARENT

FIRST_PAUSE_SECONDS = 0.5
PAUSE_SECONDS_MAX = 30.0
STEADY_SECONDS = 60.0


@dataclass(slots=True)
class Child:
    """One of our own modules as a process that is kept running.

    `is_copy`: it needs what the supervisor has loaded, and begins with it where the system can.
    """

    name: str
    module: str
    arguments: list[str]
    environment: dict[str, str]
    is_copy: bool = False
    process: subprocess.Popen[bytes] | Copy | None = None
    started: float = 0.0
    failures: int = 0
    start_after: float = field(default=0.0)

    def start(self, *, gate: int | None = None) -> None:
        """Start it now. With a gate, the reading end of a pipe, it loads and then waits for one byte."""
        self.started = time.monotonic()
        extra = {PARENT: str(os.getpid()), **({} if gate is None else {GATE: str(gate)})}
        if self.is_copy and CAN_COPY:
            self.process = begin_copy(self.module, self.arguments, {**self.environment, **extra}, gate)
            return
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, *self.arguments],
            env={**os.environ, **self.environment, **extra},
            pass_fds=() if gate is None else (gate,),
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C in the terminal is the supervisor's to answer
        )

    def look_after(self) -> str | None:
        """Start it again when it has ended, later after each failure in a row. A sentence when something happened."""
        if self.process is None:
            if time.monotonic() >= self.start_after:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        now = time.monotonic()
        self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.failures - 1), PAUSE_SECONDS_MAX)
        self.process, self.start_after = None, now + pause
        return f"{self.name} ended ({describe(code)}); it starts again in {pause:.1f} s."

    def ask_to_stop(self) -> None:
        """SIGTERM, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, *, until: float) -> bool:
        """Wait for its end; killed when it takes longer. True when it ended by itself."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


def describe(code: int) -> str:
    """A process's end in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
