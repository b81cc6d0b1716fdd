"""A process that dies with the one that started it: nothing of Comptoir is left when its supervisor is killed.

An orphan would keep the port, and with SO_REUSEPORT the kernel would go on giving it half of the tills.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "COMPTOIR_PARENT"
GATE = "COMPTOIR_GATE"
# Where Prometheus' library keeps what several processes count together; its own name.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
PR_SET_PDEATHSIG = 1
SYSTEM: str = sys.platform


def die_with_parent(*, kill: bool = False, parent: int | None = None) -> None:
    """Ask for SIGTERM (or SIGKILL) when the process that started us ends. Without a known parent, do nothing.

    `parent` is who it must be: it may have died before we came to ask.
    """
    expected = parent if parent is not None else int(os.environ.get(PARENT, "0"))
    if expected == 0:
        return
    chosen = signal.SIGKILL if kill else signal.SIGTERM
    if SYSTEM == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(chosen), 0, 0, 0)
        if os.getppid() != expected:
            os.kill(os.getpid(), chosen)
        return
    threading.Thread(target=_watch, args=(expected, chosen), daemon=True).start()


def _watch(expected: int, chosen: signal.Signals) -> None:
    while os.getppid() == expected:
        time.sleep(1)
    os.kill(os.getpid(), chosen)
