"""Questions asked with articles, and goods that not everybody may buy."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.goods_reading import read_closed, read_options
from comptoir.backoffice.refusals import say
from comptoir.catalog.commands import (
    EndModifierGroup,
    ForgetRestriction,
    RestrictCategory,
    SaveModifierGroup,
    SetRestriction,
)
from comptoir.catalog.operations import (
    end_modifier_group,
    forget_restriction,
    restrict_category,
    save_modifier_group,
    set_restriction,
)
from comptoir.catalog.public import categories
from comptoir.catalog.restrictions import CODES, law_of
from comptoir.catalog.traits import modifier_groups, own_restrictions, restricted_categories
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view, stores


@reads(Permission.EDIT_PRODUCTS)
def modifiers(visit: Visit) -> HttpResponse:
    return _modifiers(visit)


@acts(Permission.EDIT_PRODUCTS)
def modifiers_save(visit: Visit, group: UUID) -> HttpResponse:
    """Make a group, or say how it stands from now on."""
    if visit.request.method != "POST":
        return redirect("modifiers")
    data = visit.request.POST
    with visit.reading():
        currency = organization_view().currency
        known = next((found for found in modifier_groups() if found.id == group), None)
    try:
        save_modifier_group(
            SaveModifierGroup(
                organization=visit.organization,
                person=visit.person,
                id=group,
                name=data.get("name", ""),
                minimum=_number(data.get("minimum", "")),
                maximum=_number(data.get("maximum", "")),
                options=read_options(data.get("options", ""), currency=currency, known=known),
            )
        )
    except DomainError as refusal:
        with visit.reading():
            return _modifiers(visit, problem=(group, say(refusal)), status=422)
    messages.success(visit.request, _("Saved. Open tills show it now."))
    return redirect("modifiers")


@acts(Permission.EDIT_PRODUCTS)
def modifiers_end(visit: Visit, group: UUID) -> HttpResponse:
    """Ask it no more."""
    if visit.request.method == "POST":
        try:
            end_modifier_group(EndModifierGroup(organization=visit.organization, person=visit.person, id=group))
        except DomainError as refusal:
            raise Http404 from refusal
        messages.success(visit.request, _("Removed from every item."))
    return redirect("modifiers")


@reads(Permission.EDIT_PRODUCTS)
def restrictions(visit: Visit) -> HttpResponse:
    return _restrictions(visit)


@acts(Permission.EDIT_PRODUCTS)
def restriction_set(visit: Visit) -> HttpResponse:
    """What the shop says, or one store; or the law again."""
    if visit.request.method != "POST":
        return redirect("restrictions")
    data = visit.request.POST
    try:
        store = UUID(data["store"]) if data.get("store") else None
        if data.get("forget"):
            forget_restriction(
                ForgetRestriction(
                    organization=visit.organization, person=visit.person, code=data.get("code", ""), store=store
                )
            )
        else:
            set_restriction(
                SetRestriction(
                    organization=visit.organization,
                    person=visit.person,
                    code=data.get("code", ""),
                    age=_number(data.get("age", "")),
                    closed=read_closed(data),
                    store=store,
                )
            )
    except DomainError as refusal:
        with visit.reading():
            return _restrictions(visit, problem=say(refusal), status=422)
    except ValueError as error:  # a store that no form of ours named
        raise Http404 from error
    messages.success(visit.request, _("Open tills ask by it from now on."))
    return redirect("restrictions")


@acts(Permission.EDIT_PRODUCTS)
def restriction_category(visit: Visit, category: UUID) -> HttpResponse:
    """What the law says about everything on a shelf."""
    if visit.request.method == "POST":
        try:
            restrict_category(
                RestrictCategory(
                    organization=visit.organization,
                    person=visit.person,
                    category=category,
                    restriction=visit.request.POST.get("restriction", ""),
                )
            )
        except DomainError as refusal:
            raise Http404 from refusal
        messages.success(visit.request, _("Open tills ask by it from now on."))
    return redirect("restrictions")


def _modifiers(visit: Visit, *, problem: tuple[UUID, str] | None = None, status: int = 200) -> HttpResponse:
    currency = organization_view().currency
    shown: list[dict[str, object]] = [
        {
            "id": group.id,
            "name": group.name,
            "minimum": group.minimum,
            "maximum": group.maximum,
            "options": "\n".join(
                f"{option.name} + {decimal_text(option.price, currency, visit.language)}"
                if option.price
                else option.name
                for option in group.options
            ),
        }
        for group in modifier_groups()
    ]
    data = visit.request.POST
    if problem is not None:
        typed = {name: data.get(name, "") for name in ("name", "minimum", "maximum", "options")}
        is_known = any(row["id"] == problem[0] for row in shown)
        shown = [row | typed | {"problem": problem[1]} if row["id"] == problem[0] else row for row in shown]
        if not is_known:
            shown.append({"id": problem[0], **typed, "problem": problem[1], "is_new": True})
    if not any(row.get("is_new") for row in shown):
        shown.append({"id": new_uuid7(), "name": "", "minimum": 0, "maximum": 1, "options": "", "is_new": True})
    return visit.render("modifiers.html", {"rows": shown}, status=status)


def _restrictions(visit: Visit, *, problem: str = "", status: int = 200) -> HttpResponse:
    names = {store.id: store.name for store in stores()}
    restricted = restricted_categories()
    own = [
        {"rule": found.rule, "store": found.store, "store_name": names[found.store] if found.store else ""}
        for found in own_restrictions()
    ]
    context: dict[str, object] = {
        "problem": problem,
        "law": law_of(organization_view().country),
        "own": own,
        "codes": CODES,
        "stores": stores(),
        "shelves": [(category, restricted.get(category.id, "")) for category in categories()],
        "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
    }
    return visit.render("restrictions.html", context, status=status)


def _number(text: str) -> int:
    """A whole number as typed; anything else is one that no operation takes."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else -1
