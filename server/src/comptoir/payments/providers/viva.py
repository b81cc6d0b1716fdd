"""Viva's terminals through its Cloud Terminal API: a session under our own identifier is put on a terminal.

So whatever got lost is asked for by that identifier, and stopped by it. Access is by a token that holds for an hour;
asking for one moves nothing.
"""

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from comptoir.payments.providers.contract import (
    Access,
    Asked,
    Heard,
    Kind,
    Lost,
    Note,
    NotSent,
    Reader,
    Result,
    Standing,
)
from comptoir.payments.providers.http import Answer, Client, refuse, whole, words

ADDRESS = "https://api.vivapayments.com"
TEST_ADDRESS = "https://demo-api.vivapayments.com"
# Tokens are given elsewhere.
ACCOUNTS = {
    ADDRESS: "https://accounts.vivapayments.com", TEST_ADDRESS: "https://demo-accounts.vivapayments.com",
}  # fmt: skip
GRACE_SECONDS = 150.0
# Who asks, in Viva's words; an abort must name the same.
REGISTER = "comptoir"
# ISO 4217's numbers, as Viva writes them.
NUMBERS = {
    "EUR": "978", "GBP": "826", "CHF": "756", "PLN": "985", "CZK": "203", "SEK": "752", "DKK": "208", "NOK": "578",
    "HUF": "348", "RON": "946", "BGN": "975",
}  # fmt: skip
_LETTERS = {number: letters for letters, number in NUMBERS.items()}
# The session's last word where it took nothing (Viva's table of event identifiers).
_CANCELLED = (1000, 1016)
_DECLINED = {
    1001: "terminal_busy", 1003: "no_answer", 1004: "declined", 1006: "declined", 1020: "card_declined",
    6000: "not_possible",
}  # fmt: skip
IN_PROGRESS = 1100
_EARLY_SECONDS = 60.0
_tokens: dict[tuple[str, str], tuple[str, float]] = {}
_lock = threading.Lock()


class Viva:
    """One merchant."""

    def __init__(self, access: Access) -> None:
        self._address = access.address
        self._merchant = access.settings.get("merchant_id", "")
        pair = f"{access.settings.get('client_id', '')}:{access.secrets.get('client_secret', '')}"
        self._basic = base64.b64encode(pair.encode()).decode("ascii")

    def check(self) -> str:
        self._devices()
        return self._merchant

    def readers(self) -> list[Reader]:
        found = [words(str(one.get("terminalId", ""))) for one in self._devices()]
        return [Reader(name, f"Viva {name}") for name in found if name]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.currency not in NUMBERS:
            raise NotSent("not_possible")
        self._token_before()
        wish: dict[str, object] = {
            "sessionId": str(asked.id), "terminalId": asked.reader, "cashRegisterId": REGISTER,
            "amount": asked.amount, "currencyCode": NUMBERS[asked.currency], "merchantReference": str(asked.id),
            "customerTrns": f"Comptoir {str(asked.id)[-12:]}", "showTransactionResult": True, "showReceipt": False,
        }  # fmt: skip
        verb = "sale"
        if asked.kind is Kind.REVERSAL:
            parent = asked.paid.get("session", "")
            if not parent:
                raise NotSent("not_found")
            wish, verb = wish | {"parentSessionId": parent}, "refund"
        else:
            wish |= {"preauth": False, "maxInstalments": 0, "tipAmount": 0}
        note({"session": str(asked.id)})
        answer = self._ask(lambda client: client.post(f"/ecr/v1/transactions:{verb}", wish))
        if answer.status == 409:
            raise Lost("in_use")
        refuse(answer, code="terminal_unknown" if answer.status == 404 else "")
        return Heard(Standing.WAITING)

    def look(self, asked: Asked, note: Note) -> Heard:
        answer = self._ask(lambda client: client.get(f"/ecr/v1/sessions/{asked.id}"))
        if answer.status == 404:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        if answer.status == 202 or answer.said.get("eventId") == IN_PROGRESS:
            return Heard(Standing.WAITING, step="insert_card")
        return _heard(asked, answer)

    def stop(self, asked: Asked) -> None:
        self._ask(lambda client: client.delete(f"/ecr/v1/sessions/{asked.id}?cashRegisterId={REGISTER}"))

    def _devices(self) -> tuple[Mapping[str, Any], ...]:
        wish = {"merchantId": self._merchant, "statusId": 1}
        answer = self._ask(lambda client: client.post("/ecr/v1/devices:search", wish))
        refuse(answer, code="merchant_unknown" if answer.status == 404 else "")
        return answer.listed

    def _ask(self, work: Callable[[Client], Answer]) -> Answer:
        """With a token; with another one where this one is refused, which was before anything was done."""
        answer = work(self._client())
        if answer.status != 401:
            return answer
        with _lock:
            _tokens.pop(self._key(), None)
        return work(self._client())

    def _client(self) -> Client:
        return Client(self._address, {"Authorization": f"Bearer {self._token()}"})

    def _token_before(self) -> None:
        """Nothing has left as long as there is no token."""
        try:
            self._token()
        except Lost:
            raise NotSent("provider_away") from None

    def _token(self) -> str:
        with _lock:
            known, until = _tokens.get(self._key(), ("", 0.0))
        if time.monotonic() < until:
            return known
        address = ACCOUNTS.get(self._address, self._address)
        answer = Client(address, {"Authorization": f"Basic {self._basic}"}).post_form(
            "/connect/token", {"grant_type": "client_credentials"}
        )
        if answer.status == 400:
            raise NotSent("credentials_refused")
        refuse(answer)
        token = words(answer.said.get("access_token"), 8_000)
        if not token:
            raise Lost("answer_broken")
        with _lock:
            seconds = (whole(answer.said.get("expires_in")) or 0) - _EARLY_SECONDS
            _tokens[self._key()] = (token, time.monotonic() + seconds)
        return token

    def _key(self) -> tuple[str, str]:
        """Whoever changes the secret gets no token of before."""
        return self._address, hashlib.sha256(self._basic.encode()).hexdigest()


def _heard(asked: Asked, answer: Answer) -> Heard:
    said = answer.said
    if said.get("sessionId") != str(asked.id):
        raise Lost("wrong_reference")
    if said.get("success") is True:
        masked = words(said.get("primaryAccountNumberMasked"))[-4:]
        return Heard(
            Standing.APPROVED,
            amount=whole(said.get("amount")),
            tip=whole(said.get("tipAmount")) or 0,
            currency=_LETTERS.get(str(said.get("currencyCode")), ""),
            result=Result(
                brand=words(said.get("applicationLabel"), 40),
                last_four=masked if masked.isdecimal() and len(masked) == 4 else "",
                authorization=words(said.get("authorizationId"), 8),
            ),
        )
    event = whole(said.get("eventId"))
    if said.get("success") is not False or event is None:
        raise Lost("answer_broken")
    if event in _CANCELLED:
        return Heard(Standing.CANCELLED)
    return Heard(Standing.DECLINED, _DECLINED.get(event, "declined"))
