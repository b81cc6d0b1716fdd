"""Rules of commissions: as a form, and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.backoffice import formats
from comptoir.backoffice.amounts import parse_amount, parse_rate
from comptoir.backoffice.forms import PlainForm
from comptoir.catalog.public import CategoryView, item_of_code
from comptoir.commissions.public import MARGIN, NET, PIECE, RuleView
from comptoir.identity.public import Cashier
from comptoir.staff.public import RoleView

_BASES = {
    NET: gettext_lazy("Percent of what is sold, without tax"),
    MARGIN: gettext_lazy("Percent of the margin"),
    PIECE: gettext_lazy("Fixed for a piece"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """What rules name."""

    people: Mapping[UUID, str]
    roles: Mapping[UUID, str]
    categories: Mapping[UUID, str]
    items: Mapping[UUID, str]

    def who(self, rule: RuleView) -> str:
        if rule.employee is not None:
            return self.people.get(rule.employee) or _("Somebody who left")
        if rule.role is not None:
            return _("Role: %(role)s") % {"role": self.roles.get(rule.role, "")}
        return _("Everybody")

    def what(self, rule: RuleView) -> str:
        if rule.item is not None:
            return self.items.get(rule.item) or _("An item that is gone")
        if rule.category is not None:
            return self.categories.get(rule.category) or _("A category that is gone")
        return _("Everything")


def share_text(rule: RuleView, currency: str, language: str) -> str:
    """ "3 % of what is sold, without tax"."""
    if rule.basis == PIECE:
        return _("%(amount)s a piece") % {"amount": formats.money(rule.amount, currency, language)}
    rate = formats.rate(rule.rate_ppm, language)
    if rule.basis == MARGIN:
        return _("%(rate)s of the margin") % {"rate": rate}
    return _("%(rate)s of what is sold, without tax") % {"rate": rate}


class RuleForm(PlainForm):
    """A rule from a day on."""

    fields_of_refusals = {"commissions.day_closed": "valid_from", "commissions.rule_invalid": "share"}

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("For selling"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Or one item, by its barcode"), required=False, max_length=64,
    )  # fmt: skip
    basis = forms.ChoiceField(label=gettext_lazy("How"))
    share = forms.CharField(
        label=gettext_lazy("How much"), max_length=20,
        help_text=gettext_lazy("A percentage such as 2.5, or for a piece an amount such as 0.50."),
    )  # fmt: skip
    valid_from = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        people: Sequence[Cashier],
        roles: Sequence[RoleView],
        categories: Sequence[CategoryView],
        currency: str,
        today: object,
    ) -> None:
        super().__init__(data, initial={"valid_from": today, "basis": NET})
        self._currency = currency
        self.choose("who", [
            ("", _("Everybody")),
            *((f"role:{role.id}", _("Role: %(role)s") % {"role": role.name}) for role in roles),
            *((f"person:{person.id}", person.name) for person in people if person.is_active),
        ])  # fmt: skip
        self.choose("what", [("", _("Everything")), *((str(shelf.id), shelf.name) for shelf in categories)])
        self.choose("basis", [(basis, str(_BASES[basis])) for basis in _BASES])

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        text, is_piece = fields.get("share", ""), fields.get("basis") == PIECE
        found = parse_amount(text, self._currency) if is_piece else parse_rate(text)
        if text and not found:
            self.add_error(
                "share", _("Enter an amount such as 0.50.") if is_piece else _("Enter a percentage such as 2.5.")
            )
        fields["amount" if is_piece else "rate_ppm"] = found or 0
        if code := fields.get("code", "").strip():
            item = item_of_code(code)
            if item is None:
                self.add_error("code", _("No item has this code."))
            fields["item"] = item.id if item else None
        return fields

    def decisions(self) -> dict[str, Any]:
        """The members of the command."""
        fields = self.cleaned_data
        kind, _colon, key = fields["who"].partition(":")
        item = fields.get("item")
        return {
            "employee": UUID(key) if kind == "person" else None,
            "role": UUID(key) if kind == "role" else None,
            "category": UUID(fields["what"]) if fields["what"] and item is None else None,
            "item": item,
            "basis": fields["basis"],
            "rate_ppm": fields.get("rate_ppm", 0),
            "amount": fields.get("amount", 0),
            "valid_from": fields["valid_from"],
        }


class EndForm(PlainForm):
    """The last day of a rule."""

    last = forms.DateField()
