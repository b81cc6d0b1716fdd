"""Forms about people at tills: a person, a PIN, a role with its limits, what the shop decides."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.backoffice.words import RIGHTS, RIGHTS_HELP
from comptoir.staff.commands import SetPin
from comptoir.staff.public import (
    LIMIT_MAX,
    MEASURES,
    Measure,
    PolicyView,
    PostView,
    Right,
    RoleView,
    Trade,
    proposed,
    set_pin,
)

NOT_HERE = "none"
LOCK_CHOICES = (
    (0, _("Never")),
    (60, _("After one minute")),
    (120, _("After two minutes")),
    (300, _("After five minutes")),
    (900, _("After fifteen minutes")),
)
TRADES = {
    Trade.RETAIL: _("Shop, retail"),
    Trade.COUNTER: _("Bakery, café, counter"),
    Trade.RESTAURANT: _("Restaurant, bar"),
    Trade.SERVICES: _("Services, hairdresser"),
}


class PersonForm(PlainForm):
    """How somebody is shown at tills, and whether they still work there."""

    fields_of_refusals = {"identity.name_missing": "name"}

    name = forms.CharField(label=_("Name"), max_length=80)
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Color"),
        widget=forms.TextInput(attrs={"type": "color", "class": "input max-w-24"}),
    )
    is_active = forms.BooleanField(
        label=_("Works at tills"), required=False, widget=forms.CheckboxInput(attrs={"class": "size-5"})
    )


class PostForm(PlainForm):
    """Somebody's role, everywhere or at one place."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        roles: Iterable[RoleView],
        posts: Iterable[PostView] = (),
        places: Iterable[tuple[str, str]] = (),
    ) -> None:
        known = list(places)
        own = next((post.role for post in posts if post.store is None and post.till is None), None)
        super().__init__(data, initial={"role": "" if own is None or known else str(own)})
        if known:
            self.fields["place"] = forms.ChoiceField(label=_("Where"), choices=known)
            self.fields["place"].widget.attrs["class"] = "input"
        choices = [(str(role.id), role.name) for role in roles] + [(NOT_HERE, _("Does not work there"))]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *choices])
        self.fields["role"].widget.attrs["class"] = "input"

    def role(self) -> UUID | None:
        chosen = self.cleaned_data["role"]
        return None if chosen == NOT_HERE else UUID(chosen)


class PinForm(PlainForm):
    """A PIN, typed twice: nobody can read it afterwards."""

    fields_of_refusals = {
        "staff.pin_invalid": "pin",
        "staff.pin_weak": "pin",
        "staff.pin_taken": "pin",
    }

    def __init__(self, data: Mapping[str, object] | None = None, *, length: int) -> None:
        super().__init__(data)
        for name, label in (("pin", _("New PIN")), ("again", _("Again"))):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=length,
                widget=forms.PasswordInput(
                    attrs={"class": "input max-w-40", "inputmode": "numeric", "autocomplete": "off", "size": length}
                ),
            )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("pin") and cleaned.get("again") and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", str(_("The two are not the same.")))
        return cleaned

    def carry_out_for(self, employee: UUID, *, organization: UUID, person: UUID, now: datetime) -> bool:
        """Give somebody this PIN: their own, or another's. False where it was refused, which is then shown."""
        pin = self.cleaned_data["pin"]
        command = SetPin(organization=organization, person=person, employee=employee, pin=pin, now=now)
        return self.carry_out(lambda: set_pin(command))


class PercentField(forms.CharField):
    """A percentage as people type it; its value is in parts per million."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=10, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "input max-w-32"})

    def clean(self, value: object) -> int:
        text = super().clean(value).replace(",", ".").removesuffix("%").strip()
        if not text:
            return 0
        if not text.replace(".", "", 1).isdigit() or not text.isascii():
            raise forms.ValidationError(_("Enter a percentage such as 10."), code="percent")
        ppm = Decimal(text) * 10_000
        if ppm != int(ppm) or ppm > LIMIT_MAX[Measure.PPM]:
            raise forms.ValidationError(_("Enter a percentage such as 10."), code="percent")
        return int(ppm)


class RightsForm(PlainForm):
    """For each of some rights, its limit. An amount left empty is nothing; "no limit" has a box."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        listed: Iterable[Right],
        limits: Mapping[Right, int],
        currency: str,
        language: str,
        initial: Mapping[str, object] | None = None,
        prefix: str | None = None,
    ) -> None:
        self.listed = tuple(listed)
        shown = dict(initial or {})
        for right in self.listed:
            shown |= _shown(right, limits.get(right, 0), currency, language)
        super().__init__(data, initial=shown, prefix=prefix)
        for right in self.listed:
            self._add(right, currency)

    def rights(self) -> dict[Right, int]:
        return {right: self._limit(right) for right in self.listed}

    def groups(self) -> list[tuple[Right, forms.BoundField, forms.BoundField | None]]:
        """Each right's field, and its "no limit" box where it has one."""
        return [
            (right, self[right.value], self[f"{right}_free"] if MEASURES[right] is Measure.AMOUNT else None)
            for right in self.listed
        ]

    def _add(self, right: Right, currency: str) -> None:
        label, help_text = str(RIGHTS[right.value]), str(RIGHTS_HELP.get(right.value, ""))
        field: forms.Field
        match MEASURES[right]:
            case Measure.FLAG:
                field = forms.BooleanField(label=label, help_text=help_text, required=False)
                field.widget.attrs["class"] = "size-5"
            case Measure.PPM:
                field = PercentField(label=label, help_text=help_text, required=False)
            case Measure.AMOUNT:
                field = LimitField(currency=currency, label=label, help_text=help_text, required=False)
                field.widget.attrs["class"] = "input max-w-40"
                free = forms.BooleanField(label=_("No limit"), required=False)
                free.widget.attrs["class"] = "size-5"
                self.fields[f"{right}_free"] = free
        self.fields[right.value] = field

    def _limit(self, right: Right) -> int:
        if MEASURES[right] is Measure.AMOUNT and self.cleaned_data[f"{right}_free"]:
            return LIMIT_MAX[Measure.AMOUNT]
        return int(self.cleaned_data[right.value])


