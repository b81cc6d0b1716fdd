"""Square's Point of Sale app on the till's own phone: it takes the card, and Square's payments say what became of it.

The app gives a payment the note that it was opened with: the attempt's identifier. Nothing keeps an app from being
opened twice under one note, so the till opens it once. The order that the app names when it returns is a hint.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from comptoir.payments.providers.contract import Access, Asked, Heard, Hint, Kind, Leap, Lost, Note, Reader, Standing
from comptoir.payments.providers.http import words
from comptoir.payments.providers.leaps import APP, not_in_app
from comptoir.payments.providers.square import ADDRESS, LISTED_MAX, PAGES_MAX, TEST_ADDRESS, Square, declined, paid_by

SCHEME = "square-commerce-v1://payment/create"
API = "com.squareup.pos"
# Clocks differ.
EARLIER = timedelta(minutes=5)
_TAKEN = ("COMPLETED", "APPROVED")


class SquareApp(Square):
    """One seller, whose app is signed in on the phone."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._application = access.settings.get("application_id", "")
        # Only a simulated provider, on this computer, has its app at a web address.
        self._page = "" if access.address in (ADDRESS, TEST_ADDRESS) else f"{access.address}/app/pay"

    def readers(self) -> list[Reader]:
        return [Reader(APP, "Square")]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return super().begin(asked, note)
        return Heard(Standing.WAITING, step="open_app")

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return super().look(asked, note)
        if not asked.names.get("opened"):
            return not_in_app(asked)
        found = self._named_by_app(asked) or self._noted(asked)
        taken = [one for one in found if one.get("status") in _TAKEN]
        if taken:
            note({"payment": words(taken[0].get("id"))})
            return paid_by(taken)
        if found and asked.names.get("failed"):
            return Heard(Standing.DECLINED, declined(found[-1]))
        # The customer may hold out another card: the app is still open.
        return not_in_app(asked)

    def stop(self, asked: Asked) -> None:
        """Nobody but its user closes an app."""

    def leap(self, leap: Leap) -> str:
        asked = leap.asked
        if self._page or leap.is_ios:
            data = {
                "amount_money": {"amount": asked.amount, "currency_code": asked.currency}, "callback_url": leap.back,
                "client_id": self._application, "version": "1.3", "notes": str(asked.id), "state": leap.reference,
                "options": {"supported_tender_types": ["CREDIT_CARD"], "auto_return": True},
            }  # fmt: skip
            return f"{self._page or SCHEME}?{urlencode({'data': json.dumps(data)})}"
        words_ = {
            "action": f"{API}.action.CHARGE", "package": "com.squareup", f"S.{API}.WEB_CALLBACK_URI": leap.back,
            f"S.{API}.CLIENT_ID": self._application, f"S.{API}.API_VERSION": "v2.0",
            f"i.{API}.TOTAL_AMOUNT": str(asked.amount), f"S.{API}.CURRENCY_CODE": asked.currency,
            f"S.{API}.TENDER_TYPES": f"{API}.TENDER_CARD", f"S.{API}.NOTE": str(asked.id),
            f"S.{API}.REQUEST_METADATA": leap.reference, f"i.{API}.AUTO_RETURN_TIMEOUT_MS": "3200",
        }  # fmt: skip
        listed = "".join(f"{name}={quote(value, safe='')};" for name, value in words_.items())
        return f"intent:#Intent;{listed}end"

    def hint(self, said: Mapping[str, str]) -> Hint:
        order = said.get("transaction_id") or said.get(f"{API}.SERVER_TRANSACTION_ID", "")
        is_failure = bool(said.get("error_code") or said.get(f"{API}.ERROR_CODE"))
        return Hint(is_failure=is_failure, names={"order": order[:192]} if _is_plain(order) else {})

    def _named_by_app(self, asked: Asked) -> list[Mapping[str, Any]]:
        """What the order pays that the app named: none of it counts without our note."""
        order = asked.names.get("order", "")
        if not order:
            return []
        answer = self._client.get(f"/v2/orders/{order}")
        tenders = answer.part("order").get("tenders") if answer.is_good else None
        listed = [one for one in tenders if isinstance(one, dict)] if isinstance(tenders, list) else []
        names = [words(one.get("payment_id")) or words(one.get("id")) for one in listed]
        found = [self._get(f"/v2/payments/{name}").part("payment") for name in names if _is_plain(name)]
        return [one for one in found if _is_noted(one, asked)]

    def _noted(self, asked: Asked) -> list[Mapping[str, Any]]:
        """The payments since, newest first, that carry our note."""
        since = datetime.now(UTC) - timedelta(seconds=asked.age_seconds) - EARLIER
        query = {"begin_time": since.isoformat(timespec="seconds"), "sort_order": "DESC", "limit": str(LISTED_MAX)}
        found: list[Mapping[str, Any]] = []
        for _ in range(PAGES_MAX):
            answer = self._client.get("/v2/payments", query)
            if not answer.is_good:
                raise Lost(f"status_{answer.status}")
            listed = answer.said.get("payments")
            found += [one for one in listed or [] if isinstance(one, dict) and _is_noted(one, asked)]
            cursor = words(answer.said.get("cursor"), 2_000)
            if not cursor:
                break
            query = {**query, "cursor": cursor}
        return found


def _is_noted(payment: Mapping[str, Any], asked: Asked) -> bool:
    return str(asked.id) in words(payment.get("note"), 500)


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()
