"""What hardware is here: printers that announce themselves, those that only listen, USB printers, serial ports.

Nothing is sent to what is found: three bytes of ESC/POS make an office printer spit out a page. The knock at port 9100
is made only when a person asks for it, only on private networks of this machine, and at most at 254 doors each.
"""

import asyncio
import ipaddress
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import ifaddr
from serial.tools import list_ports
from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from comptoir_agent.lines import DEFAULT_PORT, USB_CLASS, Serial, Tcp, Usb

LISTEN_SECONDS = 2.0
RESOLVE_MS = 1_000
KNOCK_SECONDS = 0.4
KNOCKS_AT_ONCE = 64
# RFC 6763 names of printers that take bytes as they come, and of those that want IPP.
RAW_SERVICE = "_pdl-datastream._tcp.local."
SERVICES = [RAW_SERVICE, "_ipp._tcp.local."]


class Kind(StrEnum):
    """How it was found, which says how sure we are."""

    ANNOUNCED = "announced"
    OFFICE = "office"
    LISTENING = "listening"
    USB = "usb"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may be a printer, a scale or a display: the address as the settings write it, and its own name."""

    kind: Kind
    address: str
    name: str


async def discover(*, knock: bool, interfaces: InterfaceChoice | list[str] = InterfaceChoice.All) -> list[Found]:
    """Everything, each address once; what announced itself before what merely listens."""
    announced = await listen(interfaces)
    listening = await find_listening(local_doors()) if knock else []
    attached = await asyncio.to_thread(find_attached)
    known: dict[str, Found] = {}
    for found in [*announced, *listening, *attached]:
        known.setdefault(found.address, found)
    return list(known.values())


async def listen(interfaces: InterfaceChoice | list[str] = InterfaceChoice.All) -> list[Found]:
    """Printers that announce themselves by mDNS. Office printers (IPP alone) are told apart: they print no receipts."""
    names: list[tuple[str, str]] = []

    def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Added:
            names.append((service_type, name))

    zeroconf = AsyncZeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
    try:
        browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICES, handlers=[heard])
        await asyncio.sleep(LISTEN_SECONDS)
        await browser.async_cancel()
        found = await asyncio.gather(*(_resolve(zeroconf, kind, name) for kind, name in names))
    finally:
        await zeroconf.async_close()
    return sorted((one for one in found if one is not None), key=lambda one: (one.kind != Kind.ANNOUNCED, one.name))


async def _resolve(zeroconf: AsyncZeroconf, service_type: str, name: str) -> Found | None:
    info = AsyncServiceInfo(service_type, name)
    if not await info.async_request(zeroconf.zeroconf, RESOLVE_MS):
        return None
    addresses = info.parsed_addresses(IPVersion.V4Only)
    if not addresses:
        return None
    kind = Kind.ANNOUNCED if service_type == RAW_SERVICE else Kind.OFFICE
    port = (info.port or DEFAULT_PORT) if kind is Kind.ANNOUNCED else DEFAULT_PORT
    return Found(kind, str(Tcp(addresses[0], port)), name.removesuffix(f".{service_type}"))


def local_doors() -> list[str]:
    """Neighbors on this machine's private networks; of a larger network only the 254 around ourselves."""
    doors: set[str] = set()
    for adapter in ifaddr.get_adapters():
        for one in adapter.ips:
            if not isinstance(one.ip, str):
                continue
            here = ipaddress.IPv4Address(one.ip)
            if here.is_loopback or here.is_link_local or not here.is_private:
                continue
            network = ipaddress.IPv4Network((one.ip, max(24, one.network_prefix)), strict=False)
            doors |= {str(neighbor) for neighbor in network.hosts() if neighbor != here}
    return sorted(doors)


async def find_listening(hosts: Iterable[str], port: int = DEFAULT_PORT) -> list[Found]:
    """Hosts where the port is open. The connection is closed without a byte."""
    turn = asyncio.Semaphore(KNOCKS_AT_ONCE)

    async def knock(host: str) -> Found | None:
        async with turn:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(KNOCK_SECONDS):
                    _, writer = await asyncio.open_connection(host, port)
                writer.close()
                return Found(Kind.LISTENING, str(Tcp(host, port)), host)
        return None

    return [found for found in await asyncio.gather(*(knock(host) for host in hosts)) if found is not None]


def find_attached(usb_class: Path = USB_CLASS) -> list[Found]:
    """USB printers and serial ports of this machine."""
    return [*_usb_printers(usb_class), *_serial_ports()]


def _usb_printers(usb_class: Path) -> Sequence[Found]:
    found = []
    for place in sorted(usb_class.glob("lp*")):
        about = (place / "device").resolve().parent
        said = {}
        for name in ("idVendor", "idProduct", "serial", "manufacturer", "product"):
            with suppress(OSError):
                said[name] = (about / name).read_text(encoding="utf-8").strip()
        if "idVendor" in said and "idProduct" in said:
            label = f"{said.get('manufacturer', '')} {said.get('product', '')}".strip()
            address = str(Usb(said["idVendor"], said["idProduct"], said.get("serial", "")))
            found.append(Found(Kind.USB, address, label or place.name))
    return found


def _serial_ports() -> list[Found]:
    # A port that nothing stands behind (ttyS0 of a board without a plug) has no description of its own.
    ports = [port for port in list_ports.comports() if port.hwid not in ("", "n/a")]
    return [Found(Kind.SERIAL, str(Serial(port.device)), port.description or port.device) for port in ports]
