"""The messages themselves, the same on the local network and through the acquirer's cloud.

Amounts are decimal numbers of the currency's unit; here they are minor units, and go through text, never through a
binary fraction.
"""

import base64
import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import NOT_FOUND, OF_HOLD, Kind, Lost, NotSent, Said, Wish

VERSION = "3.0"
CATEGORIES = {
    Kind.PAYMENT: "Payment", Kind.REFUND: "Payment", Kind.REVERSAL: "Reversal", Kind.RESERVE: "Payment",
    Kind.INCREASE: "Payment", Kind.CAPTURE: "Payment", Kind.RELEASE: "Reversal",
}  # fmt: skip
# Of a `Payment` that is none: nexo's word for it.
PAYMENT_TYPES = {
    Kind.REFUND: "Refund", Kind.RESERVE: "FirstReservation", Kind.INCREASE: "UpdateReservation",
    Kind.CAPTURE: "Completion",
}  # fmt: skip
# ISO 4217: letters and digits of the minor unit, by number.
CURRENCIES = {
    978: ("EUR", 2), 756: ("CHF", 2), 826: ("GBP", 2), 840: ("USD", 2), 208: ("DKK", 2), 752: ("SEK", 2),
    578: ("NOK", 2), 985: ("PLN", 2), 203: ("CZK", 2), 348: ("HUF", 2), 946: ("RON", 2), 975: ("BGN", 2),
    352: ("ISK", 0), 36: ("AUD", 2), 124: ("CAD", 2), 392: ("JPY", 0), 702: ("SGD", 2), 344: ("HKD", 2),
    554: ("NZD", 2), 986: ("BRL", 2), 484: ("MXN", 2), 784: ("AED", 2), 504: ("MAD", 2), 788: ("TND", 3),
}  # fmt: skip
TROUBLES = {
    "Refusal": "declined", "Cancel": "cancelled", "Aborted": "cancelled", "Busy": "terminal_busy",
    "InvalidCard": "card_unknown", "InsertedCard": "card_unreadable", "UnreachableHost": "no_acquirer",
    "NotAllowed": "not_possible", "MessageFormat": "not_possible", "UnavailableService": "not_possible",
    "NotFound": "not_possible", "LoggedOut": "not_registered", "DeviceOut": "terminal_busy",
    "UnavailableDevice": "terminal_busy", "PaymentRestriction": "card_declined", "WrongPIN": "wrong_pin",
}  # fmt: skip
BRANDS = {
    "mc": "MASTERCARD", "visa": "VISA", "amex": "AMERICAN EXPRESS", "cartebancaire": "CB", "vpay": "V PAY",
    "maestro": "MAESTRO", "girocard": "GIROCARD", "bcmc": "BANCONTACT", "cup": "UNIONPAY", "diners": "DINERS",
}  # fmt: skip
_AMOUNT = "\N{REPLACEMENT CHARACTER}amount"
_TRANSACTION = re.compile(r"[A-Za-z0-9.]{1,64}")
_MOMENT = re.compile(r"[0-9TZ:.+-]{1,40}")


@dataclass(frozen=True, slots=True)
class Ends:
    """Who speaks with whom: our name, and the terminal's (model and serial number)."""

    sale: str
    poi: str


def header(category: str, service: str, ends: Ends, kind: str = "Request") -> dict[str, str]:
    return {
        "ProtocolVersion": VERSION, "MessageClass": "Service", "MessageCategory": category, "MessageType": kind,
        "ServiceID": service, "SaleID": ends.sale, "POIID": ends.poi,
    }  # fmt: skip


