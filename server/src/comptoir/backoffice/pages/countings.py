"""Counting together, each with a phone; and the decision on the differences."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.goods_sheet import GoodsSheet, fresh_sheet, read_sheet
from comptoir.backoffice.pages.stock_transfers import goods_of
from comptoir.backoffice.queries.stock_overview import Asked, StockRow, all_rows
from comptoir.backoffice.refusals import say
from comptoir.backoffice.stock_document_forms import CountingForm
from comptoir.catalog.public import categories
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores
from comptoir.stock.public import (
    BeginCounting,
    BookCounting,
    CountedRow,
    CountingView,
    DropCounting,
    TallyGoods,
    begin_counting,
    book_counting,
    counted_rows,
    counting_view,
    countings,
    drop_counting,
    tally,
)

MISSING_SHOWN = 500


@reads(Permission.COUNT_STOCK)
def counting_list(visit: Visit) -> HttpResponse:
    """What is being counted, and what was."""
    return _list(visit, _form(visit) if visit.may(Permission.MANAGE_STOCK) else None)


@acts(Permission.MANAGE_STOCK)
def counting_new(visit: Visit) -> HttpResponse:
    """Begin to count."""
    if visit.request.method != "POST":
        return redirect("countings")
    with visit.reading():
        form = _form(visit, bound=True)
    if form.is_valid():
        said = form.cleaned_data
        command = BeginCounting(
            organization=visit.organization, person=visit.person, id=said["id"], store=UUID(said["store"]),
            category=form.category_id(), name=said["name"], now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: begin_counting(command)):
            return redirect("counting", said["id"])
    with visit.reading():
        return _list(visit, form, status=422)


@acts(Permission.COUNT_STOCK)
def counting(visit: Visit, counting: UUID) -> HttpResponse:
    """A counter's page: scan, type, send. It says what was counted and never what the books say."""
    with visit.reading():
        view = _found(counting)
        if visit.request.method != "POST":
            return _page(visit, view, fresh_sheet([]))
        currency = organization_view().currency
        sheet = read_sheet(visit.request.POST, [], currency=currency, language=visit.language, may_correct=True)
    is_taken = visit.request.POST.get("do") == "take"
    if is_taken and not sheet.is_wrong:
        command = TallyGoods(
            organization=visit.organization, person=visit.person, sheet=sheet.id, counting=counting,
            lines=goods_of(sheet), now=visit.now,
        )  # fmt: skip
        try:
            tally(command)
        except DomainError as refusal:
            sheet = sheet.refused(say(refusal))
        else:
            messages.success(visit.request, _("Counted in. Go on."))
            return redirect("counting", counting)
    with visit.reading():
        return _page(visit, view, sheet, status=422 if is_taken else 200)


@acts(Permission.MANAGE_STOCK)
def counting_review(visit: Visit, counting: UUID) -> HttpResponse:
    """The differences, and what nobody found; booking them is one decision."""
    with visit.reading():
        view = _found(counting)
        rows = counted_rows(view)
        missing = _missing(visit, view, rows)
        if visit.request.method != "POST":
            return _review(visit, view)
    refusal = _decided(visit, view, {str(row.item) for row in missing})
    if not refusal:
        return redirect("counting-review", counting)
    with visit.reading():
        return _review(visit, view, refusal, status=422)


def _decided(visit: Visit, view: CountingView, missing: set[str]) -> str:
    """Book it or drop it; answers what was refused."""
    chosen = tuple(UUID(item) for item in visit.request.POST.getlist("missing") if item in missing)
    try:
        if visit.request.POST.get("do") == "drop":
            command = DropCounting(
                organization=visit.organization, person=visit.person, counting=view.id, now=visit.now
            )
            drop_counting(command)
        else:
            book_counting(
                BookCounting(
                    organization=visit.organization, person=visit.person, counting=view.id, missing=chosen,
                    now=visit.now,
                )
            )  # fmt: skip
            messages.success(visit.request, _("Counted. The figures follow within a moment."))
    except DomainError as refusal:
        return say(refusal)
    return ""


def _list(visit: Visit, form: CountingForm | None, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "countings": countings(), "form": form, "may_decide": visit.may(Permission.MANAGE_STOCK)
    }  # fmt: skip
    return visit.render("countings.html", context, status=status)


def _page(visit: Visit, view: CountingView, sheet: GoodsSheet, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "counting": view,
        "sheet": sheet,
        "rows": counted_rows(view) if view.state == "open" else [],
        "may_decide": visit.may(Permission.MANAGE_STOCK),
    }
    return visit.render("counting.html", context, status=status)


def _review(visit: Visit, view: CountingView, refusal: str = "", *, status: int = 200) -> HttpResponse:
    rows = counted_rows(view)
    context: dict[str, object] = {
        "counting": view,
        "rows": rows,
        "differing": sum(row.difference_milli != 0 for row in rows),
        "missing": _missing(visit, view, rows) if view.state == "open" else [],
        "refusal": refusal,
    }
    return visit.render("counting_review.html", context, status=status)


def _missing(visit: Visit, view: CountingView, rows: list[CountedRow]) -> list[StockRow]:
    """Of a category, what the books say lies there and nobody counted."""
    if view.category is None:
        return []
    asked = Asked(visit.organization, (view.store,), category=view.category)
    counted = {row.item for row in rows}
    return [row for row in all_rows(asked) if row.on_hand_milli and row.is_known and row.item not in counted][
        :MISSING_SHOWN
    ]


def _form(visit: Visit, *, bound: bool = False) -> CountingForm:
    return CountingForm(visit.request.POST if bound else None, stores=stores(), categories=categories())


def _found(counting: UUID) -> CountingView:
    view = counting_view(counting)
    if view is None:
        raise Http404
    return view
