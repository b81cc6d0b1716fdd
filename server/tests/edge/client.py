"""Speaks to the device door in this process, over bare ASGI."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import psycopg

from comptoir.edge.door import Door
from comptoir.sales.simulation import Sealed, SimulatedTill


@dataclass(slots=True)
class Reply:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def code(self) -> str:
        found = self.json["code"]
        assert isinstance(found, str)
        return found


@asynccontextmanager
async def open_door(dsn: str) -> AsyncIterator["Client"]:
    """A door where nobody has asked too often yet: all tests come from one address."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM platform_rate")
    door = Door(dsn)
    await door.start()
    try:
        yield Client(door)
    finally:
        await door.stop()


class Client:
    def __init__(self, door: Door) -> None:
        self.door = door

    async def ask(
        self, method: str, path: str, *, body: bytes = b"", token: str | None = None,
        headers: dict[str, str] | None = None, address: str = "127.0.0.1",
    ) -> Reply:  # fmt: skip
        reply = Reply()
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": body, "more_body": False})

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                reply.body += message.get("body", b"")

        await self.door(scope(method, path, token, headers, address), incoming.get, send)
        return reply

    async def deliver(self, till: SimulatedTill, entries: list[Sealed | bytes]) -> Reply:
        lines = [entry if isinstance(entry, bytes) else entry.line for entry in entries]
        body = b"".join(line + b"\n" for line in lines)
        return await self.ask("POST", "/edge/v1/entries", body=body, token=till.identity.token)


def scope(
    method: str, path: str, token: str | None, headers: dict[str, str] | None = None, address: str = "127.0.0.1"
) -> dict[str, Any]:
    given = [(key.encode(), value.encode()) for key, value in (headers or {}).items()]
    if token is not None:
        given.append((b"authorization", f"Bearer {token}".encode()))
    path, _, query = path.partition("?")
    return {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": given,
        "client": (address, 1),
    }  # fmt: skip


def settings_of(till: SimulatedTill, dsn: str) -> Any:
    """The settings document that a till of this enrolment is given now."""

    async def ask() -> Any:
        async with open_door(dsn) as client:
            reply = await client.ask("GET", "/edge/v1/catalog", token=till.identity.token)
            return reply.json["settings"]

    return asyncio.run(ask())