def request(
    wish: Wish, head: dict[str, str], at: str, *, asks_tip: bool = False, original: Result | None = None
) -> str:
    """Whatever may be wished, as text. Raises `NotSent` where it can't be said."""
    currency = CURRENCIES.get(wish.currency)
    if currency is None or wish.kind not in CATEGORIES:
        raise NotSent("not_possible")
    letters, digits = currency
    options = ["AllowPartialAuthorisation"] if wish.takes_less else []
    options += ["AskGratuity"] if asks_tip and wish.kind is Kind.PAYMENT else []
    sale = {"SaleTransactionID": {"TransactionID": head["ServiceID"], "TimeStamp": at}}
    acquirer = [f"tenderOption={','.join(options)}"] if options else []
    acquirer += ["authorisationType=PreAuth"] if wish.kind is Kind.RESERVE else []
    if acquirer:
        sale |= {"SaleToAcquirerData": "&".join(acquirer)}  # type: ignore[dict-item]
    body: dict[str, Any]
    if CATEGORIES[wish.kind] == "Reversal":
        body = {
            "OriginalPOITransaction": _original(original),
            "ReversalReason": "MerchantCancel",
            "ReversedAmount": _AMOUNT,
            "SaleData": sale | {"SaleToAcquirerData": f"currency={letters}"},
        }
    else:
        wanted: dict[str, Any] = {"AmountsReq": {"Currency": letters, "RequestedAmount": _AMOUNT}}
        if wish.kind in OF_HOLD:
            wanted |= {"OriginalPOITransaction": _original(original)}
        if wish.kind in (Kind.PAYMENT, Kind.RESERVE) and not wish.may_be_offline:
            wanted |= {"TransactionConditions": {"ForceOnlineFlag": True}}
        body = {"SaleData": sale, "PaymentTransaction": wanted}
        if wish.kind in PAYMENT_TYPES:
            body |= {"PaymentData": {"PaymentType": PAYMENT_TYPES[wish.kind]}}
    whole = {"SaleToPOIRequest": {"MessageHeader": head, f"{head['MessageCategory']}Request": body}}
    return json.dumps(whole).replace(json.dumps(_AMOUNT), _decimal(wish.amount, digits))


def _original(original: Result | None) -> dict[str, Any]:
    name, _, moment = (original.transaction if original is not None else "").partition(" ")
    if not name or not moment:
        raise NotSent("not_possible")
    return {"POITransactionID": {"TransactionID": name, "TimeStamp": moment}}


def status_request(wish: Wish, head: dict[str, str], reference: str) -> str:
    """What became of that one?"""
    about = _about(wish, head, reference)
    body = {"ReceiptReprintFlag": False, "MessageReference": about}
    return json.dumps({"SaleToPOIRequest": {"MessageHeader": head, "TransactionStatusRequest": body}})


def abort_request(wish: Wish, head: dict[str, str], reference: str) -> str:
    body = {"AbortReason": "MerchantAbort", "MessageReference": _about(wish, head, reference)}
    return json.dumps({"SaleToPOIRequest": {"MessageHeader": head, "AbortRequest": body}})


def _about(wish: Wish, head: dict[str, str], reference: str) -> dict[str, str]:
    return {
        "MessageCategory": CATEGORIES[wish.kind], "ServiceID": reference, "SaleID": head["SaleID"],
        "POIID": head["POIID"],
    }  # fmt: skip


def read_answer(answer: dict[str, Any], head: dict[str, str], wish: Wish, reference: str) -> Said:
    """What it says of our wish; numbers are texts in `answer`. Raises `Lost`: no answer to it, or no sense in it."""
    _check(answer, head)
    return _read(answer, head["MessageCategory"], wish, reference)


def read_status(answer: dict[str, Any], head: dict[str, str], wish: Wish, reference: str, ends: Ends) -> Said:
    """What it says of that wish when it is asked for it. Raises `NotSent` while it is busy with it, and `Lost`."""
    _check(answer, head)
    found = _part(answer, "TransactionStatusResponse")
    response = _part(found, "Response")
    if response.get("Result") != "Success":
        match response.get("ErrorCondition"):
            case "NotFound":
                return Said(is_approved=False, result=Result(), trouble=NOT_FOUND)
            case "InProgress" | "Busy":
                raise NotSent("terminal_busy")
            case other:
                raise Lost(f"status: {other}")
    repeated = _part(found, "RepeatedMessageResponse")
    asked = header(CATEGORIES[wish.kind], reference, ends)
    _check(repeated, asked)
    return _read(_part(repeated, "RepeatedResponseMessageBody"), CATEGORIES[wish.kind], wish, reference)


