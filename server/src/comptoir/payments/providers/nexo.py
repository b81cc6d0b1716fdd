"""The messages of Adyen's Terminal API (nexo), as its cloud takes and gives them: pure.

A hardware agent speaks the same with a terminal beside it, by its own code: it is installed without this server, and
its contract knows other verbs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.payments.providers.amounts import major, minor
from comptoir.payments.providers.contract import Asked, Heard, Kind, Lost, NotSent, Result, Standing
from comptoir.payments.providers.http import words

VERSION = "3.0"
SALE = "Comptoir"
SERVICE_LENGTH = 10
CATEGORIES = {Kind.PAYMENT: "Payment", Kind.REVERSAL: "Reversal"}
_AMOUNT = "\N{REPLACEMENT CHARACTER}amount"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TROUBLES = {
    "Busy": "terminal_busy", "InvalidCard": "card_unknown", "InsertedCard": "card_unreadable",
    "UnreachableHost": "no_acquirer", "NotAllowed": "not_possible", "MessageFormat": "not_possible",
    "UnavailableService": "not_possible", "NotFound": "not_possible", "LoggedOut": "not_registered",
    "DeviceOut": "terminal_busy", "UnavailableDevice": "terminal_busy", "PaymentRestriction": "card_declined",
    "WrongPIN": "wrong_pin",
}  # fmt: skip
_STOPPED = ("Aborted", "Cancel")
_BRANDS = {"mc": "MASTERCARD", "amex": "AMERICAN EXPRESS", "cartebancaire": "CB", "bcmc": "BANCONTACT"}
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a message said of an attempt, and the acquirer's own name for it."""

    heard: Heard
    transaction: str = ""


def service_of(asked: Asked) -> str:
    """The attempt's identifier in the ten letters that a message may have: always the same ones, and its own."""
    rest, found = asked.id.int, ""
    for _ in range(SERVICE_LENGTH):
        rest, digit = divmod(rest, len(_DIGITS))
        found += _DIGITS[digit]
    return found


def header(category: str, service: str, terminal: str) -> dict[str, str]:
    return {
        "ProtocolVersion": VERSION, "MessageClass": "Service", "MessageCategory": category, "MessageType": "Request",
        "ServiceID": service, "SaleID": SALE, "POIID": terminal,
    }  # fmt: skip


def payment(asked: Asked, at: str) -> str:
    """As JSON: its amount is a decimal number, and never was a binary fraction."""
    sale: dict[str, object] = {"SaleTransactionID": {"TransactionID": str(asked.id), "TimeStamp": at}}
    if asked.allows_tips:
        sale["SaleToAcquirerData"] = "tenderOption=AskGratuity"
    body = {
        "SaleData": sale,
        "PaymentTransaction": {"AmountsReq": {"Currency": asked.currency, "RequestedAmount": _AMOUNT}},
    }
    return _text(asked, body)


def reversal(asked: Asked, at: str) -> str:
    """Raises `NotSent` where the acquirer's name of the payment is not known."""
    name, _, moment = asked.paid.get("transaction", "").partition(" ")
    if not name or not moment:
        raise NotSent("not_found")
    body = {
        "OriginalPOITransaction": {"POITransactionID": {"TransactionID": name, "TimeStamp": moment}},
        "ReversalReason": "MerchantCancel",
        "ReversedAmount": _AMOUNT,
        "SaleData": {
            "SaleToAcquirerData": f"currency={asked.currency}",
            "SaleTransactionID": {"TransactionID": str(asked.id), "TimeStamp": at},
        },
    }
    return _text(asked, body)


def status(asked: Asked, head: Said) -> Said:
    """What became of it?"""
    body = {"ReceiptReprintFlag": False, "MessageReference": _about(asked)}
    return {"SaleToPOIRequest": {"MessageHeader": head, "TransactionStatusRequest": body}}


def abort(asked: Asked, head: Said) -> Said:
    body = {"AbortReason": "MerchantAbort", "MessageReference": _about(asked)}
    return {"SaleToPOIRequest": {"MessageHeader": head, "AbortRequest": body}}


