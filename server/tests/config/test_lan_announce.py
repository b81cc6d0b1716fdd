"""The name on the network, asked over real mDNS packets; on the loopback interface, so that no network hears it."""

import threading
import time

from zeroconf import AddressResolverIPv4, IPVersion, Zeroconf  # type: ignore[attr-defined]  # its __all__ forgets one

from comptoir.config.lan_announce import announce, local_addresses

NAME = "comptoir-test.local"


def ask(name: str, seconds: float) -> list[str]:
    zeroconf = Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)
    try:
        resolver = AddressResolverIPv4(f"{name}.")
        resolver.request(zeroconf, seconds * 1000)
        return sorted(resolver.parsed_addresses())
    finally:
        zeroconf.close()


def test_the_name_leads_to_the_shop_until_it_closes() -> None:
    stop = threading.Event()
    thread = threading.Thread(
        target=announce,
        args=(NAME, 8443),
        kwargs={"stop": stop, "addresses_now": lambda: ["192.0.2.7", "192.0.2.8"], "interfaces": ["127.0.0.1"]},
    )
    thread.start()
    try:
        found: list[str] = []
        until = time.monotonic() + 20
        while not found and time.monotonic() < until:
            found = ask(NAME, 3)
        assert found == ["192.0.2.7", "192.0.2.8"]
        assert ask("somebody-else.local", 1) == []
    finally:
        stop.set()
        thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_name_of_the_router_is_not_announced() -> None:
    announce("shop.example", 8443, stop=threading.Event(), interfaces=["127.0.0.1"])


def test_only_addresses_that_a_phone_can_reach_are_announced() -> None:
    assert not [address for address in local_addresses() if address.startswith(("127.", "169.254.", "fe80", "::1"))]
