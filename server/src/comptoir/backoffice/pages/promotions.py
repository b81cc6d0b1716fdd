"""Promotions: the list in plain words, one by the form of its offer, and the try-out beside it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.offers import OFFERS, PARTS, Offer
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.promotion_forms import PromotionForm
from comptoir.backoffice.promotion_words import names_for, state_of, summarize
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.backoffice.terms import read, write
from comptoir.backoffice.trying import read_trying
from comptoir.backoffice.tryout import try_out
from comptoir.backoffice.when_forms import Shelf
from comptoir.catalog.commands import EndPromotion, SavePromotion
from comptoir.catalog.public import (
    RuleView,
    categories,
    customer_groups,
    end_promotion,
    items_named,
    save_promotion,
    search_items,
)
from comptoir.catalog.public import promotions as standing_promotions
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view, stores

STATES = ("active", "planned", "ended")
FOUND_MAX = 8
PICKED_FIELDS = ("try_item", *(f"{letter}_{kind}" for letter in PARTS for kind in ("items", "except_items")))


@reads(Permission.SEE_PRODUCTS)
def promotions(visit: Visit) -> HttpResponse:
    """What runs, what will, what has been: each in a sentence."""
    shelf = read_shelf(visit)
    views = standing_promotions()
    names = names_for([view.document for view in views], currency=shelf.currency, language=visit.language)
    rows = [
        {"rule": view, "state": state_of(view, shelf.today), "summary": summarize(view.document, names)}
        for view in views
    ]
    groups = [(state, [row for row in rows if row["state"] == state]) for state in STATES]
    return visit.render(
        "promotions.html",
        {
            "groups": [group for group in groups if group[1]],
            "running": len(groups[0][1]),
            "may_edit": visit.may(Permission.EDIT_PRODUCTS),
            "may_report": visit.may(Permission.SEE_REPORTS),
        },
    )


@reads(Permission.EDIT_PRODUCTS)
def offers(visit: Visit) -> HttpResponse:
    """The kinds of offer to choose from."""
    choices = [{"offer": offer, "title": title, "example": example} for offer, (title, example) in OFFERS.items()]
    return visit.render("promotion_offers.html", {"offers": choices})


@acts(Permission.EDIT_PRODUCTS)
def new(visit: Visit, kind: str) -> HttpResponse:
    """Make a promotion of one kind."""
    offer = next((offer for offer in Offer if offer.value == kind), None)
    if offer is None:
        return redirect("promotion-offers")
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        form = PromotionForm(data, offer=offer, shelf=read_shelf(visit), rule=new_uuid7())
    if data is not None and form.is_valid() and _saved(visit, form, form.cleaned_data["id"]):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("promotion", form.cleaned_data["id"])
    with visit.reading():
        return _page(visit, form, rule=None)


@acts(Permission.EDIT_PRODUCTS)
def promotion(visit: Visit, rule: UUID) -> HttpResponse:
    """Change a promotion; one that has ended runs again when it is saved."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        view = _found(rule)
        terms = read(view.document)
        if terms is None:
            return _foreign_page(visit, view)
        form = PromotionForm(data, offer=terms.offer, shelf=read_shelf(visit), rule=rule, terms=terms)
    if data is not None and form.is_valid() and _saved(visit, form, rule):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("promotion", rule)
    with visit.reading():
        return _page(visit, form, rule=view)


@acts(Permission.EDIT_PRODUCTS)
def end(visit: Visit, rule: UUID) -> HttpResponse:
    """End a promotion now."""
    if visit.request.method != "POST":
        return redirect("promotion", rule)
    try:
        end_promotion(EndPromotion(organization=visit.organization, person=visit.person, id=rule))
    except DomainError as refusal:
        raise Http404 from refusal
    messages.success(visit.request, _("Ended. Sales that it reduced keep naming it."))
    return redirect("promotions")


