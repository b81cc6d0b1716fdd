"""Answers on the local network to the agent's own name (`pi.comptoir.local`): tills find it without a router."""

import ipaddress
import logging
from urllib.parse import urlsplit

import ifaddr
from zeroconf import IPVersion, NonUniqueNameException, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

KIND = "_comptoir-agent._tcp.local."


def local_addresses() -> list[str]:
    """This machine's addresses on its networks."""
    found = [
        ipaddress.ip_address(address.ip if isinstance(address.ip, str) else address.ip[0])
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
    ]
    return sorted(str(address) for address in found if not (address.is_loopback or address.is_link_local))


class Announcer:
    """One name, for as long as the agent runs; outside .local it is the router's or the DNS's, and nothing is said."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host = parts.hostname or ""
        self._port = parts.port or 0
        self._zeroconf: AsyncZeroconf | None = None

    async def start(self) -> None:
        addresses = local_addresses()
        if not self._host.endswith(".local") or not self._port or not addresses:
            return
        label = self._host.removesuffix(".local").replace(".", "-")
        info = ServiceInfo(
            KIND, f"{label}.{KIND}", port=self._port, server=f"{self._host}.", parsed_addresses=addresses
        )
        self._zeroconf = AsyncZeroconf(ip_version=IPVersion.V4Only)
        try:
            await self._zeroconf.async_register_service(info, cooperating_responders=True)
        except (OSError, NonUniqueNameException) as error:
            log.warning("%s is not announced: %s", self._host, error)

    async def stop(self) -> None:
        if self._zeroconf is not None:
            await self._zeroconf.async_close()
