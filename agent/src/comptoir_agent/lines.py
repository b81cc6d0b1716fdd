"""Lines to hardware: TCP, a serial port, a USB printer. Whatever it is, two streams come back.

An address is written as in the settings: `tcp://192.168.1.50:9100`, `serial:///dev/ttyUSB0?baud=9600&bits=7&parity=odd`,
`usb:04b8:0e15` or `usb:04b8:0e15:SERIAL`. A USB printer is found by what it is, not by its place: `/dev/usb/lp0` is
another printer after somebody has swapped two plugs.
"""

import asyncio
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

import serial

CONNECT_SECONDS = 3.0
CLOSE_SECONDS = 1.0
SWALLOW_SECONDS = 0.1
DEFAULT_PORT = 9_100
USB_CLASS = Path("/sys/class/usbmisc")
PARITIES = {"none": serial.PARITY_NONE, "odd": serial.PARITY_ODD, "even": serial.PARITY_EVEN}
Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class AddressWrong(ValueError):
    """Not an address of hardware; the text says why, for the person who wrote it."""


class LineFault(Exception):
    """Nothing answers at this address: no route, no plug, no permission, or somebody else holds it."""


@dataclass(frozen=True, slots=True)
class Tcp:
    """A socket, mostly port 9100."""

    host: str
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        return f"tcp://{self.host}:{self.port}"


# What printers and a till may agree on.
SPEEDS = (9_600, 19_200, 38_400, 57_600, 115_200)


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial port, or a pseudo-terminal that stands for one."""

    path: str
    baud: int = 9_600
    bits: int = 8
    parity: str = "none"
    stop: int = 1

    def __str__(self) -> str:
        return f"serial://{self.path}?baud={self.baud}&bits={self.bits}&parity={self.parity}&stop={self.stop}"


@dataclass(frozen=True, slots=True)
class Usb:
    """A printer of the USB printer class, by vendor, product and, where two are the same, serial number."""

    vendor: str
    product: str
    serial_number: str = ""

    def __str__(self) -> str:
        return ":".join(("usb", self.vendor, self.product, *([self.serial_number] if self.serial_number else [])))


Address: TypeAlias = Tcp | Serial | Usb


def read_address(text: str) -> Address:
    """Read an address as people write it. Raises `AddressWrong`."""
    if text.startswith("usb:"):
        return _usb(text)
    parts = urlsplit(text)
    if parts.scheme == "tcp":
        try:
            port = parts.port or DEFAULT_PORT
        except ValueError:
            raise AddressWrong(f"“{text}”: no such port") from None
        if not parts.hostname or parts.path not in ("", "/"):
            raise AddressWrong(f"“{text}”: write tcp://host:port")
        return Tcp(parts.hostname, port)
    if parts.scheme == "serial":
        return _serial(text, parts.path, dict(parse_qsl(parts.query)))
    raise AddressWrong(f"“{text}” is no address: write tcp://host:port, serial:///dev/… or usb:vendor:product")


def _usb(text: str) -> Usb:
    _, *parts = text.split(":", 3)
    ids = [part.lower() for part in parts[:2]]
    if len(parts) < 2 or any(len(part) != 4 or set(part) - set("0123456789abcdef") for part in ids):
        raise AddressWrong(f"“{text}”: write usb:vendor:product, four hexadecimal digits each, as lsusb shows them")
    return Usb(ids[0], ids[1], parts[2] if len(parts) > 2 else "")


def _serial(text: str, path: str, wishes: dict[str, str]) -> Serial:
    unknown = set(wishes) - {"baud", "bits", "parity", "stop"}
    if not path.startswith("/") or unknown:
        raise AddressWrong(f"“{text}”: write serial:///dev/ttyUSB0?baud=9600&bits=8&parity=none&stop=1")
    try:
        numbers = {name: int(wishes[name]) for name in ("baud", "bits", "stop") if name in wishes}
    except ValueError:
        raise AddressWrong(f"“{text}”: baud, bits and stop are numbers") from None
    found = Serial(path, parity=wishes.get("parity", "none"), **numbers)
    if found.bits not in (7, 8) or found.stop not in (1, 2) or found.parity not in PARITIES or found.baud <= 0:
        raise AddressWrong(f"“{text}”: bits are 7 or 8, stop 1 or 2, parity none, odd or even")
    return found


async def connect(address: Address, *, usb_class: Path = USB_CLASS) -> Streams:
    """Open the line. Raises `LineFault`; who gets the streams closes them with `hang_up`."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            match address:
                case Tcp(host, port):
                    return await asyncio.open_connection(host, port)
                case Serial():
                    opened = await asyncio.to_thread(_open_serial, address)
                    return await _streams(os.dup(opened.fileno()), opened.close)
                case Usb():
                    device = find_usb(address, usb_class)
                    return await _streams(os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC), None)
    except (OSError, TimeoutError) as error:  # SerialException is an OSError
        raise LineFault(f"{address}: {error}") from None


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close the line; what is on the way is not waited for longer than a moment."""
    writer.close()
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await writer.wait_closed()
    except TimeoutError:
        # Nobody takes the rest: kept, it would come out in the middle of what a later connection sends. Where there is
        # none the line was closed in this very moment.
        if writer.transport.get_write_buffer_size():
            writer.transport.abort()
    except OSError:
        return


async def swallow(reader: asyncio.StreamReader) -> None:
    """The rest of an answer, or a late one, must not be taken for the next."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SWALLOW_SECONDS):
            while await reader.read(1_024):
                pass


def _open_serial(address: Serial) -> serial.Serial:
    return serial.Serial(
        address.path,
        baudrate=address.baud,
        bytesize=address.bits,
        parity=PARITIES[address.parity],
        stopbits=address.stop,
        timeout=0,
        exclusive=True,  # two programs on one scale would each hear half of its answers
    )


def find_usb(address: Usb, usb_class: Path = USB_CLASS) -> Path:
    """The device file of a USB printer. Raises `OSError` when it is not plugged in."""
    for place in sorted(usb_class.glob("lp*")):
        # …/usbmisc/lp0/device is the interface; its parent is the device that knows what it is.
        about = (place / "device").resolve().parent
        known = [_read_line(about / name) for name in ("idVendor", "idProduct", "serial")]
        if known[:2] == [address.vendor, address.product] and address.serial_number in ("", known[2]):
            return Path("/dev/usb") / place.name
    raise FileNotFoundError(f"no USB printer {address} is plugged in")


def _read_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


async def _streams(descriptor: int, release: Callable[[], None] | None) -> Streams:
    """Streams over a device file. Reading and writing each get a descriptor of their own: each closes its own."""
    assert stat.S_ISCHR(os.fstat(descriptor).st_mode)
    loop = asyncio.get_running_loop()
    os.set_blocking(descriptor, False)
    reader = asyncio.StreamReader()
    incoming, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    outgoing, protocol = await loop.connect_write_pipe(
        lambda: _Outgoing(asyncio.StreamReader(), incoming, release), os.fdopen(os.dup(descriptor), "wb", buffering=0)
    )
    return reader, asyncio.StreamWriter(outgoing, protocol, reader, loop)


class _Outgoing(asyncio.StreamReaderProtocol):
    """When writing ends, reading ends too, and the port is let go."""

    def __init__(
        self, reader: asyncio.StreamReader, incoming: asyncio.ReadTransport, release: Callable[[], None] | None
    ) -> None:
        super().__init__(reader)
        self._incoming = incoming
        self._release = release

    def connection_lost(self, exc: Exception | None) -> None:
        self._incoming.close()
        if self._release is not None:
            self._release()
        super().connection_lost(exc)
