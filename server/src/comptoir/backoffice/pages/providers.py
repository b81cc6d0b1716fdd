"""Card terminals: every driver and how far it was proved, accounts with providers, and a terminal put to a test."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.provider_forms import AccountForm, TerminalForm
from comptoir.backoffice.provider_words import BY, PROOFS, REASONS, STANDINGS, driver_name, trouble_words
from comptoir.backoffice.queries.terminal_places import till_places
from comptoir.backoffice.refusals import say
from comptoir.backoffice.templatetags.comptoir import money
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.accounts import (
    AccountView,
    AssignTerminal,
    SaveAccount,
    TerminalView,
    accounts,
    assign_terminal,
    save_account,
    terminals,
    try_account,
)
from comptoir.payments.errors import AccountRefused
from comptoir.payments.providers.contract import Kind
from comptoir.payments.providers.drivers import DRIVERS, By, Driver, driver_of
from comptoir.payments.terminal_attempts import (
    NUMBERS,
    OFFICE,
    AttemptView,
    BeginAttempt,
    OneAttempt,
    begin_attempt,
    give_up,
    last_trial,
)
from comptoir.payments.terminal_desk import advance
from comptoir.platform.public import organization_view, stores

MANAGE = Permission.MANAGE_PAYMENTS


@dataclass(frozen=True, slots=True)
class Line:
    """An account with its terminals."""

    account: AccountView
    driver: str
    trouble: str
    terminals: list[TerminalView]


@reads(MANAGE)
def providers(visit: Visit) -> HttpResponse:
    """Accounts first; below, every driver with its honest label."""
    listed = terminals()
    context: dict[str, object] = {
        "lines": [
            Line(one, _name(one), trouble_words(one.check_trouble), [each for each in listed if each.account == one.id])
            for one in accounts()
        ],
        "drivers": [
            {"driver": one, "name": driver_name(one), "by": BY[one.by], "proof": PROOFS[one.proof]} for one in DRIVERS
        ],
        "places": _place_names(visit),
    }
    return visit.render("providers.html", context)


@acts(MANAGE)
def new(visit: Visit, driver: str) -> HttpResponse:
    """Make an account, and try it at once."""
    found = driver_of(driver)
    if found is None or found.make is None:
        raise Http404
    return _edit(visit, found, None)


@acts(MANAGE)
def account(visit: Visit, account: UUID) -> HttpResponse:
    """Change an account; its secrets stay unless new ones are typed."""
    known = _known(visit, account)
    driver = driver_of(known.driver)
    assert driver is not None
    return _edit(visit, driver, known)


@acts(MANAGE)
def try_it(visit: Visit, account: UUID) -> HttpResponse:
    """Ask the provider whose account it is, and for its terminals."""
    _known(visit, account)
    if visit.request.method == "POST":
        _try(visit, account)
    return redirect("provider", account=account)


@acts(MANAGE)
def terminal(visit: Visit, terminal: UUID) -> HttpResponse:
    """Which tills may choose it, and a small payment to try it."""
    known = _terminal(visit, terminal)
    with visit.reading():
        form = TerminalForm(
            visit.request.POST if visit.request.method == "POST" else None,
            known=known,
            stores=stores(),
            tills=till_places(visit.organization),
        )
        trial = last_trial(visit.organization, terminal)
    if form.is_bound and form.is_valid():
        command = AssignTerminal(
            organization=visit.organization, person=visit.person, terminal=terminal, name=form.cleaned_data["name"],
            store=form.store(), till=form.till(), allows_tips=form.cleaned_data.get("allows_tips", False),
        )  # fmt: skip
        if form.carry_out(lambda: assign_terminal(command)):
            messages.success(visit.request, _("Saved. Tills see it when their settings are opened."))
            return redirect("provider-terminal", terminal=terminal)
    context: dict[str, object] = {"known": known, "form": form, "is_on_till": _is_on_till(known)}
    with visit.reading():
        amount = money(_least(known), organization_view().currency)
        context |= {"amount": amount, **_shown(trial, amount)}
        return visit.render("provider_terminal.html", context, status=422 if form.is_bound else 200)


@acts(MANAGE)
def test(visit: Visit, terminal: UUID) -> HttpResponse:
    """One step of the trial: bring an amount to the terminal, take it off, look, or give it back."""
    known = _terminal(visit, terminal)
    if visit.request.method != "POST":
        return redirect("provider-terminal", terminal=terminal)
    with visit.reading():
        trial = last_trial(visit.organization, terminal)
        number = NUMBERS.get(organization_view().currency)
    try:
        _step(visit, known, trial, number)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    return redirect("provider-terminal", terminal=terminal)


def _step(visit: Visit, known: TerminalView, trial: AttemptView | None, number: int | None) -> None:
    is_over = trial is None or not trial.is_open
    attempt = new_uuid7()
    if visit.request.POST.get("act") == "stop" and trial is not None and trial.is_open:
        give_up(OneAttempt(organization=visit.organization, id=trial.id, now=visit.now, till=OFFICE))
        attempt = trial.id
    elif not is_over and trial is not None:
        attempt = trial.id
    elif known.store is None or number is None or _is_on_till(known):
        return
    else:
        is_back = trial is not None and _may_go_back(trial)
        begin_attempt(
            BeginAttempt(
                organization=visit.organization, store=known.store, till=OFFICE, terminal=known.id, id=attempt,
                kind=Kind.REVERSAL if is_back else Kind.PAYMENT, amount=_least(known), currency=number,
                reverses=trial.id if is_back and trial is not None else None, now=visit.now, is_trial=True,
            )
        )  # fmt: skip
    advance(visit.organization, attempt, visit.request.POST.get("code", "").replace(" ", ""))


def _least(known: TerminalView) -> int:
    """What is tried with: the least that its provider brings to a terminal."""
    driver = driver_of(known.driver)
    assert driver is not None
    return driver.trial


def _is_on_till(known: TerminalView) -> bool:
    """The till shows it: an app on its phone, or a code."""
    driver = driver_of(known.driver)
    return driver is not None and driver.by in (By.APP, By.CODE)


def _may_go_back(trial: AttemptView) -> bool:
    return trial.kind == Kind.PAYMENT and trial.state == "approved"


def _shown(trial: AttemptView | None, amount: str) -> dict[str, object]:
    if trial is None:
        return {"trial": None}
    is_back = trial.kind == Kind.REVERSAL and trial.state == "approved"
    words = _("%(amount)s went back. The terminal works.") if is_back else str(STANDINGS[trial.state])
    return {
        "trial": trial,
        "standing": words % {"amount": amount},
        "reason": str(REASONS.get(trial.trouble, "")),
        "tone": "good" if trial.state in ("approved", "cancelled") else "warn",
        "may_go_back": _may_go_back(trial),
    }


def _edit(visit: Visit, driver: Driver, known: AccountView | None) -> HttpResponse:
    form = AccountForm(visit.request.POST if visit.request.method == "POST" else None, driver=driver, known=known)
    if form.is_bound and form.is_valid():
        command = SaveAccount(
            organization=visit.organization, person=visit.person, id=known.id if known else new_uuid7(),
            driver=driver.id, name=form.cleaned_data["name"],
            is_live=known.is_live if known else form.cleaned_data["is_live"] == "live",
            is_active=form.cleaned_data["is_active"] if known else True, settings=form.settings(),
            secrets=form.secrets(),
        )  # fmt: skip
        if form.carry_out(lambda: save_account(command)):
            _try(visit, command.id)
            return redirect("provider", account=command.id)
    with visit.reading():
        context: dict[str, object] = {
            "form": form,
            "known": known,
            "driver": driver,
            "trouble": trouble_words(known.check_trouble) if known else "",
            "terminals": terminals(known.id) if known else [],
            "places": _place_names(visit),
        }
        return visit.render("provider.html", context, status=422 if form.is_bound else 200)


def _try(visit: Visit, account: UUID) -> None:
    try:
        name = try_account(visit.organization, account, visit.now)
    except AccountRefused as refusal:
        messages.error(visit.request, trouble_words(str(refusal.details.get("reason", ""))))
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, _("It works: the provider knows it as “%(name)s”.") % {"name": name})


def _known(visit: Visit, account: UUID) -> AccountView:
    with visit.reading():
        known = next((one for one in accounts() if one.id == account), None)
    if known is None:
        raise Http404
    return known


def _terminal(visit: Visit, terminal: UUID) -> TerminalView:
    with visit.reading():
        known = next((one for one in terminals() if one.id == terminal), None)
    if known is None:
        raise Http404
    return known


def _place_names(visit: Visit) -> dict[UUID, str]:
    """Stores and tills by their identifiers."""
    names = {one.id: one.name for one in stores()}
    return names | {one.id: one.name for one in till_places(visit.organization)}


def _name(one: AccountView) -> str:
    driver = driver_of(one.driver)
    return driver_name(driver) if driver is not None else one.driver
