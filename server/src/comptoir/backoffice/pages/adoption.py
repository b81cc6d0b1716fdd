"""Adopt everything of a till that waits in quarantine, part by part, with what is done so far in view."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.forms import LEFT_MAX, AdoptionForm
from comptoir.backoffice.queries.tills import TillRow, till_rows
from comptoir.identity.public import Permission
from comptoir.sales import incidents as queries
from comptoir.sales.public import ADOPTABLE, AdoptWaiting, adopt_waiting

# One part: short enough that a person sees it move, long enough that a thousand entries are a few parts.
PART_MAX = 200
# A second history of a till may be a copied device's: a person chooses it, it is not offered as the usual case.
NOT_CHOSEN = frozenset({"fork"})


@acts(Permission.SEE_INCIDENTS)
def adopt_till(visit: Visit, till: UUID) -> HttpResponse:
    """Ask what to adopt, and why; then adopt part after part. The page goes on by itself, or by its button."""
    form = AdoptionForm(visit.request.POST if visit.request.method == "POST" else None)
    if visit.request.method == "POST":
        if not visit.may(Permission.DECIDE_INCIDENTS):
            with visit.reading():
                return visit.render("forbidden.html", status=403)
        if form.is_valid():
            return _adopt_part(visit, till, form)
    with visit.reading():
        context = _question(visit, till)
        return visit.render("adopt_till.html", {**context, "form": form}, status=422 if form.errors else 200)


def _question(visit: Visit, till: UUID) -> dict[str, object]:
    waiting = [row for row in queries.waiting_of_till(visit.organization, till) if row.code in ADOPTABLE]
    return {
        "till": _till(visit, till),
        "adoptable": waiting,
        "chosen": visit.request.POST.getlist("codes") or [row.code for row in waiting if row.code not in NOT_CHOSEN],
        "may_decide": visit.may(Permission.DECIDE_INCIDENTS),
    }


def _till(visit: Visit, till: UUID) -> TillRow:
    found = till_rows(visit.organization, till)
    if not found:
        raise Http404
    return found[0]


def _adopt_part(visit: Visit, till: UUID, form: AdoptionForm) -> HttpResponse:
    part = adopt_waiting(
        AdoptWaiting(
            organization=visit.organization,
            till=till,
            codes=frozenset(form.cleaned_data["codes"]),
            person=visit.person,
            now=visit.now,
            note=form.cleaned_data["note"],
            after=form.cleaned_data["after"],
            count_max=PART_MAX,
        )
    )
    left = [*form.named("left"), *(one.quarantine for one in part.left)][:LEFT_MAX]
    adopted: int = (form.cleaned_data["adopted"] or 0) + part.adopted_count
    with visit.reading():
        context = {
            "till": _till(visit, till),
            "part": part,
            "form": form,
            "adopted": adopted,
            "left": left,
            "tried": adopted + len(left),
            "total": adopted + len(left) + part.waiting_count,
            "kept": [] if part.waiting_count else queries.open_rows(visit.organization, till, left),
        }
        if visit.request.headers.get("HX-Request") == "true":
            return render(visit.request, "backoffice/adopt_till_piece.html", context)
        return visit.render("adopt_till.html", context)
