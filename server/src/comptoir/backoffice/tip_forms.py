"""Forms about tips: what tills offer, how they are shared, and who worked on a day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_amount, parse_rate
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.identity.public import Cashier
from comptoir.payments.commands import Worked
from comptoir.payments.public import POOLINGS, PolicyView, Working

_APART = re.compile(r"[;\n]|\s+")
_HOURS = re.compile(r"(\d{1,2})(?:[:hH](\d{2}))?")


def _parts(text: str) -> list[str]:
    return [part for part in _APART.split(text.replace("%", " ").strip()) if part]


class TipPolicyForm(PlainForm):
    """What a customer is offered to give on top. Both lists empty: no tips."""

    fields_of_refusals = {"payments.policy_invalid": "shares"}

    shares = forms.CharField(
        label=_("Percentages that tills offer"),
        required=False,
        max_length=60,
        help_text=_("Up to five, with spaces between them: 5 10 15. Nothing is chosen for the customer."),
    )
    amounts = forms.CharField(
        label=_("Amounts that tills offer"),
        required=False,
        max_length=60,
        help_text=_("Up to five, with spaces between them. Without any percentage or amount, tills take no tips."),
    )
    pooling = forms.ChoiceField(
        label=_("How tips are shared"),
        help_text=_(
            "A group, a company or a store may do otherwise: Settings by place. What was given is shared anew."
        ),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, currency: str, language: str, policy: PolicyView
    ) -> None:
        self.currency = currency
        super().__init__(
            data,
            initial={
                "shares": " ".join(rate_text(share, language) for share in policy.tip_presets),
                "amounts": " ".join(decimal_text(amount, currency, language) for amount in policy.tip_amounts),
                "pooling": policy.tip_pooling,
            },
        )
        self.choose("pooling", [(rule, WORDS["pooling"][rule]) for rule in POOLINGS])

    def clean_shares(self) -> tuple[int, ...]:
        found = [parse_rate(part) for part in _parts(self.cleaned_data["shares"])]
        if not all(found):
            raise forms.ValidationError(_("Enter percentages such as 5 10 15."), code="shares")
        return tuple(share for share in found if share)

    def clean_amounts(self) -> tuple[int, ...]:
        found = [parse_amount(part, self.currency) for part in _parts(self.cleaned_data["amounts"])]
        if not all(found):
            raise forms.ValidationError(_("Enter amounts such as 1 2 5."), code="amounts")
        return tuple(amount for amount in found if amount)

    def decisions(self) -> dict[str, Any]:
        """The members of the command."""
        fields = self.cleaned_data
        return {"tip_presets": fields["shares"], "tip_amounts": fields["amounts"], "tip_pooling": fields["pooling"]}


class HoursField(forms.CharField):
    """Hours as people type them, "7:30" or "8"; its value is in minutes."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=6, required=False, **options)  # type: ignore[arg-type]  # Django's own options
        self.widget.attrs.update({"autocomplete": "off", "class": "input max-w-28 text-end"})

    def clean(self, value: object) -> int:
        text = str(super().clean(value)).strip()
        found = _HOURS.fullmatch(text or "0")
        minutes = int(found[1]) * 60 + int(found[2] or "0") if found else -1
        if not 0 <= minutes <= 1_440 or (found is not None and int(found[2] or "0") > 59):
            raise forms.ValidationError(_("Enter hours such as 7:30."), code="hours")
        return minutes


class TipDayForm(PlainForm):
    """Who worked on a day: two fields a person."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, people: Iterable[Cashier], working: Sequence[Working]
    ) -> None:
        known = {worked.employee: worked for worked in working}
        self.people = [person for person in people if person.is_active or person.id in known]
        super().__init__(data)
        for person in self.people:
            worked = known.get(person.id)
            hours = HoursField(label=_("Hours of %(name)s") % {"name": person.name})
            hours.initial = f"{worked.minutes // 60}:{worked.minutes % 60:02d}" if worked and worked.minutes else ""
            points = forms.IntegerField(
                label=_("Points of %(name)s") % {"name": person.name}, min_value=0, max_value=100, required=False
            )
            points.initial = worked.points if worked else 0
            points.widget.attrs["class"] = "input max-w-28 text-end"
            self.fields[f"hours-{person.id}"] = hours
            self.fields[f"points-{person.id}"] = points

    @property
    def rows(self) -> list[tuple[Cashier, forms.BoundField, forms.BoundField]]:
        return [(person, self[f"hours-{person.id}"], self[f"points-{person.id}"]) for person in self.people]

    def worked(self) -> tuple[Worked, ...]:
        """Everybody on the page: who did not work is said so, too."""
        fields = self.cleaned_data

        def row(person: UUID) -> Worked:
            return Worked(person, fields[f"hours-{person}"], fields[f"points-{person}"] or 0)

        return tuple(row(person.id) for person in self.people)
