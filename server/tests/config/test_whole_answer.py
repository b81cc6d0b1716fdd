"""Answers over a real connection: whole ones in one piece, and heads that do not wait for a body that comes later."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import pytest
import uvicorn

from comptoir.config.serving import Conversation
from comptoir.config.whole_answer import WholeAnswers
from comptoir.edge.http import Receive, Scope, Send

LENGTH = (b"content-length", b"5")


async def whole(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else b"hello"})


async def no_body(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 304, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def late(go: asyncio.Event) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
        await go.wait()
        await send({"type": "http.response.body", "body": b"hel", "more_body": True})
        await send({"type": "http.response.body", "body": b"lo"})

    return answer


@contextlib.asynccontextmanager
async def served(app: object) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=Conversation, ws="none", lifespan="off", log_config=None, server_header=False)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname()[:2])
    try:
        async with asyncio.timeout(10):
            yield reader, writer
    finally:
        writer.close()
        server.should_exit = True
        await task


def asked(method: str = "GET", *more: str) -> bytes:
    return "\r\n".join((f"{method} / HTTP/1.1", "host: till", *more, "", "")).encode()


class Sent(asyncio.Transport):
    """Notes each call that would be one write of the system's."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.pieces.append(bytes(data))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.pieces.append(b"".join(list_of_data))

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        self.pieces.append(b"(closed)")


def test_an_answer_is_one_write_and_a_lonely_head_waits_for_nothing() -> None:
    async def answer() -> list[bytes]:
        sent = Sent()
        answers = WholeAnswers(sent, asyncio.get_running_loop())
        answers.write(b"HTTP/1.1 200 OK\r\n\r\n")
        answers.write(b"body")
        answers.write(b"HTTP/1.1 is a body too")
        await asyncio.sleep(0)
        answers.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        answers.close()
        await asyncio.sleep(0)
        return sent.pieces

    assert asyncio.run(answer()) == [
        b"HTTP/1.1 200 OK\r\n\r\nbody",
        b"HTTP/1.1 is a body too",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"(closed)",
    ]


@pytest.mark.parametrize("more", [(), ("connection: close",)])
def test_head_and_body_arrive_together(more: tuple[str, ...]) -> None:
    async def ask() -> tuple[bytes, bytes]:
        async with served(whole) as (reader, writer):
            writer.write(asked("GET", *more))
            first = await reader.read(4_096)
            if not more:
                writer.write(asked("GET"))
            return first, await reader.read(4_096)

    first, second = asyncio.run(ask())

    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert first.endswith(b"\r\n\r\nhello")
    assert second == (b"" if more else first)


def test_a_head_without_a_body_leaves_at_once() -> None:
    async def ask() -> tuple[bytes, bytes]:
        async with served(whole) as (reader, writer):
            writer.write(asked("HEAD"))
            head = await reader.readuntil(b"\r\n\r\n")
        async with served(no_body) as (reader, writer):
            writer.write(asked())
            return head, await reader.readuntil(b"\r\n\r\n")

    of_head, of_nothing = asyncio.run(ask())

    assert b"content-length: 5\r\n" in of_head
    assert of_nothing.startswith(b"HTTP/1.1 304 ")


def test_a_stream_says_its_head_before_its_first_event() -> None:
    async def ask() -> tuple[bytes, bytes]:
        go = asyncio.Event()
        async with served(late(go)) as (reader, writer):
            writer.write(asked())
            head = await reader.readuntil(b"\r\n\r\n")
            go.set()
            return head, await reader.readexactly(5)

    head, body = asyncio.run(ask())

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == b"hello"