class RoleForm(RightsForm):
    """A role's name and its rights."""

    fields_of_refusals = {"staff.role_name_missing": "name", "staff.role_name_taken": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        role: RoleView | None = None,
        fresh: UUID | None = None,
    ) -> None:
        super().__init__(
            data,
            listed=Right,
            limits=role.rights if role else {},
            currency=currency,
            language=language,
            initial={"id": role.id if role else fresh, "name": role.name if role else ""},
        )


class NewRightsForm(RightsForm):
    """What one role gets of the rights that came after it; it begins with what fits the rest of the role."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, role: RoleView, currency: str, language: str
    ) -> None:
        super().__init__(
            data,
            listed=role.undecided,
            limits={right: proposed(role.rights, right) for right in role.undecided},
            currency=currency,
            language=language,
            prefix=str(role.id),
        )
        self.role = role


class OptionalAmountField(forms.CharField):
    """An amount, or nothing at all: null."""

    def __init__(self, *, currency: str, **options: object) -> None:
        super().__init__(max_length=20, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        self.currency = currency
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: object) -> int | None:
        if not str(value or "").strip():
            return None
        amount = parse_amount(str(value), self.currency)
        if amount is None:
            raise forms.ValidationError(_("Enter an amount such as 50."), code="amount")
        return amount


class LimitField(AmountField):
    """An amount that may be left empty: then it is nothing."""

    def clean(self, value: object) -> int:
        if not str(value or "").strip():
            return 0
        amount = parse_amount(str(value), self.currency)
        if amount is None:
            raise forms.ValidationError(_("Enter an amount such as 50."), code="amount")
        return amount


class PolicyForm(PlainForm):
    """What holds for everybody at the tills."""

    fields_of_refusals = {"staff.pin_length_fixed": "pin_length"}

    pin_length = forms.TypedChoiceField(
        label=_("Digits of a PIN"), coerce=int, choices=[(length, str(length)) for length in range(4, 9)]
    )
    lock_after_s = forms.TypedChoiceField(label=_("Tills lock themselves"), coerce=int, choices=LOCK_CHOICES)
    sign_in_note = forms.CharField(
        label=_("Shown where a PIN is asked"),
        help_text=_("For example whom to ask for one. Everybody at the till reads it."),
        required=False,
        max_length=300,
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, policy: PolicyView, currency: str, language: str
    ) -> None:
        super().__init__(
            data,
            initial={
                "pin_length": policy.pin_length,
                "lock_after_s": policy.lock_after_s,
                "sign_in_note": policy.sign_in_note,
                "difference_limit": ""
                if policy.difference_limit is None
                else decimal_text(policy.difference_limit, currency, language),
            },
        )
        self.fields["difference_limit"] = OptionalAmountField(
            currency=currency,
            label=_("Cash difference that needs a reason"),
            help_text=_("A count that differs by more asks why. Left empty, none does."),
            required=False,
        )
        self.fields["difference_limit"].widget.attrs["class"] = "input max-w-40"


class TradeForm(PlainForm):
    """The trade whose roles a shop begins with."""

    trade = forms.ChoiceField(label=_("What kind of place is it?"), choices=list(TRADES.items()))


def _shown(right: Right, limit: int, currency: str, language: str) -> dict[str, object]:
    measure = MEASURES[right]
    if measure is Measure.FLAG:
        return {right.value: bool(limit)}
    if measure is Measure.PPM:
        return {right.value: rate_text(limit, language) if limit else ""}
    is_free = limit >= LIMIT_MAX[measure]
    return {
        right.value: "" if is_free or not limit else decimal_text(limit, currency, language),
        f"{right}_free": is_free,
    }
