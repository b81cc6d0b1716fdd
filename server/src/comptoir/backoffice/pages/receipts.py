"""How the shop's receipts look and reach people."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.logos import LogoUnreadable, logo_of
from comptoir.backoffice.receipt_forms import ReceiptForm, example
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import chosen_store
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.messaging.public import channels
from comptoir.papers.public import (
    ChooseReceipts,
    EraseAddress,
    ForgetChoice,
    RetryDelivery,
    choice_of,
    choose_receipts,
    deliveries_of,
    erase_address,
    forget_choice,
    newest_deliveries,
    public_page,
    retry_delivery,
)
from comptoir.platform.public import legal_entities, organization_view, stores
from comptoir.receipts import Logo, ReceiptTemplate, languages
from comptoir.receipts.law import receipt_law
from comptoir.receipts.svg import svg_of

COLUMNS = {"58": 32, "80": 48}


@acts(Permission.MANAGE_TILLS)
def receipts(visit: Visit) -> HttpResponse:
    """The form with its preview; of one store when the address names one."""
    with visit.reading():
        store = chosen_store(visit.request.GET, stores())
        choice = choice_of(store.id if store else None)
    if visit.request.method != "POST":
        with visit.reading():
            return _page(visit, ReceiptForm(choice=choice, languages=list(languages())), choice.template)
    form = ReceiptForm(visit.request.POST, choice=choice, languages=list(languages()))
    is_valid = form.is_valid()
    template = form.template(_logo(visit, form, choice.template.logo))
    if is_valid and form.is_valid():
        command = ChooseReceipts(
            organization=visit.organization,
            person=visit.person,
            store=store.id if store else None,
            language=form.cleaned_data["language"],
            code=form.cleaned_data["code"],
            template=asdict(template),
        )
        if form.carry_out(lambda: choose_receipts(command)):
            messages.success(visit.request, _("Saved: open tills print like this within a moment."))
            return redirect(visit.request.get_full_path())
    with visit.reading():
        return _page(visit, form, template, status=422)


@acts(Permission.MANAGE_TILLS)
def preview(visit: Visit) -> HttpResponse:
    """The paper while somebody types: nothing is kept."""
    with visit.reading():
        store = chosen_store(visit.request.GET, stores())
        choice = choice_of(store.id if store else None)
        form = ReceiptForm(visit.request.POST or None, choice=choice, languages=list(languages()))
        form.is_valid()
        logo = None if visit.request.POST.get("forget_logo") else choice.template.logo
        template = form.template(logo) if form.is_bound else choice.template
        return visit.render("receipt_preview_piece.html", _preview(visit, form, template))


@acts(Permission.MANAGE_TILLS)
def common(visit: Visit, store: UUID) -> HttpResponse:
    """Give a store the common receipts again."""
    if visit.request.method == "POST":
        forget_choice(ForgetChoice(organization=visit.organization, person=visit.person, store=store))
        messages.success(visit.request, _("This store prints the common receipts again."))
    return redirect(f"/receipts?store={store}")


@reads(Permission.SEE_SALES)
def deliveries(visit: Visit) -> HttpResponse:
    """Receipts on their way, and those that did not arrive."""
    state = visit.request.GET.get("state")
    known = state if state in ("queued", "sent", "failed") else None
    context: dict[str, object] = {
        "deliveries": newest_deliveries(state=known),
        "state": known or "",
        "states": ["queued", "sent", "failed"],
        "zone": stores()[0].timezone if stores() else "UTC",
    }
    return visit.render("deliveries.html", context)


@acts(Permission.MANAGE_TILLS)
def delivery_retry(visit: Visit, sale: UUID, delivery: UUID) -> HttpResponse:
    """Send again what failed."""
    command = RetryDelivery(organization=visit.organization, person=visit.person, id=delivery, now=visit.now)
    return _act(visit, sale, delivery, lambda: retry_delivery(command), _("It is sent again within a moment."))


@acts(Permission.MANAGE_TILLS)
def delivery_erase(visit: Visit, sale: UUID, delivery: UUID) -> HttpResponse:
    """Forget a customer's address."""
    command = EraseAddress(organization=visit.organization, person=visit.person, id=delivery)
    return _act(visit, sale, delivery, lambda: erase_address(command), _("The address is erased."))


def _act(visit: Visit, sale: UUID, delivery: UUID, act: Callable[[], bool], done: str) -> HttpResponse:
    with visit.reading():
        if delivery not in {row.id for row in deliveries_of(sale)}:
            raise Http404
    if visit.request.method == "POST":
        try:
            if act():
                messages.success(visit.request, done)
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
    return redirect("sale", sale)


def _page(visit: Visit, form: ReceiptForm, template: ReceiptTemplate, *, status: int = 200) -> HttpResponse:
    organization, places = organization_view(), stores()
    store = chosen_store(visit.request.GET, places)
    context: dict[str, object] = {
        "form": form,
        "main_fields": [form[name] for name in ("language", "code", "header", "footer")],
        "section_fields": [form[name] for name in form.fields if name.startswith("show_")],
        "has_logo": template.logo is not None,
        "store": store,
        "is_own": choice_of(store.id).is_own if store else False,
        "query": visit.request.GET.urlencode(),
        "page": public_page(),
        "public_address": settings.PUBLIC_ADDRESS,
        "channels": channels(),
        "law": receipt_law(organization.country, _today(visit)).in_words,
        "zone": places[0].timezone if places else "UTC",
        **_preview(visit, form, template),
    }
    return visit.render("receipts.html", context, status=status)


def _preview(visit: Visit, form: ReceiptForm, template: ReceiptTemplate) -> dict[str, object]:
    places = stores()
    if not places:
        return {"picture": "", "paper": "80"}
    store = chosen_store(visit.request.GET, places) or places[0]
    entity = next(entity for entity in legal_entities() if entity.id == store.legal_entity)
    language = str(form["language"].value() or "")
    paper = visit.request.POST.get("paper", "80")
    document = example(
        template,
        language=language if language in languages() else "",
        organization=organization_view(),
        store=store,
        entity=entity,
        now=visit.now.astimezone(ZoneInfo(store.timezone)),
        public_address=settings.PUBLIC_ADDRESS,
    )
    # Every text in it is escaped where the picture is made.
    return {"picture": mark_safe(svg_of(document, COLUMNS.get(paper, 48))), "paper": paper}  # noqa: S308


def _logo(visit: Visit, form: ReceiptForm, before: Logo | None) -> Logo | None:
    if visit.request.POST.get("forget_logo"):
        return None
    upload = visit.request.FILES.get("logo")
    if not isinstance(upload, UploadedFile):
        return before
    try:
        return logo_of(upload.read())
    except LogoUnreadable:
        form.add_error(None, _("This file is no picture that can be printed: choose a PNG or JPEG of at most 4 MB."))
        return before


def _today(visit: Visit) -> date:
    places = stores()
    return visit.now.astimezone(ZoneInfo(places[0].timezone if places else "UTC")).date()
