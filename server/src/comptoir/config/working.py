"""The worker process: jobs from Procrastinate's queue, and the loops that follow the outbox and the log.

    python -m comptoir.config.working

One process for both, because each costs some 60 MB before it does anything. The loops run on threads of their own and
wait in the database most of the time; jobs run on Procrastinate's event loop and its thread pool.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable

from psycopg import OperationalError

from comptoir.config.lineage import die_with_parent

JOBS_AT_ONCE = 4
RETRY_SECONDS = 5.0

Loop = Callable[[threading.Event], None]


def background_loops() -> list[Loop]:
    """What runs all the time; each returns soon after its event is set."""
    return []


def keep_running(loop: Loop, stop: threading.Event) -> None:
    """Run a loop until `stop`; when the database goes away (it restarts, it fails over), wait and begin again.

    Any other error ends the whole worker loudly: the supervisor starts a new one, and a loop that had died quietly
    would leave the stock standing still.
    """
    while not stop.is_set():
        try:
            loop(stop)
        except OperationalError as weather:
            print(f"{loop.__module__}: {weather}", file=sys.stderr)
            stop.wait(RETRY_SECONDS)
        except BaseException:
            traceback.print_exc()
            os.kill(os.getpid(), signal.SIGTERM)
            raise


def work() -> int:
    """Work until SIGTERM."""
    import django

    django.setup()
    stop = threading.Event()
    threads = [
        threading.Thread(target=keep_running, args=(loop, stop), name=loop.__module__) for loop in background_loops()
    ]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(run_jobs())
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return 0


async def run_jobs() -> None:
    """Take jobs from the queue; SIGTERM lets those that run come to their end."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker_app = app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(concurrency=JOBS_AT_ONCE, wait=True)


def main(_arguments: list[str]) -> int:
    """As the supervisor starts it."""
    die_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    return work()


if __name__ == "__main__":
    # By its real name: Procrastinate warns when tasks could be defined in a module called __main__.
    from comptoir.config import working

    sys.exit(working.main(sys.argv[1:]))