@acts(Permission.EDIT_PRODUCTS)
def trial(visit: Visit) -> HttpResponse:
    """What the promotion in the form gives on the sample, saved or not; htmx asks at every change."""
    if visit.request.method != "POST":
        return redirect("promotions")
    data = visit.request.POST
    offer = next((offer for offer in Offer if offer.value == data.get("offer")), None)
    rule = read_uuid(data.get("id"))
    if offer is None or rule is None:
        raise Http404
    with visit.reading():
        form = PromotionForm(data, offer=offer, shelf=read_shelf(visit), rule=rule)
        return visit.render("promotion_trial_piece.html", _trial_context(visit, form, rule))


@reads(Permission.SEE_PRODUCTS)
def articles(visit: Visit) -> HttpResponse:
    """Articles to pick from, while somebody types; or the picked one as the form keeps it."""
    query = visit.request.GET
    field = query.get("field", "")
    if field not in PICKED_FIELDS:
        field = PICKED_FIELDS[0]
    context: dict[str, object] = {"field": field, "currency": organization_view().currency}
    item = read_uuid(query.get("item"))
    if item is not None:
        found = items_named([item])
        if item not in found:
            raise Http404
        return visit.render("article_picked_piece.html", {**context, "item": found[item], "quantity": 1})
    text = query.get("q", "").strip()
    found_items = search_items(text, limit=FOUND_MAX).items if text else []
    return visit.render("article_found_piece.html", {**context, "items": found_items, "text": text})


def read_shelf(visit: Visit) -> Shelf:
    """What the forms of rules need of the shop; inside a reading."""
    places = stores()
    organization = organization_view()
    return Shelf(
        categories=tuple(categories()),
        stores=tuple(places),
        groups=tuple(customer_groups()),
        currency=organization.currency,
        language=visit.language,
        today=local_today(None, places, visit.now),
    )


def _saved(visit: Visit, form: PromotionForm, rule: UUID) -> bool:
    document = write(form.terms())
    try:
        save_promotion(SavePromotion(organization=visit.organization, person=visit.person, id=rule, document=document))
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(visit: Visit, form: PromotionForm, *, rule: RuleView | None) -> HttpResponse:
    shelf = form.shelf
    stands = form["id"].value()
    identifier = UUID(str(stands)) if stands else new_uuid7()
    context: dict[str, object] = {
        "form": form,
        "rule": rule,
        "state": state_of(rule, shelf.today) if rule else "",
        "offer": form.offer,
        "title": OFFERS[form.offer][0],
        "articles_by_id": {str(key): view for key, view in items_named(form.picked()).items()},
        **_trial_context(visit, form, identifier),
    }
    return visit.render("promotion.html", context, status=422 if form.errors else 200)


def _foreign_page(visit: Visit, view: RuleView) -> HttpResponse:
    """A document of another program's shape is shown and can be ended; changing it here could lose a part of it."""
    names = names_for([view.document], currency=organization_view().currency, language=visit.language)
    state = state_of(view, local_today(None, stores(), visit.now))
    summary = summarize(view.document, names)
    return visit.render("promotion_foreign.html", {"rule": view, "state": state, "summary": summary})


def _trial_context(visit: Visit, form: PromotionForm, rule: UUID) -> dict[str, object]:
    """The sample and what it comes to; nothing while the form is not whole, or the shop has no store."""
    document = form.document()
    trying = read_trying(visit.request.POST, form.shelf, document or {}, rule, visit.now)
    context: dict[str, object] = {"trying": trying, "currency": form.shelf.currency}
    if trying is None or document is None:
        return context
    known = items_named(line.item for line in trying.lines)
    names = names_for([document], currency=form.shelf.currency, language=visit.language)
    context |= {
        "sample": [
            {"item": known[line.item], "quantity": line.quantity} for line in trying.lines if line.item in known
        ],
        "summary": summarize(document, names),
    }
    try:
        context["trial"] = try_out(trying.lines, rule, document, trying.setting)
    except DomainError as refusal:
        context["problem"] = say(refusal)
    return context


def _found(rule: UUID) -> RuleView:
    view = next((view for view in standing_promotions() if view.id == rule), None)
    if view is None:
        raise Http404
    return view
