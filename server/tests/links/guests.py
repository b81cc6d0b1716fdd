"""A shop with a link to pay, the provider's page behind it, and guests who come and go there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from comptoir.kernel import new_uuid7
from comptoir.links.peers import PAGES
from comptoir.links.public import BeginTry, LinkView, MakeLink, link_of, make_link, send_guest
from comptoir.payments.accounts import save_account
from comptoir.platform.tenancy import reading
from tests.payments.counter import account_of, serving
from tests.sales.shop import Shop


class House:
    """The shop and its provider."""

    def __init__(self, shop: Shop, driver: str, peer: Any) -> None:
        self.shop, self.driver, self.peer = shop, driver, peer
        self.organization = shop.organization
        account = account_of(shop.organization, driver)
        save_account(account)
        self.account = account.id

    def link(self, amount: int = 1_000, **changes: Any) -> str:
        return make_link(self.wish(amount, **changes))

    def wish(self, amount: int = 1_000, **changes: Any) -> MakeLink:
        facts: dict[str, Any] = {
            "organization": self.organization, "person": None, "id": new_uuid7(), "account": self.account,
            "store": self.shop.store, "amount": amount, "text": "Table 7", "allows_parts": False,
            "expires_at": None, "now": datetime.now(UTC),
        }  # fmt: skip
        return MakeLink(**{**facts, **changes})

    def go(self, token: str, amount: int | None = None, *, tip: int = 0) -> str:
        """A guest goes on to the provider's page."""
        return send_guest(
            BeginTry(organization=self.organization, token=token, amount=amount, now=datetime.now(UTC), tip=tip),
            f"https://shop.example/pay/{token}/back",
        )

    def see(self, token: str) -> LinkView:
        with reading(self.organization):
            found = link_of(datetime.now(UTC), token=token)
        assert found is not None
        return found

    def ledger(self) -> list[int]:
        return [one.amount for one in self.peer.ledger]


@contextmanager
def a_house(shop: Shop, driver: str, settings: Any) -> Iterator[House]:
    peer = PAGES[driver]()
    with serving(peer) as address:
        peer.place = address
        settings.PAYMENT_PEERS = {driver: address}
        yield House(shop, driver, peer)


def at_page(address: str, method: str = "POST") -> int:
    """The guest pays there, or leaves."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        line.request(method, parts.path)
        return line.getresponse().status
    finally:
        line.close()
