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
    app_seconds: float = 0.0
    db_seconds: float = 0.0

    @property
    def sales_per_second(self) -> float:
        return self.sales / self.seconds

    @property
    def client_us_per_sale(self) -> float:
        return self.cpu_seconds * 1e6 / max(1, self.sales)

    @property
    def app_us_per_sale(self) -> float:
        return self.app_seconds * 1e6 / max(1, self.sales)

    @property
    def db_us_per_sale(self) -> float:
        return self.db_seconds * 1e6 / max(1, self.sales)

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
    swarm = _Swarm(port, clients)
    cpu = _cpu()
    swarm.run(seconds)
    load = swarm.result(seconds, _cpu() - cpu)
    swarm.close()
    return load


class _Client:
    """One connection and what it sends, one request after the other."""

    __slots__ = ("part", "queue", "sent_at", "socket", "turn")

    def __init__(self, port: int, queue: Sequence[Request]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.queue = queue
        self.turn = 0
        self.part = b""
        self.sent_at = 0.0

    def send(self) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.queue[self.turn].data)

    def receive(self) -> bytes:
        """The whole answer, or nothing yet."""
        data = self.socket.recv(262_144)
        if not data:
            raise OSError("the server closed a connection")
        if self.part:
            data = self.part + data
        is_whole = data.endswith(b"}") and b"\r\n\r\n" in data
        self.part = b"" if is_whole else data
        return data if is_whole else b""


class _Swarm:
    """All clients of a run, and what they counted."""

    def __init__(self, port: int, clients: Sequence[Sequence[Request]]) -> None:
        opened = [_Client(port, queue) for queue in clients]
        self._clients = {client.socket.fileno(): client for client in opened}
        self._poll = select.epoll()
        for number in self._clients:
            self._poll.register(number, select.EPOLLIN)
        self._sales = self._refused = self._requests = 0
        self._latencies: list[float] = []
        self._is_exhausted = False

    def run(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        waiting = set(self._clients)
        for client in self._clients.values():
            client.send()
        while waiting:
            for number, _ in self._poll.poll(10):
                client = self._clients[number]
                if (answer := client.receive()) and not self._take(client, answer, end):
                    waiting.discard(number)

    def _take(self, client: _Client, answer: bytes, end: float) -> bool:
        """Count an answer and send the next request; False when this client is done."""
        now = time.perf_counter()
        stored = answer.count(b'"status":"stored"')
        self._refused += client.queue[client.turn].entries - stored
        client.turn += 1
        if now > end:
            return False
        self._latencies.append((now - client.sent_at) * 1000)
        self._sales += stored
        self._requests += 1
        if client.turn == len(client.queue):
            # Fewer were prepared than the server could take: the run says nothing and is repeated.
            self._is_exhausted = True
            return False
        client.send()
        return True

    def result(self, seconds: float, cpu: float) -> Load:
        sent = tuple(client.turn for client in self._clients.values())
        return Load(
            self._sales, self._refused, self._requests, seconds, tuple(self._latencies), cpu, sent, self._is_exhausted
        )

    def close(self) -> None:
        for client in self._clients.values():
            client.socket.close()


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
