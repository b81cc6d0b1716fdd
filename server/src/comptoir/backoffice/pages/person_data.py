"""What is kept of one person: shown, handed over as a file, agreed to, erased."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.person_forms import PLACES, REASON_WORDS, USES, ConsentForm, ErasureForm
from comptoir.backoffice.refusals import say
from comptoir.customers.commands import TakeAddresses
from comptoir.customers.public import ConsentView, consents_of, record_consent, take_addresses
from comptoir.customers.public import customer as one_customer
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view
from comptoir.privacy.errors import PersonUnknown
from comptoir.privacy.public import (
    ExportEmployee,
    ExportPerson,
    PersonFile,
    erase_person,
    erasure_of,
    export_employee,
    export_person,
    kept_of,
)


@reads(Permission.ANSWER_PEOPLE)
def person_data(visit: Visit, customer: UUID) -> HttpResponse:
    """How much of what, what they agreed to, and until when the law keeps something."""
    return _page(visit, customer)


@acts(Permission.ANSWER_PEOPLE)
def person_file(visit: Visit, customer: UUID) -> HttpResponse:
    """Everything, as a file for them. That it was handed over is noted."""
    if visit.request.method != "POST":
        return redirect("person-data", customer=customer)
    try:
        found = export_person(
            ExportPerson(organization=visit.organization, person=visit.person, customer=customer, now=visit.now)
        )
    except PersonUnknown:
        raise Http404 from None
    return _file(found)


@acts(Permission.ANSWER_PEOPLE)
def person_consent(visit: Visit, customer: UUID) -> HttpResponse:
    """Write a yes or a no down."""
    if visit.request.method != "POST":
        return redirect("person-data", customer=customer)
    with visit.reading():
        if one_customer(customer) is None:
            raise Http404
        form = ConsentForm(visit.request.POST, shop=organization_view().name)
    if form.is_valid() and form.carry_out(
        lambda: record_consent(form.command(visit.organization, visit.person, customer, visit.now, visit.language))
    ):
        messages.success(visit.request, _("Noted."))
        return redirect("person-data", customer=customer)
    with visit.reading():
        return _page(visit, customer, consent_form=form, status=422)


@acts(Permission.ANSWER_PEOPLE)
def person_erase(visit: Visit, customer: UUID) -> HttpResponse:
    """Erase them, when the word is typed and nothing is open any more."""
    if visit.request.method != "POST":
        return redirect("person-data", customer=customer)
    with visit.reading():
        if one_customer(customer) is None:
            raise Http404
        form = ErasureForm(visit.request.POST)
    if form.is_valid():
        try:
            erased = erase_person(form.command(visit.organization, visit.person, customer, visit.now))
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
            return redirect("person-data", customer=customer)
        messages.success(visit.request, _said(visit, erased.kept_until))
        return redirect("person-data", customer=customer)
    with visit.reading():
        return _page(visit, customer, erasure_form=form, status=422)


@acts(Permission.ANSWER_PEOPLE)
def employee_file(visit: Visit, employee: UUID) -> HttpResponse:
    """The same of somebody of the team."""
    if visit.request.method != "POST":
        return redirect("employee", employee)
    try:
        found = export_employee(
            ExportEmployee(organization=visit.organization, person=visit.person, employee=employee, now=visit.now)
        )
    except PersonUnknown:
        raise Http404 from None
    return _file(found)


@acts(Permission.ANSWER_PEOPLE)
def consented(visit: Visit) -> HttpResponse:
    """Who said yes to one use by one way, as a list: nobody else may be written to."""
    if visit.request.method != "POST":
        return redirect("customers")
    purpose, _space, channel = visit.request.POST.get("use", "").partition(" ")
    try:
        found = take_addresses(
            TakeAddresses(organization=visit.organization, person=visit.person, purpose=purpose, channel=channel)
        )
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return redirect("customers")
    lines = [[inert(one.name), inert(one.address)] for one in found]
    return csv_file(f"{purpose}-{channel}.csv", [_("Name"), _("Address")], lines, visit.language)


def _page(
    visit: Visit,
    key: UUID,
    *,
    consent_form: ConsentForm | None = None,
    erasure_form: ErasureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = one_customer(key)
    if known is None:
        raise Http404
    erasure, consents, kept = erasure_of(key), consents_of(key), kept_of(known)
    is_erased = known.erased_at is not None
    context: dict[str, object] = {
        "customer": known,
        "is_erased": is_erased,
        "erasure": erasure,
        "reason": REASON_WORDS.get(erasure.reason, "") if erasure else "",
        "kept": kept,
        "consents": [(one, _use(one), PLACES[one.place]) for one in consents],
        "standing": _standing(consents),
        "consent_form": None if is_erased else consent_form or ConsentForm(shop=organization_view().name),
        "erasure_form": None if erasure else erasure_form or ErasureForm(),
    }
    return visit.render("person_data.html", context, status=status)


def _standing(consents: list[ConsentView]) -> list[tuple[str, bool]]:
    """What counts now, in the order of the uses; what was never asked is left out."""
    last: dict[str, bool] = {}
    for one in consents:
        last.setdefault(f"{one.purpose} {one.channel}", one.is_given)
    return [(str(words), last[use]) for use, words in USES.items() if use in last]


def _use(one: ConsentView) -> str:
    return str(USES[f"{one.purpose} {one.channel}"])


def _said(visit: Visit, kept_until: object) -> str:
    if kept_until is None:
        return _("Erased. Nothing of this person is left with us but an identifier.")
    day = formats.day(kept_until, visit.language)  # type: ignore[arg-type]
    return _("Erased, but for the name on invoices, which the law keeps until %(day)s: then it goes by itself.") % {
        "day": day
    }


def _file(found: PersonFile) -> HttpResponse:
    answer = HttpResponse(found.as_bytes(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.person}.json"'
    answer["Cache-Control"] = "no-store"
    return answer
