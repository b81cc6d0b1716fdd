"""Pages of providers on which guests pay: made for one amount, asked about by their name. No card comes near us.

Making a page moves no money, and one whose address was lost is seen by nobody: it is simply made again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from comptoir.payments.providers.amounts import major, minor
from comptoir.payments.providers.contract import Access, Heard, Lost, NotSent, Standing
from comptoir.payments.providers.http import Answer, Client, refuse, whole, words

MINUTES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a guest wants to pay. `back`: where the provider sends the guest; `hook`: where it calls us, if it can."""

    id: UUID
    amount: int
    currency: str
    text: str
    back: str
    hook: str
    ends_at_seconds: int


@dataclass(frozen=True, slots=True)
class Page:
    """The provider's name for it, and its address."""

    name: str
    address: str


class Hosted(Protocol):
    """A provider's pages. Every verb raises `NotSent` or `Lost`."""

    def make(self, wish: Wish) -> Page:
        """A page for this wish; made twice, it is the same one."""

    def look(self, name: str) -> Heard:
        """What became of it."""

    def close(self, name: str) -> None:
        """Nobody shall pay there any more. What `look` says counts."""


class StripeCheckout:
    """Checkout sessions."""

    def __init__(self, access: Access) -> None:
        self._client = Client(access.address, {"Authorization": f"Bearer {access.secrets.get('api_key', '')}"})

    def make(self, wish: Wish) -> Page:
        item = "line_items[0]"
        answer = self._client.post_form(
            "/v1/checkout/sessions",
            {
                "mode": "payment", "success_url": wish.back, "cancel_url": wish.back,
                "client_reference_id": str(wish.id), "metadata[attempt]": str(wish.id),
                "payment_intent_data[metadata][attempt]": str(wish.id), "expires_at": str(wish.ends_at_seconds),
                f"{item}[quantity]": "1", f"{item}[price_data][currency]": wish.currency.lower(),
                f"{item}[price_data][unit_amount]": str(wish.amount),
                f"{item}[price_data][product_data][name]": wish.text,
            },
            key=str(wish.id),
        )  # fmt: skip
        refuse(answer)
        return _page(words(answer.said.get("id"), 120), answer.said.get("url"))

    def look(self, name: str) -> Heard:
        answer = _found(self._client.get(f"/v1/checkout/sessions/{name}"))
        if answer.said.get("status") == "expired":
            return Heard(Standing.CANCELLED)
        if answer.said.get("status") != "complete" or answer.said.get("payment_status") != "paid":
            return Heard(Standing.WAITING)
        currency = words(answer.said.get("currency")).upper()
        return Heard(Standing.APPROVED, amount=whole(answer.said.get("amount_total")), currency=currency)

    def close(self, name: str) -> None:
        self._client.post_form(f"/v1/checkout/sessions/{name}/expire", {})


class MollieCheckout:
    """Payments without a method: the guest chooses on Mollie's page."""

    def __init__(self, access: Access) -> None:
        self._client = Client(access.address, {"Authorization": f"Bearer {access.secrets.get('api_key', '')}"})

    def make(self, wish: Wish) -> Page:
        answer = self._client.post(
            "/v2/payments",
            {
                "amount": {"currency": wish.currency, "value": major(wish.amount, wish.currency)},
                "description": wish.text, "redirectUrl": wish.back, "metadata": {"attempt": str(wish.id)},
                **({"webhookUrl": wish.hook} if wish.hook else {}),
            },
            key=str(wish.id),
        )  # fmt: skip
        refuse(answer)
        return _page(words(answer.said.get("id"), 120), answer.part("_links", "checkout").get("href"))

    def look(self, name: str) -> Heard:
        answer = _found(self._client.get(f"/v2/payments/{name}"))
        status = answer.said.get("status")
        if status in ("canceled", "expired", "failed"):
            return Heard(Standing.DECLINED if status == "failed" else Standing.CANCELLED)
        if status != "paid":
            return Heard(Standing.WAITING)
        currency = words(answer.part("amount").get("currency"))
        return Heard(Standing.APPROVED, amount=minor(answer.part("amount").get("value"), currency), currency=currency)

    def close(self, name: str) -> None:
        self._client.delete(f"/v2/payments/{name}")


HOSTED: Mapping[str, Callable[[Access], Hosted]] = {"stripe": StripeCheckout, "mollie": MollieCheckout}


def _page(name: str, address: object) -> Page:
    found = words(address, 2_000)
    if not name or not found.startswith(("https://", "http://127.0.0.1:")):
        raise Lost("answer_broken")
    return Page(name, found)


def _found(answer: Answer) -> Answer:
    if not answer.is_good:
        raise Lost(f"status_{answer.status}")
    return answer


__all__ = ["HOSTED", "MINUTES", "Heard", "Hosted", "Lost", "NotSent", "Page", "Standing", "Wish"]
