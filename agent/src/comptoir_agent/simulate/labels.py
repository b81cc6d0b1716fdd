"""A virtual label printer on a TCP port: keeps each label's ZPL, answers `~HS`, and can be out of labels or open.

The hand at the control port: `paper out`, `paper ok`, `cover open`, `cover closed`.
"""

import asyncio
from pathlib import Path

from comptoir_agent.simulate.terminal import LOOPBACK, Say

HOW_ARE_YOU = b"~HS"
WORDS = {
    "paper out": ("is_out", True),
    "paper ok": ("is_out", False),
    "cover open": ("is_open", True),
    "cover closed": ("is_open", False),
}


class VirtualLabelPrinter:
    """Formats in, labels out."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._waiting: list[bytes] = []
        self._count = 0
        self.is_out = False
        self.is_open = False

    async def serve(self, port: int, control_port: int) -> None:
        """Listen until cancelled; says which ports it got."""
        self._folder.mkdir(parents=True, exist_ok=True)
        printing = await asyncio.start_server(self._hear, LOOPBACK, port)
        control = await asyncio.start_server(self._obey, LOOPBACK, control_port)
        ports = [server.sockets[0].getsockname()[1] for server in (printing, control)]
        self._say({"event": "ready", "port": ports[0], "control_port": ports[1]})
        async with printing, control:
            await asyncio.gather(printing.serve_forever(), control.serve_forever())

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pending = b""
        while data := await reader.read(4_096):
            pending += data
            while True:
                asked, format_end = pending.find(HOW_ARE_YOU), pending.find(b"^XZ")
                if asked >= 0 and (format_end < 0 or asked < format_end):
                    pending = pending[:asked] + pending[asked + len(HOW_ARE_YOU) :]
                    writer.write(self._health())
                elif format_end >= 0:
                    self._waiting.append(pending[: format_end + 3])
                    pending = pending[format_end + 3 :].lstrip()
                    self._burn()
                else:
                    break
            await writer.drain()
        writer.close()

    def _burn(self) -> None:
        while self._waiting and not (self.is_out or self.is_open):
            zpl = self._waiting.pop(0)
            self._count += 1
            path = self._folder / f"{self._count:04d}.zpl"
            path.write_bytes(zpl)
            self._say({"event": "label", "file": str(path)})

    def _health(self) -> bytes:
        first = f"030,{int(self.is_out)},0,0256,{len(self._waiting):03d},0,0,0,000,0,0,0"
        second = f"000,0,{int(self.is_open)},0,0,2,6,0,00000000,1,000"
        return "".join(f"\x02{line}\x03\r\n" for line in (first, second, "1234,0")).encode()

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            known = WORDS.get(line.decode("utf-8", errors="replace").strip())
            if known is not None:
                setattr(self, *known)
                self._burn()
            writer.write(b"ok\n" if known else b"unknown\n")
            await writer.drain()
        writer.close()
