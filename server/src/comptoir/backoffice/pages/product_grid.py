"""Many articles in one table, changed in place: the good rows are taken, the bad ones stay with their reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.forms import tax_choices
from comptoir.backoffice.grid_reading import TypedRow, read_edits, shown, state_of, typed_rows, written
from comptoir.backoffice.pages.products import next_address, read_after
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.catalog.operations import edit_rows
from comptoir.catalog.public import ItemPage, categories, items_named, search_items
from comptoir.catalog.row_commands import EditRows
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view, stores
from comptoir.tax.public import classes_on

ROWS = 50


@acts(Permission.EDIT_PRODUCTS)
def grid(visit: Visit) -> HttpResponse:
    """A page of the table; saving it keeps the place."""
    if visit.request.method != "POST":
        with visit.reading():
            return _page(visit, _found(visit))
    data = visit.request.POST
    with visit.reading():
        day = local_today(None, stores(), visit.now)
        try:
            typed = typed_rows(data)
            edits, bad = read_edits(
                data, typed.values(), categories=categories(), currency=organization_view().currency
            )
        except (ValueError, TypeError) as error:
            raise Http404 from error
    done = edit_rows(EditRows(organization=visit.organization, person=visit.person, lines=tuple(edits[:ROWS]), day=day))
    problems = {one.item: say(one.refusal) for one in (*bad, *done.bad)}
    if done.changed:
        said = ngettext("%(count)s item changed.", "%(count)s items changed.", done.changed)
        messages.success(visit.request, said % {"count": done.changed})
    if not problems:
        if not done.changed:
            messages.info(visit.request, _("Nothing was changed."))
        return redirect(visit.request.get_full_path())
    with visit.reading():
        rows = items_named(problems, day=day)
        page = ItemPage(sorted(rows.values(), key=lambda row: (row.folded, row.id)), None)
        return _page(visit, page, typed=typed, problems=problems, status=422)


def _found(visit: Visit) -> ItemPage:
    query = visit.request.GET
    return search_items(
        query.get("q", ""),
        category=read_uuid(query.get("category")),
        is_archived=query.get("archived") == "1",
        after=read_after(query),
        limit=ROWS,
        is_lenient=True,
        day=local_today(None, stores(), visit.now),
    )


def _page(
    visit: Visit,
    page: ItemPage,
    *,
    typed: dict[UUID, TypedRow] | None = None,
    problems: dict[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """After a save with bad rows only those are shown, as they were typed, beside what stands now."""
    query = visit.request.GET
    currency = organization_view().currency
    day = local_today(None, stores(), visit.now)
    rows = []
    for item in page.items:
        now = shown(item, currency, visit.language)
        rows.append(
            {
                "now": now,
                "typed": (typed or {}).get(item.id, now),
                "was": written(state_of(item)),
                "problem": (problems or {}).get(item.id, ""),
            }
        )
    context: dict[str, object] = {
        "rows": rows,
        "problems": problems or {},
        "categories": categories(),
        "category": read_uuid(query.get("category")),
        "tax_classes": tax_choices(classes_on(day), visit.language),
        "text": query.get("q", ""),
        "is_archived": query.get("archived") == "1",
        "next_address": next_address(visit, page.next),
        "address": visit.request.get_full_path(),
    }
    return visit.render("product_grid.html", context, status=status)
