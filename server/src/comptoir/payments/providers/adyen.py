"""Adyen's terminals through its cloud: the Terminal API's messages, sent without waiting, and a status to ask for.

The terminal knows a message by the ten letters that we gave it, so whatever got lost is asked for by them. A wish
leaves only while the terminal is connected: so one that is off is said at once, and not waited for.
"""

import secrets
from datetime import UTC, datetime

from django.conf import settings

from comptoir.payments.providers import nexo
from comptoir.payments.providers.contract import (
    Access,
    Asked,
    Heard,
    Kind,
    Lost,
    Note,
    NotSent,
    Reader,
    Standing,
)
from comptoir.payments.providers.http import Answer, Client, refuse, words

ADDRESS = "https://terminal-api-live.adyen.com"
TEST_ADDRESS = "https://terminal-api-test.adyen.com"
CHECKOUT_TEST_ADDRESS = "https://checkout-test.adyen.com"
GRACE_SECONDS = 90.0


class Adyen:
    """One merchant account."""

    def __init__(self, access: Access) -> None:
        self._merchant = access.settings.get("merchant_account", "")
        self._access = access
        self._client = Client(access.address, {"X-API-Key": access.secrets.get("api_key", "")})

    def check(self) -> str:
        self._connected()
        return self._merchant

    def readers(self) -> list[Reader]:
        return [Reader(name, name, name.partition("-")[0], is_online=True) for name in self._connected()]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if not asked.reader:
            return self._give_back_page(asked, note)
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        text = nexo.reversal(asked, at) if asked.kind is Kind.REVERSAL else nexo.payment(asked, at)
        if asked.reader not in self._connected_before(asked.reader):
            raise NotSent("terminal_away")
        note({"service": nexo.service_of(asked)})
        answer = self._client.post_text("/async", text)
        refuse(answer)
        if answer.said:
            # It is "ok", or the news that the terminal did not take it; and may have, all the same.
            raise Lost("rejected")
        return Heard(Standing.WAITING, step="insert_card" if asked.kind is Kind.PAYMENT else "")

    def look(self, asked: Asked, note: Note) -> Heard:
        if not asked.reader:
            return _told_of_refund(asked)
        head = nexo.header("TransactionStatus", _service(), asked.reader)
        answer = self._client.post("/sync", nexo.status(asked, head))
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        told = nexo.read_status(answer.said, head, asked)
        if told is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        note({"transaction": told.transaction, "payment": told.transaction.partition(" ")[0].rpartition(".")[2]})
        return told.heard

    def stop(self, asked: Asked) -> None:
        if asked.kind is Kind.PAYMENT:
            head = nexo.header("Abort", _service(), asked.reader)
            self._client.post("/async", nexo.abort(asked, head))

    def _give_back_page(self, asked: Asked, note: Note) -> Heard:
        """What was paid by a link goes back by its reference. Whether it did, Adyen says by a signed call alone."""
        payment = asked.paid.get("psp", "")
        if not payment:
            raise NotSent("not_found")
        client = Client(checkout_address(self._access), {"X-API-Key": self._access.secrets.get("api_key", "")})
        answer = client.post(
            f"/v71/payments/{payment}/refunds",
            {
                "merchantAccount": self._merchant, "reference": str(asked.id),
                "amount": {"currency": asked.currency, "value": asked.amount},
            },
            key=str(asked.id),
        )  # fmt: skip
        refuse(answer)
        note({"refund": words(answer.said.get("pspReference"))})
        return Heard(Standing.WAITING)

    def _connected(self, terminal: str = "") -> list[str]:
        wish = {"merchantAccount": self._merchant, **({"uniqueTerminalId": terminal} if terminal else {})}
        answer = self._client.post("/connectedTerminals", wish)
        refuse(answer, code="merchant_unknown" if answer.status in (404, 422) else "")
        return _names(answer)

    def _connected_before(self, terminal: str) -> list[str]:
        """Nothing has left yet, whatever comes of this question."""
        try:
            return self._connected(terminal)
        except Lost:
            raise NotSent("provider_away") from None


def checkout_address(access: Access) -> str:
    """Pages are reached at another address than terminals; live ones at the company's own."""
    if access.address.startswith("http://"):
        return access.address  # a simulated one on this computer
    if not access.is_live:
        return CHECKOUT_TEST_ADDRESS
    prefix: str = settings.ADYEN_LIVE_PREFIX
    if not prefix:
        raise NotSent("not_set_up")
    return f"https://{prefix}-checkout-live.adyenpayments.com/checkout"


def _told_of_refund(asked: Asked) -> Heard:
    """There is no question for it: until its call comes nobody knows, and a person may look at Adyen's page."""
    told = asked.names.get("told", "")
    if told:
        if told != "true":
            return Heard(Standing.DECLINED, "declined")
        return Heard(Standing.APPROVED, amount=asked.amount, currency=asked.currency)
    if not asked.names.get("refund") or asked.age_seconds > GRACE_SECONDS:
        raise Lost("no_answer")
    return Heard(Standing.WAITING)


def _names(answer: Answer) -> list[str]:
    listed = answer.said.get("uniqueTerminalIds")
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _service() -> str:
    """Of a question; small letters, so it is never a payment's."""
    return secrets.token_hex(nexo.SERVICE_LENGTH // 2)
