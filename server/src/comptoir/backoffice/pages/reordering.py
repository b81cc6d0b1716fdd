"""What to order again and why, who is told that something runs low, and reorder points by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import chosen_store as store_of
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.pages.stock import found, stock_page
from comptoir.backoffice.refusals import say
from comptoir.backoffice.reorder_forms import RecipientForm, RuleForm
from comptoir.backoffice.reorder_texts import why
from comptoir.backoffice.scope import chosen_store
from comptoir.backoffice.stock_amounts import milli_text, parse_milli
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, divide_half_away, new_uuid7
from comptoir.messaging.public import channels
from comptoir.platform.public import StoreView, organization_view, stores
from comptoir.purchasing.public import (
    AddRecipient,
    OpenOrder,
    RemoveRecipient,
    SetReorderRule,
    Suggestion,
    Wanted,
    add_recipient,
    open_order,
    recipients,
    remove_recipient,
    set_reorder_rule,
    short_rows,
    suggestions,
    suppliers,
)

ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """An article to order, and how many of it stand in its field."""

    view: Suggestion
    why: str
    name: str
    said: str
    is_wrong: bool


@dataclass(slots=True)
class Group:
    """What one supplier brings to one store. `order`: the id of the order that it becomes; pressed twice, it is one."""

    key: str
    order: str
    store_name: str
    supplier: UUID | None
    supplier_name: str
    lead_days: int
    minimum: int
    rows: list[Row] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """As suggested, without tax."""
        return sum(divide_half_away(row.view.quantity_milli * row.view.unit_cost, 1_000) for row in self.rows)

    @property
    def is_below_minimum(self) -> bool:
        return self.cost < self.minimum


@reads(Permission.SEE_STOCK)
def reordering(visit: Visit) -> HttpResponse:
    """By store and supplier."""
    return _page(visit, None)


@acts(Permission.MANAGE_STOCK)
def reorder(visit: Visit) -> HttpResponse:
    """Turn what stands in the fields into drafts of orders: of one supplier, or of all."""
    said = visit.request.POST
    if visit.request.method != "POST":
        return redirect("reordering")
    which = said.get("which", "")
    orders = [name.removeprefix("order_") for name in said if name.startswith("order_")]
    lines = {key: _wanted(said, key) for key in orders if which in (ALL, key)}
    if any(wanted is None for wanted in lines.values()):
        with visit.reading():
            return _page(visit, said, status=422)
    made = [
        order
        for key, wanted in lines.items()
        if wanted and (order := _open(visit, key, said.get(f"order_{key}", ""), wanted))
    ]
    if len(made) == 1:
        return redirect("purchase-order", made[0])
    if made:
        text = ngettext("%(count)s order is ready to be sent.", "%(count)s orders are ready to be sent.", len(made))
        messages.success(visit.request, text % {"count": len(made)})
        return redirect("purchase-orders")
    return redirect("reordering")


@acts(Permission.MANAGE_STOCK)
def recipient_add(visit: Visit) -> HttpResponse:
    """Write to one more address when items run low."""
    if visit.request.method != "POST":
        return redirect("reordering")
    with visit.reading():
        form = _recipient_form(visit, bound=True)
    if form.is_valid():
        command = AddRecipient(
            organization=visit.organization, person=visit.person, id=form.cleaned_data["id"],
            address=form.cleaned_data["address"], language=form.cleaned_data["language"], store=store_of(form),
            now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: add_recipient(command)):
            messages.success(visit.request, _("They get a mail in the morning when something has run low."))
            return redirect("reordering")
    with visit.reading():
        return _page(visit, None, form=form, status=422)


@acts(Permission.MANAGE_STOCK)
def recipient_remove(visit: Visit, recipient: UUID) -> HttpResponse:
    """Write to them no more."""
    with visit.reading():
        if all(one.id != recipient for one in recipients()):
            raise Http404
    if visit.request.method == "POST":
        remove_recipient(RemoveRecipient(organization=visit.organization, person=visit.person, id=recipient))
    return redirect("reordering")


@acts(Permission.MANAGE_STOCK)
def rule_set(visit: Visit, item: UUID) -> HttpResponse:
    """Set the reorder point of an article in a store, or leave it to the sales again."""
    if visit.request.method != "POST":
        return redirect("product-stock", item)
    with visit.reading():
        found(item)
        form = RuleForm(visit.request.POST, stores=stores())
    if form.is_valid():
        command = SetReorderRule(
            organization=visit.organization, person=visit.person, store=UUID(form.cleaned_data["store"]), item=item,
            point_milli=form.cleaned_data["point"], up_to_milli=form.cleaned_data["up_to"],
        )  # fmt: skip
        if form.carry_out(lambda: set_reorder_rule(command)):
            messages.success(visit.request, _("Saved. The figures follow within a moment."))
            return redirect("product-stock", item)
    with visit.reading():
        return stock_page(visit, found(item), rule=form, status=422)


def _wanted(said: QueryDict, key: str) -> list[Wanted] | None:
    """What stands in the fields of a supplier; null where something is no figure."""
    prefix = f"quantity_{key}_"
    lines = []
    for name, text in said.items():
        item = read_uuid(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if item is None or not str(text).strip():
            continue
        milli = parse_milli(str(text))
        if milli is None:
            return None
        if milli:
            lines.append(Wanted(item=item, quantity_milli=milli))
    return lines


def _open(visit: Visit, key: str, order: str, wanted: list[Wanted]) -> UUID | None:
    """The draft; null where it was refused, and then it is said why."""
    store, _sep, supplier = key.partition("_")
    ids = [read_uuid(text) for text in (order, store, supplier)]
    if ids[0] is None or ids[1] is None or ids[2] is None:
        return None
    command = OpenOrder(
        organization=visit.organization, person=visit.person, id=ids[0], store=ids[1], supplier=ids[2],
        lines=tuple(wanted),
    )  # fmt: skip
    try:
        open_order(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return None
    return ids[0]


def _page(
    visit: Visit, said: QueryDict | None, *, form: RecipientForm | None = None, status: int = 200
) -> HttpResponse:
    places = stores()
    chosen = chosen_store(visit.request.GET, places)
    shown = [chosen] if chosen else list(places)
    known = suppliers()
    groups = _groups(visit, shown, {supplier.id: supplier.order_minimum for supplier in known}, said)
    may_edit = visit.may(Permission.MANAGE_STOCK)
    short = short_rows([store.id for store in shown])
    suggested = {(group.key.partition("_")[0], row.view.item) for group in groups for row in group.rows}
    context: dict[str, object] = {
        "groups": groups,
        "count": sum(len(group.rows) for group in groups),
        "orders_count": sum(1 for group in groups if group.supplier),
        "waiting": [row for row in short if (str(row.store), row.item) not in suggested],
        "currency": organization_view().currency,
        "may_edit": may_edit,
        "has_suppliers": bool(known),
        "recipients": recipients(),
        "can_mail": "email" in channels(),
        "form": form or (_recipient_form(visit) if may_edit else None),
    }
    return visit.render("reordering.html", context, status=status)


def _groups(
    visit: Visit, shown: Sequence[StoreView], minimums: Mapping[UUID, int], said: QueryDict | None
) -> list[Group]:
    names = {store.id: store.name for store in shown}
    groups: dict[tuple[UUID, UUID | None], Group] = {}
    for view in suggestions(list(names)):
        if (view.store, view.supplier) not in groups:
            key = f"{view.store}_{view.supplier or ''}"
            order = said.get(f"order_{key}", "") if said is not None else ""
            groups[view.store, view.supplier] = Group(
                key, order or str(new_uuid7()), names[view.store], view.supplier, view.supplier_name, view.lead_days,
                minimums.get(view.supplier, 0) if view.supplier else 0,
            )  # fmt: skip
        group = groups[view.store, view.supplier]
        name = f"quantity_{group.key}_{view.item}"
        text = milli_text(view.quantity_milli, visit.language) if said is None else said.get(name, "")
        is_wrong = bool(text.strip()) and parse_milli(text) is None
        group.rows.append(Row(view, why(view, visit.language), name, text, is_wrong))
    return list(groups.values())


def _recipient_form(visit: Visit, *, bound: bool = False) -> RecipientForm:
    return RecipientForm(visit.request.POST if bound else None, language=visit.language, stores=stores())
