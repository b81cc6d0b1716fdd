"""One question over a line that is open already: so the moment before its first byte leaves is known."""

import asyncio

from comptoir_agent.lines import Streams

HEAD_BYTES_MAX, BODY_BYTES_MAX = 16_384, 1_000_000


class Garbled(Exception):
    """No answer of HTTP, or none that is whole."""


def post(host: str, path: str, body: bytes) -> bytes:
    """The bytes of a question."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("latin-1") + body


async def answer(streams: Streams) -> bytes:
    """The body of a good answer. Raises `Garbled`."""
    try:
        head = (await streams[0].readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = head[0].split(" ")
        if len(status) < 2 or not status[0].startswith("HTTP/1.") or status[1] != "200":
            raise Garbled(head[0][:80])
        fields = dict(line.lower().split(":", 1) for line in head[1:] if ":" in line)
        if "chunked" in fields.get("transfer-encoding", ""):
            return await _chunks(streams[0])
        length = fields.get("content-length", "").strip()
        if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
            raise Garbled("no length")
        return await streams[0].readexactly(int(length))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as broken:
        raise Garbled(str(broken)) from None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = b""
    while True:
        try:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        except ValueError:
            raise Garbled("no chunk") from None
        if size < 0 or len(whole) + size > BODY_BYTES_MAX:
            raise Garbled("too long")
        whole += (await reader.readexactly(size + 2))[:-2]
        if size == 0:
            return whole
