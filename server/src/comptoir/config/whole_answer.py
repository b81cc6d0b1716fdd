"""An answer's head waits for its body, and both leave in one write.

uvicorn writes them apart, which is a second system call and a second packet for every answer of some hundred bytes. A
head whose body does not come at once (a stream that waits for its first event) leaves at the end of the event loop's
round.
"""

import asyncio
from typing import Any

_HEAD = b"HTTP/1."


class WholeAnswers:
    """A connection's transport that holds back a head until the next write, the close, or the end of the round."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._head and data.startswith(_HEAD):
            self._head = data
            self._loop.call_soon(self._let_go)
            return
        head, self._head = self._head, b""
        if head:
            self._transport.writelines((head, data))
        else:
            self._transport.write(data)

    def close(self) -> None:
        self._let_go()
        self._transport.close()

    def _let_go(self) -> None:
        head, self._head = self._head, b""
        if head and not self._transport.is_closing():
            self._transport.write(head)
