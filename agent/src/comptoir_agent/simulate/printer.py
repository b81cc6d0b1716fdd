"""The virtual receipt printer: a TCP port as network printers have one (9100), pages as PNG, faults at a switch.

A second port takes words, one a line: `paper out`, `paper ok`, `paper low`, `cover open`, `cover closed`, `offline`,
`online`, `mute` (it takes what comes and answers nothing, as one whose program hangs), `speak`, and of its drawer
`drawer stuck`, `drawer free`, `drawer shut` (a hand shuts it). While it can't print, its buffer fills up and the sender
has to wait, as with a real one; `DLE EOT` says why.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from comptoir_agent.simulate.escpos import Command, Reader
from comptoir_agent.simulate.paper import DOTS, Job, Printer

READ_BYTES = 4_096
# What the buffer holds before the sender has to wait; larger printers have as much.
BUFFER_BYTES = 65_536
LOOPBACK = "127.0.0.1"
Report = Callable[[dict[str, object]], None]


@dataclass(slots=True)
class State:
    """What a person can do to a printer."""

    paper: str = "ok"
    cover: str = "closed"
    line: str = "online"
    is_mute: bool = False
    is_drawer_stuck: bool = False
    is_drawer_open: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def can_print(self) -> bool:
        return self.paper != "out" and self.cover == "closed" and self.line == "online" and not self.is_mute

    def say(self, words: str) -> bool:
        """Whether the words were understood."""
        match words.split():
            case ["paper", ("ok" | "out" | "low") as paper]:
                self.paper = paper
            case ["cover", ("open" | "closed") as cover]:
                self.cover = cover
            case [("online" | "offline") as line]:
                self.line = line
            case [("mute" | "speak") as voice]:
                self.is_mute = voice == "mute"
            case ["drawer", ("stuck" | "free") as lid]:
                self.is_drawer_stuck = lid == "stuck"
            case ["drawer", "shut"]:
                self.is_drawer_open = False
            case _:
                return False
        self.changed.set()
        return True

    def status(self, number: int) -> int:
        """The byte that `DLE EOT n` asks for (bits 1 and 4 are always set)."""
        fixed = 0x12
        if number == 1:
            return fixed | (0 if self.can_print else 0x08) | (0x04 if self.is_drawer_open else 0)
        if number == 2:
            return fixed | (0x04 if self.cover == "open" else 0) | (0x20 if self.paper == "out" else 0)
        if number == 4:
            return fixed | (0x0C if self.paper in ("low", "out") else 0) | (0x60 if self.paper == "out" else 0)
        return fixed


class _Buffer:
    """What has come and is not printed yet; full, it makes the sender wait."""

    def __init__(self) -> None:
        self._commands: asyncio.Queue[Command | None] = asyncio.Queue()
        self._size = 0
        self._freed = asyncio.Event()

    def put(self, command: Command | None) -> None:
        self._size += _size(command)
        self._commands.put_nowait(command)

    async def get(self) -> Command | None:
        command = await self._commands.get()
        self._size -= _size(command)
        self._freed.set()
        return command

    async def has_room(self) -> None:
        while self._size > BUFFER_BYTES:
            self._freed.clear()
            await self._freed.wait()


def _size(command: Command | None) -> int:
    return 0 if command is None else 3 + len(command.data)


class VirtualPrinter:
    """One printer; several senders are served one after the other, as the real ones do."""

    def __init__(self, folder: Path, *, width_mm: int, report: Report) -> None:
        self._folder = folder
        self._report = report
        self._jobs = 0
        self.state = State()
        self._printer = Printer(DOTS[width_mm], on_job=self._keep, on_drawer=self._open_drawer)
        self._turn = asyncio.Lock()

    async def serve(self, port: int, control_port: int) -> None:
        """Listen until cancelled; says which ports it got."""
        self._folder.mkdir(parents=True, exist_ok=True)
        printing = await asyncio.start_server(self._print, LOOPBACK, port, limit=READ_BYTES)
        control = await asyncio.start_server(self._obey, LOOPBACK, control_port)
        ports = [server.sockets[0].getsockname()[1] for server in (printing, control)]
        self._report({"event": "ready", "port": ports[0], "control_port": ports[1]})
        async with printing, control:
            await asyncio.gather(printing.serve_forever(), control.serve_forever())

    async def _print(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._turn:
            commands, buffer = Reader(), _Buffer()
            head = asyncio.create_task(self._burn(buffer, writer))
            try:
                while data := await reader.read(READ_BYTES):
                    for command in commands.feed(data):
                        await self._take(command, buffer, writer)
                buffer.put(None)
                await head
            except ConnectionError:
                self._report({"event": "cable", "pending": len(commands.pending)})
            finally:
                head.cancel()
                if commands.pending:
                    self._report({"event": "broken_off", "pending": commands.pending[:16].hex(" ")})
                self._printer.finish(is_cut=False)
                writer.close()

    async def _take(self, command: Command, buffer: "_Buffer", writer: asyncio.StreamWriter) -> None:
        # What begins with DLE is done in real time, also by a printer that can't print; everything else waits its turn.
        if command.name == "DLE EOT":
            if not self.state.is_mute:
                writer.write(bytes([self.state.status(command.parameters[0])]))
                await writer.drain()
        elif command.name == "DLE DC4":
            self._printer.do(command)
        else:
            await buffer.has_room()
            buffer.put(command)

    async def _burn(self, buffer: "_Buffer", writer: asyncio.StreamWriter) -> None:
        """The head: command after command, as long as there is paper under a closed cover."""
        while (command := await buffer.get()) is not None:
            # A full queue answers without a pause; a hand on the cover must be felt between two lines.
            await asyncio.sleep(0)
            while not self.state.can_print:
                self.state.changed.clear()
                await self.state.changed.wait()
            if command.name == "GS r":
                writer.write(bytes([0x0C if self.state.paper == "low" else 0x00]))
                await writer.drain()
            else:
                self._printer.do(command)

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            is_known = self.state.say(line.decode("utf-8", errors="replace").strip())
            writer.write(b"ok\n" if is_known else b"unknown\n")
            await writer.drain()
        writer.close()

    def _keep(self, job: Job) -> None:
        self._jobs += 1
        path = self._folder / f"{self._jobs:04d}.png"
        path.write_bytes(job.png())
        path.with_suffix(".txt").write_text("\n".join(line.rstrip() for line in job.lines) + "\n", encoding="utf-8")
        self._report({"event": "page", "file": str(path), "cut": job.is_cut, "faults": job.faults})

    def _open_drawer(self, pin: int) -> None:
        self.state.is_drawer_open = self.state.is_drawer_open or not self.state.is_drawer_stuck
        self._report({"event": "drawer", "pin": pin, "open": self.state.is_drawer_open})


def say(event: dict[str, object]) -> None:
    """One JSON object a line on standard output: for people and for programs."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()
