"""Payments at card terminals: the list, and what happened to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.card_words import reason
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.refusals import say as say_refusal
from comptoir.backoffice.scope import read_range
from comptoir.backoffice.words import WORDS, word
from comptoir.identity.public import Permission, people
from comptoir.kernel import DomainError
from comptoir.payments.errors import OfflineCardUnknown
from comptoir.payments.offline_cards import DecideOfflineCard, decide_offline_card
from comptoir.platform.public import stores
from comptoir.sales import card_payments as payments
from comptoir.sales.listing import till_choices

DAYS_SHOWN = 7
# What a bank has not said by then, it does not say any more.
OFFLINE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """One word of the history, as a person reads it."""

    at: datetime
    standing: str
    source: str
    reason: str


@reads(Permission.SEE_SALES)
def card_payments(visit: Visit) -> HttpResponse:
    """Newest first. What is open, or is money without a sale, is counted in the title, whenever it was."""
    query = visit.request.GET
    scope = read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN, by_clock=True)
    till, standing = read_uuid(query.get("till")), query.get("state", "")
    standing = standing if standing in payments.STANDINGS else ""
    page = payments.list_card_payments(scope, till=till, standing=standing, after=_read_place(query))
    holds = payments.open_holds(visit.organization, scope.store.id if scope.store else None)
    context: dict[str, object] = {
        "scope": scope,
        "holds": [(one, one.is_late(visit.now)) for one in holds],
        "late_holds": sum(one.is_late(visit.now) for one in holds),
        "page": page,
        "unsettled": payments.unsettled(visit.organization),
        "tills": till_choices(visit.organization),
        "since_always": (visit.now - timedelta(days=OFFLINE_DAYS)).date().isoformat(),
        "till": till,
        "standing": standing,
        "standings": [(code, word("card_standing", code)) for code in payments.STANDINGS],
        "next_address": _next_address(query, page.next),
    }
    return visit.render("card_payments.html", context)


@reads(Permission.SEE_SALES)
def card_payment(visit: Visit, attempt: UUID) -> HttpResponse:
    """What happened to this payment: each word that was said about it, and the sale that it paid."""
    found = payments.card_payment(visit.organization, attempt)
    if found is None:
        raise Http404
    context: dict[str, object] = {
        "payment": found,
        "answer": _answer(found),
        "driver": WORDS["card_driver"].get(found.driver, ""),
        "may_confirm": visit.may(Permission.CONFIRM_PAYMENTS),
        "offline_by": _name_of(found.offline_by) if found.offline_by else "",
        "history": _history(payments.words_of(visit.organization, attempt)),
    }
    return visit.render("card_payment.html", context)


@acts(Permission.CONFIRM_PAYMENTS)
def offline(visit: Visit, attempt: UUID) -> HttpResponse:
    """The company's pages say what the bank said of a card that was taken without it."""
    said = visit.request.POST.get("confirmed", "")
    if visit.request.method == "POST" and said in ("0", "1"):
        command = DecideOfflineCard(
            organization=visit.organization, person=visit.person, attempt=attempt, is_confirmed=said == "1",
            at=visit.now,
        )  # fmt: skip
        try:
            decide_offline_card(command)
        except OfflineCardUnknown:
            raise Http404 from None
        except DomainError as refusal:
            messages.error(visit.request, say_refusal(refusal))
        else:
            messages.success(visit.request, _("Noted."))
    else:
        with visit.reading():
            if payments.card_payment(visit.organization, attempt) is None:
                raise Http404
    return redirect("card-payment", attempt)


def _name_of(person: UUID) -> str:
    return next((one.name for one in people() if one.id == person), "")


def _answer(found: payments.CardPayment) -> str:
    """The title: what became of the money."""
    if found.is_hold:
        return _hold_answer(found)
    if found.is_unlinked and found.standing == "approved":
        return _("This money went to a card that is not known to have paid")
    if found.is_back and found.standing == "approved":
        return _("This money went back to the card")
    answers = {
        "approved": _("This was paid"),
        "free": _("This was paid, and is in no sale"),
        "offline": _("The terminal took this without the bank, which has not said yes yet"),
        "lost": _("The bank refused this later"),
        "back": _("This was paid, and went back to the card"),
        "declined": _("Nothing was charged"),
        "cancelled": _("It was stopped, and nothing was charged"),
        "pending": _("It is at the terminal"),
        "unknown": _("Nobody knows yet whether this was paid"),
    }
    if found.is_back:
        answers |= {
            "declined": _("The money did not go back"),
            "cancelled": _("It was stopped, and the money did not go back"),
            "unknown": _("Nobody knows yet whether this went back"),
        }
    return answers[found.standing]


def _hold_answer(found: payments.CardPayment) -> str:
    """Of what only holds money: nobody paid by it."""
    done = {
        "reserve": _("This is reserved on the card"),
        "increase": _("From here on so much was reserved on the card"),
        "release": _("This is not reserved any more"),
    }
    answers = {
        "approved": done[found.kind],
        "held": done["reserve"],
        "taken": _("This was reserved, and then charged"),
        "let_go": _("This was reserved, and then released"),
        "pending": _("It is at the terminal"),
        "unknown": _("Nobody knows yet whether this was done"),
    }
    return answers.get(found.standing, _("Nothing was done"))


def _history(words: Sequence[payments.CardWord]) -> list[Said]:
    return [Said(one.at, word("card_standing", one.state), _who(one.source), reason(one.trouble)) for one in words]


def _who(source: str) -> str:
    return str(WORDS["card_source"].get(source, WORDS["card_source"]["till"]))


def _read_place(query: QueryDict) -> payments.CardPlace | None:
    moment, _sep, attempt = query.get("after", "").partition("_")
    key = read_uuid(attempt)
    try:
        made_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return payments.CardPlace(made_at, key) if key is not None and made_at.tzinfo is not None else None


def _next_address(query: QueryDict, place: payments.CardPlace | None) -> str:
    if place is None:
        return ""
    kept = {name: value for name, value in query.items() if name != "after"}
    return f"?{urlencode({**kept, 'after': f'{place.made_at.isoformat()}_{place.attempt}'})}"