def _check(answer: dict[str, Any], head: dict[str, str]) -> None:
    said = _part(answer, "MessageHeader")
    if any(said.get(name) != head[name] for name in ("MessageCategory", "ServiceID", "SaleID", "POIID")):
        raise Lost("an answer to something else")
    if said.get("MessageType", "Response") != "Response":
        raise Lost("no answer")


def _read(body: dict[str, Any], category: str, wish: Wish, reference: str) -> Said:
    found = _part(body, f"{category}Response")
    response = _part(found, "Response")
    sale = _part(_part(found, "SaleData", {}), "SaleTransactionID", {})
    if sale.get("TransactionID", reference) != reference:
        raise Lost("an answer to something else")
    match response.get("Result"):
        case "Failure":
            trouble = TROUBLES.get(str(response.get("ErrorCondition")), "declined")
            return Said(is_approved=False, result=Result(), trouble=trouble)
        case "Success" | "Partial" as result:
            kept = _reversed(found, wish) if category == "Reversal" else _paid(found, wish)
            kept = {**kept, "receipt": reference, "transaction": _transaction(found)}
            return Said(is_approved=True, result=Result(**kept), is_part=result == "Partial")
        case other:
            raise Lost(f"result: {other}")


def _paid(found: dict[str, Any], wish: Wish) -> dict[str, Any]:
    result = _part(found, "PaymentResult")
    amounts = _part(result, "AmountsResp")
    letters, digits = CURRENCIES[wish.currency]
    if amounts.get("Currency") != letters:
        raise Lost("another currency")
    card = _part(_part(result, "PaymentInstrumentData", {}), "CardData", {})
    approval = str(_part(result, "PaymentAcquirerData", {}).get("ApprovalCode", ""))
    return {
        "amount": _minor(amounts.get("AuthorizedAmount"), digits),
        "currency": wish.currency,
        "authorization": approval if re.fullmatch(r"[A-Za-z0-9]{1,8}", approval) else "",
        "brand": _brand(str(card.get("PaymentBrand", ""))),
        "last_four": _last_four(str(card.get("MaskedPan", card.get("MaskedPAN", "")))),
        "is_offline": result.get("OnlineFlag") is False or _is_stored(_part(found, "Response", {})),
    }


def _is_stored(response: dict[str, Any]) -> bool:
    """Adyen says so beside the flag: `offline=true` in its additional words, plain or as JSON in base64."""
    more = str(response.get("AdditionalResponse", ""))
    try:
        said = json.loads(base64.b64decode(more, validate=True))
        said = said.get("additionalData", said) if isinstance(said, dict) else {}
        return isinstance(said, dict) and said.get("offline") == "true"
    except ValueError:
        return dict(parse_qsl(more)).get("offline") == "true"


def _reversed(found: dict[str, Any], wish: Wish) -> dict[str, Any]:
    """The amount is said or is all of it; the currency is that of the payment."""
    said = found.get("ReversedAmount")
    amount = wish.amount if said is None else _minor(said, CURRENCIES[wish.currency][1])
    return {"amount": amount, "currency": wish.currency}


def _transaction(found: dict[str, Any]) -> str:
    about = _part(_part(found, "POIData", {}), "POITransactionID", {})
    name, moment = str(about.get("TransactionID", "")), str(about.get("TimeStamp", ""))
    return f"{name} {moment}" if _TRANSACTION.fullmatch(name) and _MOMENT.fullmatch(moment) else ""


def _part(whole: dict[str, Any], name: str, otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
    found = whole.get(name, otherwise)
    if not isinstance(found, dict):
        raise Lost(f"no {name}")
    return found


def _decimal(amount: int, digits: int) -> str:
    return format(Decimal(amount).scaleb(-digits), "f")


def _minor(said: Any, digits: int) -> int:
    try:
        scaled = Decimal(str(said)).scaleb(digits)
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise Lost("no amount")
    except InvalidOperation:
        raise Lost("no amount") from None
    return int(scaled)


def _brand(name: str) -> str:
    return BRANDS.get(name, "".join(letter for letter in name if letter.isalpha() or letter in " -")[:40].upper())


def _last_four(masked: str) -> str:
    last = masked.strip()[-4:]
    return last if len(last) == 4 and last.isascii() and last.isdecimal() else ""
