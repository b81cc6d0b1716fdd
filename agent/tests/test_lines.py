"""Addresses as people write them, and lines to hardware."""

import asyncio
import os
import tty
from pathlib import Path

import pytest

from comptoir_agent.lines import (
    AddressWrong,
    LineFault,
    Serial,
    Tcp,
    Usb,
    connect,
    find_usb,
    hang_up,
    read_address,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://192.168.1.50", Tcp("192.168.1.50", 9_100)),
        ("tcp://printer.local:9101", Tcp("printer.local", 9_101)),
        ("serial:///dev/ttyUSB0", Serial("/dev/ttyUSB0")),
        ("serial:///dev/ttyUSB0?baud=2400&bits=7&parity=odd", Serial("/dev/ttyUSB0", 2_400, 7, "odd")),
        ("usb:04B8:0e15", Usb("04b8", "0e15")),
        ("usb:04b8:0e15:X:1", Usb("04b8", "0e15", "X:1")),
    ],
)
def test_an_address_is_read_and_written_back(text: str, address: object) -> None:
    assert read_address(text) == address
    assert read_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "192.168.1.50", "tcp://", "tcp://host:99999", "tcp://host/path", "serial://ttyUSB0",
        "serial:///dev/x?baud=fast", "serial:///dev/x?speed=9600", "serial:///dev/x?parity=mark", "serial:///dev/x?bits=9",
        "usb:04b8", "usb:04b8:zzzz", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(AddressWrong):
        read_address(text)


def test_a_serial_line_carries_bytes_both_ways() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)

    async def talk() -> bytes:
        reader, writer = await connect(Serial(os.ttyname(theirs)))
        writer.write(b"hello\x00\x03")
        await writer.drain()
        heard = await asyncio.to_thread(os.read, ours, 64)
        os.write(ours, b"\x11\x13\r\n" + heard)
        answer = await reader.readexactly(11)
        await hang_up(writer)
        return answer

    assert asyncio.run(talk()) == b"\x11\x13\r\nhello\x00\x03"
    os.close(ours)
    os.close(theirs)


def test_two_programs_do_not_share_a_serial_port() -> None:
    ours, theirs = os.openpty()

    async def both() -> None:
        streams = await connect(Serial(os.ttyname(theirs)))
        with pytest.raises(LineFault):
            await connect(Serial(os.ttyname(theirs)))
        await hang_up(streams[1])
        again = await connect(Serial(os.ttyname(theirs)))
        await hang_up(again[1])

    asyncio.run(both())
    os.close(ours)
    os.close(theirs)


def plug_usb(usb_class: Path, place: str, vendor: str, product: str, serial_number: str) -> None:
    """A printer as Linux shows it below /sys."""
    about = usb_class.parent / f"device-{place}"
    (about / "interface").mkdir(parents=True)
    for name, value in (("idVendor", vendor), ("idProduct", product), ("serial", serial_number)):
        (about / name).write_text(value + "\n", encoding="utf-8")
    (usb_class / place).mkdir(parents=True)
    (usb_class / place / "device").symlink_to(about / "interface")


def test_a_usb_printer_is_found_by_what_it_is(tmp_path: Path) -> None:
    usb_class = tmp_path / "usbmisc"
    plug_usb(usb_class, "lp0", "04b8", "0202", "AAA")
    plug_usb(usb_class, "lp1", "04b8", "0e15", "BBB")
    plug_usb(usb_class, "lp2", "04b8", "0e15", "CCC")

    assert find_usb(Usb("04b8", "0e15"), usb_class) == Path("/dev/usb/lp1")
    assert find_usb(Usb("04b8", "0e15", "CCC"), usb_class) == Path("/dev/usb/lp2")
    with pytest.raises(LineFault, match="no USB printer usb:04b8:ffff is plugged in"):
        asyncio.run(connect(Usb("04b8", "ffff"), usb_class=usb_class))
