"""Card money: what companies and the bank say beside what the tills took, and the way of each payout to the account."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.pages.bank_messages import confirmed
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import Scope, read_range, zone_of
from comptoir.backoffice.settlement_forms import SettleForm, SettlementFileForm
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.code_reading import bank_message
from comptoir.platform.public import organization_view, stores
from comptoir.settlements.commands import Settle, TryFile, TurnFile, Window
from comptoir.settlements.errors import FileTooLarge
from comptoir.settlements.public import (
    DAYS_MAX,
    OPEN,
    Bucket,
    Reconciliation,
    Row,
    file_view,
    files,
    reconcile,
    settle,
    take_back_file,
    take_file,
    try_file,
)
from comptoir.settlements.readers import SIZE_MAX

DAYS_SHOWN = 30
ROWS_SHOWN = 200


@reads(Permission.SEE_BOOKS)
def settlements(visit: Visit) -> HttpResponse:
    """A period: the four buckets, each difference, each payout."""
    return _page(visit)


@reads(Permission.SEE_BOOKS)
def settlements_csv(visit: Visit) -> HttpResponse:
    """Every row of the period as a file."""
    scope = _scope(visit)
    found = _reconciled(scope)
    head = [
        _("State"), _("Day"), _("Card company"), _("Reference"), _("Authorization"), _("Terminal"), _("Tills"),
        _("Card company says"), _("Fee"), _("Difference"), _("Payout"), _("Note"),
    ]  # fmt: skip
    name = f"{_('card-money')}-{scope.first}-{scope.last}.csv"
    return csv_file(name, head, (_cells(row, visit.language) for row in found.rows), visit.language)


@acts(Permission.KEEP_BOOKS)
def settlement_file_new(visit: Visit) -> HttpResponse:
    """Look at a file; nothing counts yet."""
    if visit.request.method != "POST":
        return redirect("settlements")
    with visit.reading():
        places = stores()
        form = SettlementFileForm(visit.request.POST, visit.request.FILES, stores=places)
        currency = organization_view().currency
    if form.is_valid():
        said = form.cleaned_data
        store = UUID(said["store"])
        place = next(one for one in places if one.id == store)

        tried = [said["id"]]

        def work() -> None:
            if said["file"].size > SIZE_MAX:
                raise FileTooLarge
            tried[:] = [
                try_file(
                    TryFile(
                        organization=visit.organization, person=visit.person, id=said["id"], store=store,
                        name=said["file"].name or "", content=said["file"].read(), timezone=zone_of(place, places),
                        currency=currency, columns=form.columns,
                    )
                )
            ]  # fmt: skip

        if form.carry_out(work):
            if tried != [said["id"]]:
                messages.info(visit.request, _("This file was handed in before: here it is."))
            return redirect("settlement-file", tried[0])
    with visit.reading():
        return _page(visit, form, status=422)


@reads(Permission.SEE_BOOKS)
def settlement_file(visit: Visit, file: UUID) -> HttpResponse:
    """What a file says, before and after it is taken."""
    found = file_view(file)
    if found is None:
        raise Http404
    store = next((place for place in stores() if place.id == found.store), None)
    message = bank_message(file) if found.provider == "bank" else None
    context: dict[str, object] = {
        "file": found, "store": store, "may_keep": visit.may(Permission.KEEP_BOOKS),
        "may_confirm": visit.may(Permission.CONFIRM_PAYMENTS), "message": message,
    }  # fmt: skip
    return visit.render("settlement_file.html", context)


@acts(Permission.KEEP_BOOKS)
def settlement_file_take(visit: Visit, file: UUID) -> HttpResponse:
    """Let it count; of a bank's file payments by code, too, where whoever takes it may confirm them."""

    def work(command: TurnFile) -> str:
        took = take_file(replace(command, confirms=visit.may(Permission.CONFIRM_PAYMENTS)))
        said = _("Taken: %(count)s lines are new.") % {"count": took.lines}
        more = (confirmed(took.payments) if took.payments else "", _paid_later(took.cards) if took.cards else "")
        return " ".join(text for text in (said, *more) if text)

    return _turn(visit, file, work)


