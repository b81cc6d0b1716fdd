"""SumUp's app on the till's own phone: it takes the card, and SumUp's records say what became of it.

The app is opened under a reference that is the attempt's own and that SumUp takes once in a merchant's life. Whatever
the app says when it returns is a hint. As long as it may still be open there, "no such payment" decides nothing.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from comptoir.payments.providers.amounts import major
from comptoir.payments.providers.contract import Access, Asked, Heard, Hint, Kind, Leap, Note, Reader, Standing
from comptoir.payments.providers.leaps import APP, not_in_app
from comptoir.payments.providers.sumup import ADDRESS, SumUp

SCHEME = "sumupmerchant://pay/1.0"


class SumUpApp(SumUp):
    """One merchant, whose app is signed in on the phone."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        # Only a simulated provider, on this computer, has its app at a web address.
        self._scheme = SCHEME if access.address == ADDRESS else f"{access.address}/app/pay/1.0"

    def readers(self) -> list[Reader]:
        return [Reader(APP, "SumUp")]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return super().begin(asked, note)
        return Heard(Standing.WAITING, step="open_app")

    def stop(self, asked: Asked) -> None:
        """Nobody but its user closes an app."""

    def leap(self, leap: Leap) -> str:
        asked = leap.asked
        back = f"{leap.back}?{urlencode({'state': leap.reference})}"
        query = {
            "amount" if leap.is_ios else "total": major(asked.amount, asked.currency), "currency": asked.currency,
            "affiliate-key": self._affiliate, "foreign-tx-id": str(asked.id), "skip-screen-success": "true",
        }  # fmt: skip
        query |= {"callbacksuccess": back, "callbackfail": back} if leap.is_ios else {"callback": back}
        return f"{self._scheme}?{urlencode(query)}"

    def hint(self, said: Mapping[str, str]) -> Hint:
        return Hint(is_failure=said.get("smp-status") in ("failed", "invalidstate"))

    def _not_there(self, asked: Asked) -> Heard:
        return not_in_app(asked)
