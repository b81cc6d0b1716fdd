"""Answers on the local network to the server's name, so that a phone finds it without anybody's router.

A process of its own: it costs nothing without `--lan`, and a router's odd packets cannot harm a
sale. Addresses come and go with Wi-Fi and cable, so they are looked at again while it runs.
"""

from __future__ import annotations

import ipaddress
import signal
import sys
import threading
from collections.abc import Callable

import ifaddr
from zeroconf import InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

from comptoir.config.lineage import die_with_parent

LOOK_AGAIN_SECONDS = 20


def local_addresses() -> list[str]:
    """This machine's addresses on its networks: what a phone on the same Wi-Fi can reach."""
    found = [
        ipaddress.ip_address(address.ip if isinstance(address.ip, str) else address.ip[0])
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
    ]
    return sorted(str(address) for address in found if not (address.is_loopback or address.is_link_local))


def announce(
    name: str,
    port: int,
    *,
    stop: threading.Event,
    addresses_now: Callable[[], list[str]] = local_addresses,
    interfaces: InterfaceChoice | list[str] = InterfaceChoice.All,
) -> None:
    """Answer to `name` until `stop`. Outside .local it returns at once: such a name is the router's or the DNS's."""
    if not name.endswith(".local"):
        return
    zeroconf = Zeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
    known: list[str] = []
    service: ServiceInfo | None = None
    try:
        while not stop.is_set():
            addresses = addresses_now()
            if addresses and addresses != known:
                fresh = _service(name, port, addresses)
                if service is None:
                    zeroconf.register_service(fresh, cooperating_responders=True)
                else:
                    zeroconf.update_service(fresh)
                known, service = addresses, fresh
            stop.wait(LOOK_AGAIN_SECONDS)
    finally:
        zeroconf.close()


def _service(name: str, port: int, addresses: list[str]) -> ServiceInfo:
    kind = "_https._tcp.local."
    label = name.removesuffix(".local").replace(".", "-")
    return ServiceInfo(
        kind, f"{label}.{kind}", port=port, server=f"{name}.", parsed_addresses=addresses, properties={"path": "/start"}
    )


def main(arguments: list[str]) -> int:
    """`python -m comptoir.config.lan_announce <name> <port>`, started by the supervisor."""
    die_with_parent()
    name, port = arguments
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    announce(name, int(port), stop=stop)
    stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
