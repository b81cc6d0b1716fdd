"""Codes that are good once: batches for a promotion, and which of them were shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.promotion_forms import CodesForm
from comptoir.backoffice.queries.promotions import CodeUse, code_uses
from comptoir.backoffice.scope import zone_of
from comptoir.backoffice.words import word
from comptoir.catalog.commands import MakeCouponCodes, WithdrawCouponCodes
from comptoir.catalog.public import (
    CouponCodeView,
    RuleView,
    coupon_codes,
    make_coupon_codes,
    promotions,
    withdraw_coupon_codes,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores

CODES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code and what became of it."""

    code: CouponCodeView
    uses: list[CodeUse]

    @property
    def use(self) -> CodeUse | None:
        """The first sale that stated it."""
        return self.uses[0] if self.uses else None

    @property
    def state(self) -> str:
        if self.uses:
            return "twice" if len(self.uses) > 1 else "used"
        return "withdrawn" if self.code.is_withdrawn else "open"


@reads(Permission.EDIT_PRODUCTS)
def codes(visit: Visit, rule: UUID) -> HttpResponse:
    """The batches of a promotion and its codes, those that were shown first."""
    return _page(visit, _found(rule), CodesForm(initial={"batch": new_uuid7(), "count": 50}))


@acts(Permission.EDIT_PRODUCTS)
def make(visit: Visit, rule: UUID) -> HttpResponse:
    """Make a batch."""
    if visit.request.method != "POST":
        return redirect("promotion-codes", rule)
    with visit.reading():
        view = _found(rule)
    form = CodesForm(visit.request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        command = MakeCouponCodes(
            organization=visit.organization,
            person=visit.person,
            batch=fields["batch"],
            promotion=rule,
            count=fields["count"],
        )
        if form.carry_out(lambda: make_coupon_codes(command)):
            made = ngettext("%(count)s code made.", "%(count)s codes made.", fields["count"])
            messages.success(visit.request, made % {"count": fields["count"]})
            return redirect("promotion-codes", rule)
    with visit.reading():
        return _page(visit, view, form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def withdraw(visit: Visit, rule: UUID, batch: UUID) -> HttpResponse:
    """Take a batch back."""
    if visit.request.method != "POST":
        return redirect("promotion-codes", rule)
    with visit.reading():
        _found(rule)
        if batch not in {code.batch for code in coupon_codes(rule)}:
            raise Http404
    withdraw_coupon_codes(WithdrawCouponCodes(organization=visit.organization, person=visit.person, batch=batch))
    messages.success(visit.request, _("Taken back: tills accept none of these codes any more."))
    return redirect("promotion-codes", rule)


@reads(Permission.EDIT_PRODUCTS)
def codes_csv(visit: Visit, rule: UUID) -> HttpResponse:
    """Every code with its state, for whoever prints or sends them."""
    _found(rule)
    zone = zone_of(None, stores())
    header = [_("Code"), _("State"), _("Made"), _("First shown")]
    rows = [
        [
            inert(row.code.code),
            word("coupon_state", row.state),
            formats.local_iso(row.code.made_at, zone),
            formats.local_iso(row.use.sold_at, row.use.timezone) if row.use else "",
        ]
        for row in _rows(visit, rule)
    ]
    return csv_file("codes.csv", header, rows, visit.language)


def _page(visit: Visit, view: RuleView, form: CodesForm, *, status: int = 200) -> HttpResponse:
    rows = _rows(visit, view.id)
    context: dict[str, object] = {
        "rule": view,
        "coupon": view.document.get("when", {}).get("coupon", ""),
        "form": form,
        "rows": sorted(rows, key=lambda row: (row.state != "twice", row.use is None))[:CODES_SHOWN],
        "count": len(rows),
        "shown_max": CODES_SHOWN,
        "used": sum(row.use is not None for row in rows),
        "twice": sum(row.state == "twice" for row in rows),
        "batches": _batches(rows),
        "zone": zone_of(None, stores()),
    }
    return visit.render("promotion_codes.html", context, status=status)


def _rows(visit: Visit, rule: UUID) -> list[CodeRow]:
    uses: dict[str, list[CodeUse]] = {}
    for use in code_uses(visit.organization, rule):
        uses.setdefault(use.code, []).append(use)
    return [CodeRow(code, uses.get(code.code, [])) for code in coupon_codes(rule)]


def _batches(rows: Sequence[CodeRow]) -> list[dict[str, object]]:
    found: dict[UUID, list[CodeRow]] = {}
    for row in rows:
        found.setdefault(row.code.batch, []).append(row)
    return [
        {
            "id": batch,
            "made_at": members[0].code.made_at,
            "count": len(members),
            "used": sum(row.use is not None for row in members),
            "is_withdrawn": members[0].code.is_withdrawn,
        }
        for batch, members in found.items()
    ]


def _found(rule: UUID) -> RuleView:
    view = next((view for view in promotions() if view.id == rule), None)
    if view is None:
        raise Http404
    return view
