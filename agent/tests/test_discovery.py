"""Finding printers, on this machine only."""

import asyncio
import socket
from pathlib import Path

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from comptoir_agent.discovery import Found, Kind, find_attached, find_listening, listen, local_doors
from tests.test_lines import plug_usb

# Whole programs are started and stopped, and slow printers waited for.
pytestmark = pytest.mark.slow

HERE = ["127.0.0.1"]
LISTENED_MAX = 4


def test_a_printer_that_announces_itself_is_found_before_an_office_printer() -> None:
    async def run() -> list[Found]:
        zeroconf = AsyncZeroconf(interfaces=HERE)
        for service, name, port in (
            ("_ipp._tcp.local.", "Office laser", 631),
            ("_pdl-datastream._tcp.local.", "Kitchen printer", 9_101),
        ):
            info = ServiceInfo(service, f"{name}.{service}", port=port, parsed_addresses=HERE, server="test.local.")
            await (await zeroconf.async_register_service(info))
        try:
            # A busy machine announces later than a person listens: they listen again.
            heard: list[Found] = []
            for _ in range(LISTENED_MAX):
                heard = [found for found in await listen(HERE) if found.name in ("Kitchen printer", "Office laser")]
                if len(heard) == 2:
                    break
            return heard
        finally:
            await zeroconf.async_close()

    assert asyncio.run(run()) == [
        Found(Kind.ANNOUNCED, "tcp://127.0.0.1:9101", "Kitchen printer"),
        Found(Kind.OFFICE, "tcp://127.0.0.1:9100", "Office laser"),
    ]


def test_a_knock_finds_who_listens_and_says_nothing() -> None:
    with socket.socket() as printer:
        printer.bind(("127.0.0.1", 0))
        printer.listen()
        port = printer.getsockname()[1]

        found = asyncio.run(find_listening(["127.0.0.1", "127.0.0.2"], port))
        line, _ = printer.accept()
        line.settimeout(2)

        assert found == [Found(Kind.LISTENING, f"tcp://127.0.0.1:{port}", "127.0.0.1")]
        assert line.recv(16) == b""


def test_at_most_254_doors_of_each_network_are_knocked_at() -> None:
    doors = local_doors()

    assert not [door for door in doors if door.startswith(("127.", "169.254."))]
    networks = {door.rsplit(".", 1)[0] for door in doors}
    assert all(sum(door.startswith(f"{network}.") for door in doors) <= 254 for network in networks)


def test_usb_printers_are_listed_with_their_address(tmp_path: Path) -> None:
    plug_usb(tmp_path / "usbmisc", "lp0", "04b8", "0e15", "J1")

    assert find_attached(tmp_path / "usbmisc")[0] == Found(Kind.USB, "usb:04b8:0e15:J1", "lp0")
