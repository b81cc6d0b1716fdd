"""A child that begins as a copy of this process: what is loaded once is there for all, in the same memory.

Linux only, whose copies share their pages until one writes; elsewhere a child loads everything by itself.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from comptoir.config.lineage import SYSTEM

CAN_COPY = SYSTEM == "linux"
LOOK_SECONDS = 0.02
OURS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


@dataclass(slots=True)
class Copy:
    """What the rest of us needs of a process, with the names of `subprocess.Popen`."""

    pid: int
    returncode: int | None = field(default=None)

    def poll(self) -> int | None:
        """How it ended (minus the signal), None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its end. Raises subprocess.TimeoutExpired."""
        began = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() >= began + timeout:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(LOOK_SECONDS)
        return code

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def begin_copy(module: str, arguments: Sequence[str], environment: Mapping[str, str], keep: int | None) -> Copy:
    """Run `main(arguments)` of a module in a copy of this process, which must have one thread.

    Of our open files it keeps the three of every process, and `keep`.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with _no_signals():
        pid = os.fork()
        if pid == 0:
            _be(module, arguments, environment, keep)
    return Copy(pid)


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    """A copy would answer a signal as we do, until it has handlers of its own."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OURS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _be(module: str, arguments: Sequence[str], environment: Mapping[str, str], keep: int | None) -> None:
    """Become the child; never comes back, for the frames above are those of its parent."""
    code = 1
    try:
        _let_go(keep)
        os.environ.update(environment)
        code = importlib.import_module(module).main(list(arguments))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # the end of a process: what Python itself would do with it
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _let_go(keep: int | None) -> None:
    """Nothing of the parent's: its signals, its terminal, its files (a lock would outlive who claimed it)."""
    os.setpgid(0, 0)  # Ctrl-C in the terminal is the supervisor's to answer
    signal.set_wakeup_fd(-1)
    for number in OURS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, OURS)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != keep:
            with contextlib.suppress(OSError):  # the list's own
                os.close(int(name))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
