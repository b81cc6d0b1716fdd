"""What lies in the shops of one article: on hand, kept aside for whom, and free."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.queries import stock as queries
from comptoir.backoffice.reorder_forms import RuleForm
from comptoir.backoffice.stock_forms import CountForm
from comptoir.catalog.public import ItemView, item_view
from comptoir.catalog.tracking import tracking_of
from comptoir.catalog.traits import members_of, traits_of
from comptoir.identity.public import Permission
from comptoir.platform.public import stores
from comptoir.purchasing.public import reorder_views
from comptoir.stock.commands import CountItem
from comptoir.stock.lot_listing import lots_of_item
from comptoir.stock.operations import count_item


@reads(Permission.SEE_PRODUCTS)
def product_stock(visit: Visit, item: UUID) -> HttpResponse:
    """By store, and who waits for what."""
    return stock_page(visit, found(item))


@acts(Permission.EDIT_PRODUCTS)
def product_count(visit: Visit, item: UUID) -> HttpResponse:
    """Write down what somebody counted."""
    if visit.request.method != "POST":
        return redirect("product-stock", item)
    with visit.reading():
        view = found(item)
        form = CountForm(visit.request.POST, stores=stores())
    if form.is_valid() and form.carry_out(lambda: count_item(_command(visit, item, form))):
        messages.success(visit.request, _("Counted. The figures follow within a moment."))
        return redirect("product-stock", item)
    with visit.reading():
        return stock_page(visit, view, count=form, status=422)


def _command(visit: Visit, item: UUID, form: CountForm) -> CountItem:
    said = form.cleaned_data
    return CountItem(
        organization=visit.organization, person=visit.person, id=said["id"], store=UUID(said["store"]), item=item,
        quantity_milli=said["quantity"], now=visit.now,
    )  # fmt: skip


def stock_page(
    visit: Visit, item: ItemView, *, count: CountForm | None = None, rule: RuleForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the forms as they stand."""
    traits = traits_of(item.id)
    may_order = visit.may(Permission.MANAGE_STOCK)
    context: dict[str, object] = {
        "item": item,
        "parent": item_view(traits.parent) if traits.pack_count is not None and traits.parent else None,
        "pack_count": traits.pack_count,
        "is_menu": bool(traits.bundle),
        "variants": [member for member in members_of(item.id) if member.pack_count is None],
        "stores": queries.stock_of(visit.organization, item.id),
        "promises": queries.promises_of(visit.organization, item.id) if visit.may(Permission.SEE_SALES) else [],
        "lots": lots_of_item(item.id),
        "tracking": tracking_of([item.id])[item.id].value,
        "may_edit": visit.may(Permission.EDIT_PRODUCTS),
        "form": count or CountForm(stores=stores()),
        "reorder": reorder_views(item.id) if visit.may(Permission.SEE_STOCK) else [],
        "rule_form": (rule or RuleForm(stores=stores())) if may_order else None,
    }
    return visit.render("product_stock.html", context, status=status)


def found(item: UUID) -> ItemView:
    """The article, or the page that says there is none."""
    view = item_view(item)
    if view is None:
        raise Http404
    return view
