"""The server process: Granian with the dispatcher of `comptoir.config.asgi`, as the supervisor starts it.

python -m comptoir.config.serving <host> <port> <processes> [<certificate> <key>]
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server import Server

from comptoir.config.lineage import GATE, die_with_parent

TARGET = "comptoir.config.asgi"
# An event stream holds one of Granian's places for ever. With the default of 1,024 the next device would wait without
# an error, and every sale behind it.
BACKLOG = 8_192
BACKPRESSURE = 16_384
FILES = 65_536
FILES_FEW = 4_096
STOP_SECONDS = 10


def load(main: int, target: str) -> Callable[..., Any]:
    """The application, loaded in Granian's worker; a worker whose main process was killed would keep the port."""
    die_with_parent(kill=True, parent=main)
    application: Callable[..., Any] = importlib.import_module(target).application
    return application


def preload(target: str) -> None:
    """Load the application before the worker is forked: it shares the memory, and a new worker is there at once.

    Loading opens no connection and starts no thread; that is the lifespan's part, in the worker.
    """
    importlib.import_module(target)
    gc.collect()
    gc.freeze()  # the collector would write into pages that are shared


def wait_for_gate() -> None:
    """At the first start the supervisor lets us load while it looks after the schema, and opens the gate then.

    A gate that closes without a word means that the supervisor is gone.
    """
    gate = os.environ.pop(GATE, "")
    if gate and os.read(int(gate), 1) != b"1":
        sys.exit(1)


def allow_many_files() -> None:
    """Each device that listens is an open file; most systems allow a process 1,024 until it asks, and some no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if wanted < FILES_FEW:
        print(f"This system lets a process open {wanted} files, so fewer tills than that can listen.", file=sys.stderr)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM."""
    die_with_parent()
    allow_many_files()
    host, port, processes, *tls = arguments
    server = Server(
        target=TARGET,
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        workers=int(processes),
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        ssl_cert=Path(tls[0]) if tls else None,
        ssl_key=Path(tls[1]) if tls else None,
        # TLS 1.2 for the older Android tablets that shops give to their tills.
        ssl_protocol_min=SSLProtocols.tls12,
    )
    preload(TARGET)
    wait_for_gate()
    server.serve(target_loader=partial(load, os.getpid()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