def read_status(said: Said, head: Said, asked: Asked) -> Told | None:
    """None: the terminal never heard of it. Raises `Lost`: no answer to our question, or none to make sense of."""
    envelope = part(said, "SaleToPOIResponse")
    _check(envelope, head)
    found = part(envelope, "TransactionStatusResponse")
    response = part(found, "Response")
    if response.get("Result") == "Success":
        repeated = part(found, "RepeatedMessageResponse")
        _check(repeated, header(CATEGORIES[asked.kind], service_of(asked), asked.reader))
        return _read(part(repeated, "RepeatedResponseMessageBody"), asked)
    match response.get("ErrorCondition"):
        case "InProgress" | "Busy":
            return Told(Heard(Standing.WAITING, step="insert_card"))
        case "NotFound":
            return None
        case _:
            raise Lost("no_answer")


def part(said: Said, name: str) -> Said:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _check(envelope: Said, head: Said) -> None:
    said = part(envelope, "MessageHeader")
    if any(said.get(name) != head[name] for name in ("MessageCategory", "ServiceID", "SaleID", "POIID")):
        raise Lost("wrong_reference")


def _read(body: Said, asked: Asked) -> Told:
    found = part(body, f"{CATEGORIES[asked.kind]}Response")
    response = part(found, "Response")
    if part(part(found, "SaleData"), "SaleTransactionID").get("TransactionID") != str(asked.id):
        raise Lost("wrong_reference")
    match response.get("Result"):
        case "Failure":
            condition = response.get("ErrorCondition")
            if condition in _STOPPED:
                return Told(Heard(Standing.CANCELLED))
            return Told(Heard(Standing.DECLINED, _TROUBLES.get(words(condition), "declined")))
        case "Success" | "Partial":
            heard = _paid(found) if asked.kind is Kind.PAYMENT else _given_back(found, asked)
            return Told(heard, _transaction(found))
        case _:
            raise Lost("answer_broken")


def _paid(found: Said) -> Heard:
    result = part(found, "PaymentResult")
    amounts = part(result, "AmountsResp")
    currency = words(amounts.get("Currency"), 3)
    card = part(part(result, "PaymentInstrumentData"), "CardData")
    brand = words(card.get("PaymentBrand"), 40)
    last = words(card.get("MaskedPan") or card.get("MaskedPAN")).strip()[-4:]
    return Heard(
        Standing.APPROVED,
        amount=minor(amounts.get("AuthorizedAmount"), currency),
        tip=minor(amounts.get("TipAmount"), currency) or 0,
        currency=currency,
        result=Result(
            brand=_BRANDS.get(brand, brand.upper()),
            last_four=last if len(last) == 4 and last.isascii() and last.isdecimal() else "",
            authorization=words(part(result, "PaymentAcquirerData").get("ApprovalCode"), 8),
        ),
    )


def _given_back(found: Said, asked: Asked) -> Heard:
    """The amount is said, or it is all of it; the currency is that of the payment."""
    said = found.get("ReversedAmount")
    amount = asked.amount if said is None else minor(said, asked.currency)
    return Heard(Standing.APPROVED, amount=amount, currency=asked.currency)


def _transaction(found: Said) -> str:
    about = part(part(found, "POIData"), "POITransactionID")
    name, moment = words(about.get("TransactionID")), words(about.get("TimeStamp"))
    return f"{name} {moment}" if name and moment else ""


def _about(asked: Asked) -> Said:
    return {
        "MessageCategory": CATEGORIES[asked.kind], "ServiceID": service_of(asked), "SaleID": SALE,
        "POIID": asked.reader,
    }  # fmt: skip


def _text(asked: Asked, body: Said) -> str:
    if asked.currency not in CURRENCY_EXPONENTS:
        raise NotSent("not_possible")
    category = CATEGORIES[asked.kind]
    head = header(category, service_of(asked), asked.reader)
    whole = json.dumps({"SaleToPOIRequest": {"MessageHeader": head, f"{category}Request": body}})
    return whole.replace(json.dumps(_AMOUNT), major(asked.amount, asked.currency))
