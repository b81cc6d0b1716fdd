"""The load generator: a process of its own that only writes prepared bytes and counts answers.

Each client is one till with one open request at a time. Everything was sealed before; what the generator costs
is measured, because it runs on the same cores as the server.
"""

from __future__ import annotations

import multiprocessing
import resource
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Request:
    """One delivery, with its headers, as it goes over the wire."""

    data: bytes
    entries: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a run achieved."""

    sales: int
    refused: int
    requests: int
    seconds: float
    latencies_ms: tuple[float, ...]
    cpu_seconds: float
    sent: tuple[int, ...]
    is_exhausted: bool

    @property
    def sales_per_second(self) -> float:
        return self.sales / self.seconds

    @property
    def client_us_per_sale(self) -> float:
        return self.cpu_seconds * 1e6 / max(1, self.sales)

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def drive(port: int, clients: Sequence[Sequence[Request]], seconds: float) -> Load:
    """Let each client send its requests one after the other for so many seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(port, clients, seconds, theirs))
    process.start()
    theirs.close()
    try:
        found = ours.recv()
    finally:
        process.join()
    if isinstance(found, Exception):
        raise found
    assert isinstance(found, Load)
    return found


def _child(port: int, clients: Sequence[Sequence[Request]], seconds: float, answer: Connection) -> None:
    try:
        answer.send(_drive(port, clients, seconds))
    except OSError as error:
        answer.send(error)


def _drive(port: int, clients: Sequence[Sequence[Request]], seconds: float) -> Load:
    poll = select.epoll()
    sockets: dict[int, socket.socket] = {}
    turns: dict[int, int] = {}
    queues: dict[int, Sequence[Request]] = {}
    sent_at: dict[int, float] = {}
    parts: dict[int, bytes] = {}
    for queue in clients:
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = opened.fileno()
        sockets[number], queues[number], turns[number], parts[number] = opened, queue, 0, b""
        poll.register(number, select.EPOLLIN)
    cpu = _cpu()
    sales = refused = requests = 0
    latencies: list[float] = []
    clock = time.perf_counter
    begin = clock()
    end = begin + seconds
    waiting = set(sockets)
    is_exhausted = False
    for number, opened in sockets.items():
        sent_at[number] = clock()
        opened.sendall(queues[number][0].data)
    while waiting:
        for number, _ in poll.poll(10):
            data = sockets[number].recv(262_144)
            if not data:
                raise OSError("the server closed a connection")
            if parts[number]:
                data = parts[number] + data
            if not (data.endswith(b"}") and b"\r\n\r\n" in data):
                parts[number] = data
                continue
            parts[number] = b""
            now = clock()
            turn = turns[number]
            request = queues[number][turn]
            stored = data.count(b'"status":"stored"')
            if now <= end:
                latencies.append((now - sent_at[number]) * 1000)
                sales += stored
                requests += 1
            refused += request.entries - stored
            if now >= end:
                turns[number] += 1
                waiting.discard(number)
                continue
            turns[number] = turn = turn + 1
            if turn == len(queues[number]):
                # Fewer were prepared than the server could take: the run says nothing and is repeated.
                is_exhausted = True
                end = now
                waiting.discard(number)
                continue
            sent_at[number] = clock()
            sockets[number].sendall(queues[number][turn].data)
    used = _cpu() - cpu
    for opened in sockets.values():
        opened.close()
    sent = tuple(turns[number] for number in sockets)
    return Load(sales, refused, requests, seconds, tuple(latencies), used, sent, is_exhausted)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
