"""How long what stays, what would go and when, the runs that let go of it; and the register of processing."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import privacy_words as words
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.register import register, stays
from comptoir.backoffice.retention_forms import TermsForm
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.keeping import Unit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import as_one
from comptoir.retention.public import (
    FOR_EVER,
    AskRun,
    CancelRun,
    ClassView,
    RunUnknown,
    RunView,
    SetTerm,
    TermTooLong,
    TermTooShort,
    ask_run,
    cancel_run,
    classes,
    runs,
    set_term,
    terms,
)

OWNS = Permission.TAKE_OUT


@acts(OWNS)
def retention(visit: Visit) -> HttpResponse:
    """Every class with its term and what would go; saying terms is all or nothing."""
    if visit.request.method != "POST":
        with visit.reading():
            return _page(visit)
    with visit.reading():
        form = TermsForm(visit.request.POST, classes=classes(visit.now))
    if form.is_valid() and _said(visit, form):
        messages.success(visit.request, _("Saved. It holds from the next run on."))
        return redirect("retention")
    with visit.reading():
        return _page(visit, form)


@acts(OWNS)
def retention_run(visit: Visit) -> HttpResponse:
    """Let what is over go now."""
    if visit.request.method == "POST":
        try:
            run = UUID(visit.request.POST.get("id", ""))
        except ValueError:
            raise Http404 from None
        ask_run(AskRun(organization=visit.organization, person=visit.person, id=run, now=visit.now))
        messages.success(visit.request, _("It begins within a minute."))
    return redirect("retention")


@acts(OWNS)
def retention_stop(visit: Visit, run: UUID) -> HttpResponse:
    """Stop a run where it is."""
    if visit.request.method == "POST":
        try:
            cancel_run(CancelRun(organization=visit.organization, person=visit.person, run=run, now=visit.now))
        except RunUnknown:
            raise Http404 from None
        messages.success(visit.request, _("Stopped. What went stays gone."))
    return redirect("retention")


@reads(OWNS)
def processing(visit: Visit) -> HttpResponse:
    """The register, to read and to print."""
    return visit.render("processing.html", {"register": register(visit.now)})


def _page(visit: Visit, form: TermsForm | None = None) -> HttpResponse:
    found, known, done = classes(visit.now), terms(), runs()
    shown = form or TermsForm(classes=found)
    context: dict[str, object] = {
        "form": shown,
        "rows": [_row(one, shown) for one in found],
        "for_ever": [{"title": words.KEPT[kept], "stays": stays(kept, known)} for kept in FOR_EVER],
        "running": next((_run(one) for one in done if one.state == "running"), None),
        "runs": [_run(one) for one in done if one.state != "running"],
        "now": sum(one.now for one in found if one.amount is not None),
        "fresh": new_uuid7(),
        "zone": zone_of(None, stores()),
    }
    return visit.render("retention.html", context, status=422 if shown.errors else 200)


def _said(visit: Visit, form: TermsForm) -> bool:
    try:
        with as_one(visit.organization):
            for kept, amount in form.wishes().items():
                set_term(
                    SetTerm(
                        organization=visit.organization, person=visit.person, kept=kept, amount=amount, now=visit.now
                    )
                )
    except (TermTooShort, TermTooLong) as refusal:
        form.refuse_term(refusal)
        return False
    return True


def _row(one: ClassView, form: TermsForm) -> dict[str, object]:
    law = one.law
    return {
        "title": words.KEPT[one.kept],
        "since": words.SINCE[one.kept],
        "field": None if one.rule.is_fixed else form[one.kept.value],
        "unit": _("days") if one.rule.unit is Unit.DAY else _("months"),
        "fixed": words.length(one.rule.usual, one.rule.unit) if one.rule.is_fixed else "",
        "least": words.length(one.least, one.rule.unit),
        "source": law.source if law is not None else one.rule.source,
        "waits": one.amount is None,
        "proposed": words.length(one.proposed, one.rule.unit),
        "now": one.now,
        "soon": one.soon,
    }  # fmt: skip


def _run(one: RunView) -> dict[str, object]:
    return {
        "id": one.id, "moment": one.moment, "state": words.STATES[one.state], "total": one.total,
        "at": words.KEPT[one.kept] if one.kept is not None else "",
        "gone": [{"title": words.KEPT[kept], "count": count} for kept, count in one.gone.items()],
    }  # fmt: skip
