"""Pages of providers on which guests pay: made for one amount, asked about by their name. No card comes near us.

Making a page moves no money, and one whose address was lost is seen by nobody: it is simply made again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from comptoir.payments.providers.adyen import checkout_address
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


class SumUpCheckout:
    """Checkouts with a page of SumUp's. One that failed may still be tried again by the guest, until it is closed."""

    def __init__(self, access: Access) -> None:
        self._merchant = access.settings.get("merchant_code", "")
        self._client = Client(access.address, {"Authorization": f"Bearer {access.secrets.get('api_key', '')}"})

    def make(self, wish: Wish) -> Page:
        fields = {
            "checkout_reference": str(wish.id), "currency": wish.currency, "merchant_code": self._merchant,
            "description": wish.text, "redirect_url": wish.back, "hosted_checkout": {"enabled": True},
            "valid_until": _utc(wish.ends_at_seconds), **({"return_url": wish.hook} if wish.hook else {}),
        }  # fmt: skip
        # An amount that is no binary fraction.
        body = f'{json.dumps(fields)[:-1]}, "amount": {major(wish.amount, wish.currency)}}}'
        answer = self._client.post_text("/v0.1/checkouts", body)
        if answer.status == 409:
            # Its answer got lost: it is there under the try's own reference.
            return self._known(wish)
        refuse(answer)
        return _page(words(answer.said.get("id"), 120), answer.said.get("hosted_checkout_url"))

    def look(self, name: str) -> Heard:
        answer = _found(self._client.get(f"/v0.1/checkouts/{name}"))
        if answer.said.get("status") == "EXPIRED":
            return Heard(Standing.CANCELLED)
        if answer.said.get("status") != "PAID":
            return Heard(Standing.WAITING)
        currency = words(answer.said.get("currency"))
        listed = answer.said.get("transactions")
        taken = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        amounts = [minor(one.get("amount"), currency) or 0 for one in taken if one.get("status") == "SUCCESSFUL"]
        return Heard(Standing.APPROVED, amount=sum(amounts), currency=currency)

    def close(self, name: str) -> None:
        self._client.delete(f"/v0.1/checkouts/{name}")

    def _known(self, wish: Wish) -> Page:
        answer = _found(self._client.get("/v0.1/checkouts", {"checkout_reference": str(wish.id)}))
        found = next((one for one in answer.listed if one.get("checkout_reference") == str(wish.id)), {})
        return _page(words(found.get("id"), 120), found.get("hosted_checkout_url"))


class AdyenLinks:
    """Pay by Link. What is asked about later is the link itself: it is good for one payment of its amount."""

    def __init__(self, access: Access) -> None:
        self._merchant = access.settings.get("merchant_account", "")
        self._client = Client(checkout_address(access), {"X-API-Key": access.secrets.get("api_key", "")})

    def make(self, wish: Wish) -> Page:
        answer = self._client.post(
            "/v71/paymentLinks",
            {
                "merchantAccount": self._merchant, "reference": str(wish.id), "description": wish.text,
                "amount": {"currency": wish.currency, "value": wish.amount}, "returnUrl": wish.back,
                "expiresAt": _utc(wish.ends_at_seconds),
            },
            key=str(wish.id),
        )  # fmt: skip
        refuse(answer)
        return _page(words(answer.said.get("id"), 120), answer.said.get("url"))

    def look(self, name: str) -> Heard:
        answer = _found(self._client.get(f"/v71/paymentLinks/{name}"))
        if answer.said.get("status") == "expired":
            return Heard(Standing.CANCELLED)
        if answer.said.get("status") != "completed":
            return Heard(Standing.WAITING)
        amount = answer.part("amount")
        return Heard(Standing.APPROVED, amount=whole(amount.get("value")), currency=words(amount.get("currency")))

    def close(self, name: str) -> None:
        self._client.patch(f"/v71/paymentLinks/{name}", {"status": "expired"})


HOSTED: Mapping[str, Callable[[Access], Hosted]] = {
    "stripe": StripeCheckout, "mollie": MollieCheckout, "sumup": SumUpCheckout, "adyen": AdyenLinks,
}  # fmt: skip


def _utc(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
