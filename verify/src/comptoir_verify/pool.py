"""Processes that work side by side, with never more than a few pieces of work under way."""

from __future__ import annotations

import multiprocessing
import queue
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import Any

WAIT_SECONDS = 1.0
AHEAD = 3


class WorkerDied(Exception):
    """A process ended before its work did; the text is its last words."""


class Pool:
    """`make` builds, in each process, what does the work: called with pieces, at last with None for what it kept."""

    def __init__(self, count: int, make: Callable[..., Callable[[Any], Any]], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._tasks = context.Queue(maxsize=count * AHEAD)
        self._results = context.Queue()
        self._under_way = 0
        self._processes: list[BaseProcess] = [
            context.Process(target=_work, args=(self._tasks, self._results, make, arguments), daemon=True)
            for _ in range(count)
        ]
        for process in self._processes:
            process.start()

    def run(self, pieces: Iterator[Any]) -> Iterator[Any]:
        """The results, in the order in which they come."""
        for piece in pieces:
            while True:
                yield from self._ready()
                try:
                    self._tasks.put(piece, timeout=WAIT_SECONDS)
                    self._under_way += 1
                    break
                except queue.Full:
                    self._check_alive()
        while self._under_way:
            yield self._next()

    def finish(self) -> list[Any]:
        """What each process kept. They end."""
        for _ in self._processes:
            self._tasks.put(None)
            self._under_way += 1
        kept = [self._next() for _ in self._processes]
        for process in self._processes:
            process.join()
        return kept

    def stop(self) -> None:
        for process in self._processes:
            if process.is_alive():
                process.terminate()
                process.join()

    def _ready(self) -> Iterator[Any]:
        while True:
            try:
                found = self._results.get_nowait()
            except queue.Empty:
                return
            yield self._told(found)

    def _next(self) -> Any:
        while True:
            try:
                return self._told(self._results.get(timeout=WAIT_SECONDS))
            except queue.Empty:
                self._check_alive()

    def _told(self, found: tuple[str, Any]) -> Any:
        kind, result = found
        if kind == "died":
            raise WorkerDied(result)
        self._under_way -= 1
        return result

    def _check_alive(self) -> None:
        for process in self._processes:
            if not process.is_alive() and process.exitcode:
                raise WorkerDied(f"exit {process.exitcode}")


def _work(tasks: Any, results: Any, make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    """The outermost loop of a process: whatever happens in it is told before it ends."""
    try:
        work = make(*arguments)
        while True:
            piece = tasks.get()
            results.put(("done", work(piece)))
            if piece is None:
                return
    except BaseException:
        results.put(("died", traceback.format_exc()))
        raise
