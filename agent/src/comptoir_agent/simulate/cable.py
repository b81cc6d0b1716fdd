"""A cable that somebody can cut after so many bytes, whichever way they went."""

import asyncio


class Cut(ConnectionError):
    """Somebody pulled the plug."""


class Cable:
    """One connection of a virtual terminal. `budget`: bytes until it is cut; below zero, never."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: int = -1) -> None:
        self._reader = reader
        self._writer = writer
        self._budget = budget

    @property
    def is_gone(self) -> bool:
        """The other side has hung up."""
        return self._reader.at_eof() or self._writer.is_closing()

    async def read(self) -> bytes:
        """Something. Raises `Cut` also where the other side has hung up."""
        if self._budget == 0:
            self.pull()
        data = await self._reader.read(4_096 if self._budget < 0 else self._budget)
        if not data:
            raise Cut
        if self._budget > 0:
            self._budget -= len(data)
        return data

    async def write(self, data: bytes) -> None:
        passes = data if self._budget < 0 else data[: self._budget]
        self._writer.write(passes)
        await self._writer.drain()
        if len(passes) < len(data):
            self.pull()
        if self._budget > 0:
            self._budget -= len(data)

    def pull(self) -> None:
        self._writer.close()
        raise Cut

    def close(self) -> None:
        self._writer.close()
