"""The ledger's own questions, asked over Django's connection: whatever a person adopts is judged by the same state."""

import re
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar, cast

from django.db import connection

from comptoir.sales.entries import Received
from comptoir.sales.memory import Memory
from comptoir.sales.reading import Connection, read_all
from comptoir.sales.state import State
from comptoir.sales.state_reader import StateReader

T = TypeVar("T")


class AskedRow(tuple[Any, ...]):
    """A row as the ledger's driver gives it: in order, and by name."""

    names: Sequence[str] = ()

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)


class DjangoConnection:
    """As much of the ledger's connection as its readers use; inside the operation's transaction."""

    async def fetch(self, query: str, *parameters: Any) -> Sequence[AskedRow]:
        """The statements number their parameters; Django's driver names them, and takes lists for arrays."""
        named = {
            f"p{number}": list(parameter) if isinstance(parameter, tuple) else parameter
            for number, parameter in enumerate(parameters, start=1)
        }
        with connection.cursor() as cursor:
            cursor.execute(re.sub(r"\$(\d+)", r"%(p\1)s", query), named)
            names = [column[0] for column in cursor.description or ()]
            found = [AskedRow(row) for row in cursor.fetchall()] if names else []
        for row in found:
            row.names = names
        return found

    async def execute(self, query: str, *parameters: Any) -> None:
        await self.fetch(query, *parameters)


def read_state(received: Received) -> State:
    """What the ledger reads for a batch, for this one entry; its chain's head is locked.

    A key that was revoked since doesn't matter: a person decides about this entry by itself.
    """
    asking = cast("Connection", DjangoConnection())
    state, memory = State(), Memory()
    at_once(StateReader(asking, memory.prices).lock_heads([received], state))
    at_once(read_all([received], asking, memory, state))
    return state


def at_once(asked: Coroutine[Any, Any, T]) -> T:
    """Nothing in it waits: Django's connection answers before it returns."""
    try:
        asked.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    raise AssertionError("a question to Django's connection waited")
