"""What an article has besides a name and a price: its picture, what is in it, its variants, packs and menu."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import printed_code
from comptoir.backoffice.goods_reading import (
    PLACES,
    SEPARATOR,
    read_bundle,
    read_containers,
    read_price,
    read_variants,
)
from comptoir.backoffice.label_forms import content_text, read_content
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.catalog.allergens import ALLERGENS
from comptoir.catalog.bottle_deposits import bottle_deposits, containers_of
from comptoir.catalog.commands import AddPack, ChangePack, DescribeItem, MarkSoldOut, SetPhoto
from comptoir.catalog.content_commands import SetTracking, StateContent
from comptoir.catalog.deposit_commands import SetContainers
from comptoir.catalog.label_facts import net_content_of
from comptoir.catalog.net_content import MEASURES
from comptoir.catalog.operations import (
    add_pack,
    arrange_bundle,
    arrange_variants,
    change_pack,
    describe_item,
    mark_sold_out,
    set_containers,
    set_photo,
    set_tracking,
    state_content,
)
from comptoir.catalog.photos import UPLOAD_BYTES_MAX, tile_picture
from comptoir.catalog.public import ItemView, item_view
from comptoir.catalog.ranges import range_of_item
from comptoir.catalog.restrictions import CODES, UNRESTRICTED
from comptoir.catalog.tracking import Tracking, tracking_of
from comptoir.catalog.traits import (
    TraitsView,
    members_of,
    modifier_groups,
    names_of,
    photo_of,
    sold_out_in,
    traits_of,
    unit_prices,
)
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view, stores


@acts(Permission.EDIT_PRODUCTS)
def goods(visit: Visit, item: UUID) -> HttpResponse:
    """All of it on one page, each part with a button of its own."""
    with visit.reading():
        return _page(visit, item)


@reads(Permission.SEE_PRODUCTS)
def photo(visit: Visit, digest: str) -> HttpResponse:
    """A picture of the organization's own goods."""
    body = photo_of(digest)
    if body is None:
        raise Http404
    answer = HttpResponse(body, content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@acts(Permission.EDIT_PRODUCTS)
def photo_change(visit: Visit, item: UUID) -> HttpResponse:
    """Take a photograph, or take it away."""

    def act() -> None:
        upload = visit.request.FILES.get("photo")
        picture = b""
        if isinstance(upload, UploadedFile):
            picture = tile_picture(upload.read(UPLOAD_BYTES_MAX + 1))
        elif not visit.request.POST.get("remove"):
            return
        set_photo(SetPhoto(organization=visit.organization, person=visit.person, item=item, picture=picture))

    return _acted(visit, item, "photo", act)


@acts(Permission.EDIT_PRODUCTS)
def describe(visit: Visit, item: UUID) -> HttpResponse:
    """Allergens, ingredients, who may buy it, what is asked with it."""
    data = visit.request.POST

    def act() -> None:
        describe_item(
            DescribeItem(
                organization=visit.organization,
                person=visit.person,
                item=item,
                allergens=tuple(code for code in ALLERGENS if data.get(f"allergen_{code}") == "in"),
                traces=tuple(code for code in ALLERGENS if data.get(f"allergen_{code}") == "trace"),
                ingredients=data.get("ingredients", ""),
                restriction=data.get("restriction", ""),
                modifiers=tuple(UUID(group) for group in data.getlist("modifiers")),
            )
        )

    return _acted(visit, item, "describe", act)


@acts(Permission.EDIT_PRODUCTS)
def sold_out(visit: Visit, item: UUID) -> HttpResponse:
    """One store has none left, or some again."""

    def act() -> None:
        mark_sold_out(
            MarkSoldOut(
                organization=visit.organization,
                person=visit.person,
                store=UUID(visit.request.POST.get("store", "")),
                item=item,
                is_sold_out=visit.request.POST.get("is_sold_out") == "1",
            )
        )

    return _acted(visit, item, "sold_out", act)


@acts(Permission.EDIT_PRODUCTS)
def variants(visit: Visit, item: UUID) -> HttpResponse:
    """The whole matrix at once."""

    def act() -> None:
        with visit.reading():
            view = _found(visit, item)
            currency = organization_view().currency
            day = local_today(None, stores(), visit.now)
        arrange_variants(
            read_variants(
                visit.request.POST,
                organization=visit.organization,
                person=visit.person,
                parent=item,
                unit_price=view.unit_price or 0,
                currency=currency,
                day=day,
            )
        )

    return _acted(visit, item, "variants", act)


@acts(Permission.EDIT_PRODUCTS)
def pack(visit: Visit, item: UUID) -> HttpResponse:
    """A six-pack, a case."""
    data = visit.request.POST

    def act() -> None:
        with visit.reading():
            currency = organization_view().currency
            day = local_today(None, stores(), visit.now)
        count = data.get("count", "")
        add_pack(
            AddPack(
                organization=visit.organization,
                person=visit.person,
                parent=item,
                item=UUID(data.get("id", "")),
                name=data.get("name", ""),
                count=int(count) if count.isascii() and count.isdigit() else 0,
                unit_price=read_price(data.get("price", ""), currency),
                day=day,
                barcodes=tuple(data.get("codes", "").split()),
            )
        )

    return _acted(visit, item, "pack", act)


@acts(Permission.EDIT_PRODUCTS)
def pack_holds(visit: Visit, item: UUID, pack: UUID) -> HttpResponse:
    """Another number in it, from now on."""
    count = visit.request.POST.get("count", "")

    def act() -> None:
        change_pack(
            ChangePack(
                organization=visit.organization, person=visit.person, item=pack,
                count=int(count) if count.isascii() and count.isdigit() else 0,
            )
        )  # fmt: skip

    return _acted(visit, item, "pack", act)


@acts(Permission.EDIT_PRODUCTS)
def containers(visit: Visit, item: UUID) -> HttpResponse:
    """The bottles and crates that it is sold in."""

    def act() -> None:
        set_containers(
            SetContainers(
                organization=visit.organization,
                person=visit.person,
                item=item,
                containers=read_containers(visit.request.POST),
            )
        )

    return _acted(visit, item, "containers", act)


@acts(Permission.EDIT_PRODUCTS)
def content(visit: Visit, item: UUID) -> HttpResponse:
    """How much is in it, and where it comes from."""
    data = visit.request.POST

    def act() -> None:
        state_content(
            StateContent(
                organization=visit.organization, person=visit.person, item=item,
                net=read_content(data.get("net", ""), data.get("net_unit", "")), origin=data.get("origin", ""),
            )
        )  # fmt: skip

    return _acted(visit, item, "content", act)


@acts(Permission.EDIT_PRODUCTS)
def tracking(visit: Visit, item: UUID) -> HttpResponse:
    """As a number, by lot or piece by piece."""
    said = visit.request.POST.get("tracking", "")

    def act() -> None:
        set_tracking(SetTracking(organization=visit.organization, person=visit.person, item=item, tracking=said))

    return _acted(visit, item, "tracking", act)


@acts(Permission.EDIT_PRODUCTS)
def bundle(visit: Visit, item: UUID) -> HttpResponse:
    """What a menu is made of."""

    def act() -> None:
        with visit.reading():
            command = read_bundle(
                visit.request.POST,
                organization=visit.organization,
                person=visit.person,
                item=item,
                currency=organization_view().currency,
            )
        arrange_bundle(command)

    return _acted(visit, item, "bundle", act)


def _acted(visit: Visit, item: UUID, part: str, act: Callable[[], None]) -> HttpResponse:
    """Do it and show the page again; what was refused is said beside its part, with what was typed."""
    if visit.request.method != "POST":
        return redirect("product-goods", item)
    with visit.reading():
        _found(visit, item)
    try:
        act()
    except DomainError as refusal:
        with visit.reading():
            return _page(visit, item, problems={part: say(refusal)}, status=422)
    except ValueError as error:  # an identifier that no form of ours sent
        raise Http404 from error
    messages.success(visit.request, _("Saved. Open tills show it now."))
    return redirect("product-goods", item)


def _page(visit: Visit, item: UUID, *, problems: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    view = _found(visit, item)
    traits = traits_of(item)
    organization = organization_view()
    sold_out_stores = sold_out_in(item)
    said = range_of_item(item)
    context: dict[str, object] = {
        "item": view,
        "traits": traits,
        "parent": item_view(traits.parent) if traits.parent else None,
        "problems": problems or {},
        "allergens": [
            (code, "in" if code in traits.allergens else "trace" if code in traits.traces else "") for code in ALLERGENS
        ],
        "restrictions": [*CODES, UNRESTRICTED],
        "groups": [(group, group.id in traits.modifiers) for group in modifier_groups()],
        "stores": [(store, store.id in sold_out_stores) for store in stores()],
        "options": [traits.options[place] if place < len(traits.options) else None for place in range(2)],
        "packs": [member for member in members_of(item) if member.pack_count],
        "places": _places(visit, traits, organization.currency),
        "dearer": _is_dearer_than_parts(view, traits),
        "containers": _containers(item),
        **_content(visit, item),
        "tracking": tracking_of([item])[item].value,
        "trackings": list(Tracking),
        "ranges": [(place, said.get(place.id if place else None)) for place in (None, *stores())],
        "currency": organization.currency,
        "new_id": new_uuid7(),
        **_matrix(visit, item, traits, organization.currency),
    }
    return visit.render("product_goods.html", context, status=status)


def _matrix(visit: Visit, item: UUID, traits: TraitsView, currency: str) -> dict[str, object]:
    """Each cell with its price and codes; one that left the tills is there to be ticked again."""
    if not traits.options:
        return {"cells": []}
    known = {member.choices: member for member in members_of(item, with_archived=True) if not member.pack_count}
    first = traits.options[0].values
    second = traits.options[1].values if len(traits.options) > 1 else (None,)
    cells = []
    for row in first:
        for column in second:
            choices = (row,) if column is None else (row, column)
            member = known.get(choices)
            cells.append(
                {
                    "key": SEPARATOR.join(choices),
                    "name": ", ".join(choices),
                    "item": member.item if member else "",
                    "is_on": member is not None and not member.is_archived,
                    "price": decimal_text(member.unit_price, currency, visit.language)
                    if member and member.unit_price is not None
                    else "",
                    "codes": " ".join(printed_code(code) for code in member.barcodes) if member else "",
                }
            )
    return {"cells": cells}


def _content(visit: Visit, item: UUID) -> dict[str, object]:
    net, origin = net_content_of(item)
    return {
        "net": content_text(net, visit.language),
        "net_unit": net.unit if net else "GRM",
        "origin": origin,
        "measures": list(MEASURES),
    }


def _places(visit: Visit, traits: TraitsView, currency: str) -> list[dict[str, object]]:
    names = names_of(item for place in traits.bundle for item in place.items)

    def choice(item: UUID, surcharge: int) -> str:
        name = names.get(item, "")
        return f"{name} + {decimal_text(surcharge, currency, visit.language)}" if surcharge else name

    shown: list[dict[str, object]] = [
        {
            "name": place.name,
            "count": place.count,
            "items": "\n".join(choice(item, place.surcharges.get(item, 0)) for item in place.items),
        }
        for place in traits.bundle
    ]
    return shown + [{"name": "", "count": 1, "items": ""} for _empty in range(PLACES - len(shown))]


def _is_dearer_than_parts(view: ItemView, traits: TraitsView) -> bool:
    """Whether somebody may pay more for the menu than for the same articles one by one: it is sold so all the same."""
    if not traits.bundle or view.unit_price is None:
        return False
    prices = unit_prices(item for place in traits.bundle for item in place.items)
    cheapest = sum(
        min(place.count * prices.get(item, 0) - place.surcharges.get(item, 0) for item in place.items)
        for place in traits.bundle
    )
    return view.unit_price > cheapest


def _containers(item: UUID) -> list[dict[str, object]]:
    """Every kind of container, with how many of it this article has; none for a container itself."""
    counts = {one.item: one.count for one in containers_of(item)}
    kinds = bottle_deposits()
    if any(kind.item == item for kind in kinds):
        return []
    return [{"kind": kind, "count": counts.get(kind.item, "")} for kind in kinds]


def _found(visit: Visit, item: UUID) -> ItemView:
    view = item_view(item, day=local_today(None, stores(), visit.now))
    if view is None:
        raise Http404
    return view