def _paid_later(cards: int) -> str:
    return ngettext(
        "%(count)s card that was taken without the bank is paid by it.",
        "%(count)s cards that were taken without the bank are paid by it.",
        cards,
    ) % {"count": cards}


@acts(Permission.KEEP_BOOKS)
def settlement_file_back(visit: Visit, file: UUID) -> HttpResponse:
    """Let nothing of it count."""

    def work(command: TurnFile) -> str:
        take_back_file(command)
        return _("Taken back: nothing of it counts any more.")

    return _turn(visit, file, work)


def _turn(visit: Visit, file: UUID, work: Callable[[TurnFile], str]) -> HttpResponse:
    if visit.request.method == "POST":
        with visit.reading():
            if file_view(file) is None:
                raise Http404
        try:
            told = work(TurnFile(organization=visit.organization, person=visit.person, file=file, now=visit.now))
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, told)
    return redirect("settlement-file", file)


@acts(Permission.KEEP_BOOKS)
def settlement_note(visit: Visit) -> HttpResponse:
    """What became of a difference."""
    form = SettleForm(visit.request.POST)
    if visit.request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        settle(
            Settle(
                organization=visit.organization, person=visit.person, id=said["id"], store=said["store"],
                subject=said["subject"], note=said["note"],
            )
        )  # fmt: skip
        messages.success(visit.request, _("Noted: it counts as settled."))
    elif visit.request.method == "POST":
        messages.error(visit.request, _("Say what became of it."))
    asked = {name: visit.request.GET.get(name, "") for name in ("store", "from", "to", "bucket")}
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{reverse('settlements')}?{query}" if query else reverse("settlements"))


def _scope(visit: Visit) -> Scope:
    """At most a quarter: all of it is set beside each other when the page is asked for."""
    asked = read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    return replace(asked, first=max(asked.first, asked.last - DAYS_MAX))


def _reconciled(scope: Scope) -> Reconciliation:
    places = [scope.store] if scope.store else stores()
    window = Window(tuple(place.id for place in places), scope.first, scope.last)
    return reconcile(window, timezone=scope.timezone, currency=organization_view().currency)


def _page(visit: Visit, form: SettlementFileForm | None = None, *, status: int = 200) -> HttpResponse:
    scope, places = _scope(visit), stores()
    found = _reconciled(scope)
    chosen = visit.request.GET.get("bucket", "")
    wanted = (Bucket(chosen),) if chosen in set(Bucket) else OPEN
    rows = [row for row in found.rows if row.bucket in wanted]
    query = {"from": str(scope.first), "to": str(scope.last), "store": str(scope.store.id) if scope.store else ""}
    context: dict[str, object] = {
        "scope": scope, "found": found, "rows": rows[:ROWS_SHOWN], "more": max(0, len(rows) - ROWS_SHOWN),
        "chosen": chosen if chosen in set(Bucket) else "", "open_buckets": [bucket.value for bucket in OPEN],
        "query": urlencode(query), "files": files(), "store_names": {str(place.id): place.name for place in places},
        "currency": organization_view().currency, "may_keep": visit.may(Permission.KEEP_BOOKS),
        "form": form or (SettlementFileForm(stores=places) if places else None), "new_id": new_uuid7,
        "default_store": (scope.store or places[0]).id if places else "",
    }  # fmt: skip
    return visit.render("settlements.html", context, status=status)


def _cells(row: Row, language: str) -> list[str]:
    line, payment = row.line, row.payment
    currency = line.currency if line else payment.taken.currency if payment else ""

    def amount(value: int | None) -> str:
        return "" if value is None else formats.decimal_text(value, currency, language)

    return [
        word("bucket", row.bucket.value), str(row.day), word("provider", line.provider) if line else "",
        inert((line.reference or line.own_reference) if line else ""),
        inert((line.authorization if line else "") or (payment.taken.authorization if payment else "")),
        inert((payment.taken.terminal if payment else "") or (line.terminal if line else "")), amount(row.here),
        amount(row.there), amount(line.fee if line else None), amount(row.difference),
        inert(line.payout if line else ""),
        inert(row.note),
    ]  # fmt: skip
