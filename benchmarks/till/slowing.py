"""Slow a whole browser down, workers and all, and prove by how much.

The developer tools' CPU throttle only reaches a page's main thread. Here every process of the browser is stopped and
continued in a short rhythm (SIGSTOP, SIGCONT), so that each of its threads gets the same share of the time. A loop that
runs in the page and, at the same time, in a worker tells what came of it; the share is corrected until both are slowed
by at least the wanted factor.

    python slowing.py <browser pid> <share in ppm> <period in microseconds>     (the process that beats the rhythm)
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PERIOD_MICROSECONDS = 8_000
LOOK_FOR_CHILDREN_SECONDS = 0.2

# Integer work that no compiler can skip; long enough for the rhythm to average out.
LOOP = """(rounds) => {
  let x = 1;
  const started = performance.now();
  for (let i = 0; i < rounds; i++) { x = (Math.imul(x, 1103515245) + 12345) | 0; }
  const took = performance.now() - started;
  return x === 42 ? took + 1e-9 : took;
}"""

CALIBRATION = f"""async (rounds) => {{
  const loop = {LOOP};
  const source = 'const loop = ' + loop.toString() + '; onmessage = (e) => postMessage(loop(e.data));';
  const worker = new Worker(URL.createObjectURL(new Blob([source])));
  const inWorker = new Promise((done) => {{ worker.onmessage = (e) => done(e.data); }});
  worker.postMessage(rounds);
  const page = loop(rounds);
  const result = {{ page, worker: await inWorker }};
  worker.terminate();
  return result;
}}"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds that the calibration loop took, in the page and in a worker beside it."""

    page: float
    worker: float


@dataclass(frozen=True, slots=True)
class Slowness:
    """A share of the time, and by how much the page and a worker were slowed with it."""

    share_ppm: int
    page: float
    worker: float


def find_slowness(browser: int, measure: Callable[[], Speed], *, factor: float, runs: int = 8) -> Slowness:
    """The share with which page and worker both run at least `factor` times slower, and hardly more.

    The quickest of several runs is compared on both sides: what else happens on the machine can only make a run
    longer, so the quickest ones are those that nothing disturbed.

    Waking up costs a part of each beat that does not hang on the share, so what is added to the share is what the speed
    lacks: in proportion, the search would swing around the factor and never come to it.
    """
    share = 1_000_000 / factor
    found = Slowness(int(share), 0.0, 0.0)
    for _ in range(5):
        fast = _quickest(measure, runs)
        with slowed(browser, int(share)):
            slow = _quickest(measure, runs)
        again = _quickest(measure, runs)
        found = Slowness(
            int(share), slow.page / min(fast.page, again.page), slow.worker / min(fast.worker, again.worker)
        )
        print(f"  {found}", file=sys.stderr)
        least = min(found.page, found.worker)
        if factor <= least <= factor * 1.2:
            break
        share += 1_000_000 * (1 / (factor * 1.08) - 1 / least)
    return found


def _quickest(measure: Callable[[], Speed], runs: int) -> Speed:
    taken = [measure() for _ in range(runs)]
    return Speed(min(speed.page for speed in taken), min(speed.worker for speed in taken))


@contextmanager
def slowed(browser: int, share_ppm: int) -> Iterator[None]:
    """Let the browser run only this share of the time."""
    beating = subprocess.Popen(
        [sys.executable, __file__, str(browser), str(share_ppm), str(PERIOD_MICROSECONDS)], stdout=subprocess.PIPE
    )
    try:
        assert beating.stdout is not None
        beating.stdout.readline()
        yield
    finally:
        beating.terminate()
        beating.wait()
        for pid in processes_of(browser):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def processes_of(root: int) -> list[int]:
    """A browser's processes: the root and everything below it."""
    found, waiting = [root], [root]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def _children(pid: int) -> list[int]:
    """Each thread lists the processes that it started; much quicker than reading all of /proc."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as children:
                found += map(int, children.read().split())
    return found


def beat(root: int, share_ppm: int, period_microseconds: int) -> None:
    """Stop and continue until told to end. Says "ready" when the rhythm has begun."""
    ended = False

    def end(*_: object) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    period = period_microseconds / 1e6
    runs = period * share_ppm / 1e6
    pids = processes_of(root)
    news = tell_of_children(root)
    take_precedence()
    print("ready", flush=True)
    while not ended:
        now = time.perf_counter()
        tell(pids, signal.SIGCONT)
        sleep_until(now + runs)
        tell(pids, signal.SIGSTOP)
        with contextlib.suppress(BlockingIOError):
            if told := os.read(news, 65_536).decode().splitlines():
                pids = [int(pid) for pid in told[-1].split()]
        sleep_until(now + period)
    tell(processes_of(root), signal.SIGCONT)


def tell_of_children(root: int) -> int:
    """Let another process look for new processes of the browser: looking takes longer than a beat."""
    reading, writing = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        while os.getppid() == parent:
            os.write(writing, (" ".join(map(str, processes_of(root))) + "\n").encode())
            time.sleep(LOOK_FOR_CHILDREN_SECONDS)
        os._exit(0)
    os.set_blocking(reading, False)
    return reading


def take_precedence() -> None:
    """A beat that comes late lets the browser run longer; where the system allows, never be late."""
    with contextlib.suppress(PermissionError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))


def tell(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def sleep_until(moment: float) -> None:
    left = moment - time.perf_counter()
    if left > 0:
        time.sleep(left)


if __name__ == "__main__":
    beat(*(int(argument) for argument in sys.argv[1:4]))
