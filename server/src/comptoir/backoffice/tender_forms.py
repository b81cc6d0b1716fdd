"""Forms about how customers pay: the shop's tenders, rates of other currencies."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_decimal_ppm
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import AmountField, FromDayField, PlainForm, choose_store, chosen_store
from comptoir.backoffice.words import WORDS
from comptoir.catalog.public import CategoryView
from comptoir.kernel import CURRENCY_EXPONENTS, new_uuid7
from comptoir.payments.public import TENDER_KINDS, PolicyView, TenderKindView
from comptoir.platform.public import StoreView
from comptoir.tax.public import TaxClassHistory


class Check(forms.BooleanField):
    """A box to tick."""

    def __init__(self, **options: object) -> None:
        widget = forms.CheckboxInput(attrs={"class": "size-5"})
        super().__init__(required=False, widget=widget, **options)  # type: ignore[arg-type]  # Django's own options


class OptionalAmountField(AmountField):
    """An amount, or nothing."""

    def clean(self, value: object) -> int | None:  # type: ignore[override]  # nothing is an answer here
        return super().clean(value) if str(value or "").strip() else None


class TenderKindForm(PlainForm):
    """A way to pay. The id is chosen when the page is made: a second tap makes no second one."""

    fields_of_refusals = {
        "payments.name_missing": "name",
        "payments.maximum_invalid": "amount_max",
        "payments.change_impossible": "gives_change",
        "payments.category_unknown": "categories",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What it is"))
    name = forms.CharField(label=_("Name on the till’s key"), max_length=60)
    gives_change = Check(
        label=_("Change is given"),
        help_text=_("The rest of a voucher goes back in cash. Without this, what is not needed is lost."),
    )
    opens_drawer = Check(label=_("Opens the drawer"))
    is_counted = Check(
        label=_("Counted at the closing"),
        help_text=_("The till asks how many there are and what they come to. The difference stands in the day report."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Pays only for these categories"),
        help_text=_("None chosen: it pays for everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        categories: Iterable[CategoryView],
        stores: Iterable[StoreView],
        known: TenderKindView | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(known, currency, language))
        self.choose("kind", [(kind, WORDS["tender"][kind]) for kind in TENDER_KINDS])
        self.choose("categories", [(str(category.id), category.name) for category in categories])
        self.fields["categories"].widget.attrs.pop("class", None)
        self.fields["amount_max"] = OptionalAmountField(
            currency=currency, label=_("At most for one sale"), required=False, help_text=_("Empty: no maximum.")
        )
        self.fields["amount_max"].widget.attrs["class"] = "input"
        if known is not None:
            self.fields["kind"].disabled = True
            self.fields["is_active"] = Check(label=_("Tills offer it"))
        else:
            choose_store(self, stores)
        self.order_fields(
            [
                "id",
                "kind",
                "name",
                "amount_max",
                "gives_change",
                "opens_drawer",
                "is_counted",
                "is_active",
                "categories",
            ]
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields above the categories, which are a group of their own."""
        return [field for field in self.visible_fields() if field.name != "categories"]

    def chosen_categories(self) -> tuple[UUID, ...]:
        return tuple(UUID(category) for category in self.cleaned_data["categories"])

    def store(self) -> UUID | None:
        return chosen_store(self)


class WorthField(forms.CharField):
    """A rate as people type it, "1.06"; its value is in millionths."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=16, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: object) -> int:
        rate = parse_decimal_ppm(str(super().clean(value)))
        if not rate:
            raise forms.ValidationError(_("Enter a rate such as 1.06."), code="rate")
        return rate


class ExchangeRateForm(PlainForm):
    """What a unit of another currency is worth from a day on."""

    fields_of_refusals = {
        "payments.currency_invalid": "currency",
        "payments.rate_invalid": "rate",
        "payments.rate_past": "valid_from",
        "payments.rate_taken": "valid_from",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    currency = forms.ChoiceField(label=_("Currency"))
    rate = WorthField(label=_("One unit is worth"))
    valid_from = FromDayField()

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        today: date,
        stores: Iterable[StoreView],
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "valid_from": today})
        first = [code for code in ("EUR", "CHF", "GBP", "USD") if code != currency]
        others = [code for code in sorted(CURRENCY_EXPONENTS) if code not in (*first, currency)]
        self.choose("currency", [(code, code) for code in (*first, *others)])
        self.fields["rate"].help_text = _("In %(currency)s, with up to six decimals.") % {"currency": currency}
        self.fields["valid_from"].widget.attrs["min"] = today.isoformat()
        choose_store(self, stores)

    def store(self) -> UUID | None:
        return chosen_store(self)


def _initial(known: TenderKindView | None, currency: str, language: str) -> dict[str, object]:
    if known is None:
        return {"id": new_uuid7(), "kind": "meal_voucher", "opens_drawer": True, "is_counted": True}
    return {
        "id": known.id,
        "kind": known.kind,
        "name": known.name,
        "gives_change": known.gives_change,
        "opens_drawer": known.opens_drawer,
        "is_counted": known.is_counted,
        "is_active": known.is_active,
        "amount_max": "" if known.amount_max is None else decimal_text(known.amount_max, currency, language),
        "categories": [str(category) for category in known.categories],
    }


class PolicyForm(PlainForm):
    """What a shop decides about gift cards."""

    fields_of_refusals = {"payments.policy_invalid": "offline_total"}

    has_gift_cards = Check(label=_("Sell and take gift cards"))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        classes: Iterable[TaxClassHistory],
        policy: PolicyView,
    ) -> None:
        super().__init__(
            data,
            initial={
                "has_gift_cards": policy.has_gift_cards,
                "voucher_tax": str(policy.voucher_tax_class or ""),
                "offline_each": decimal_text(policy.offline_each, currency, language),
                "offline_total": decimal_text(policy.offline_total, currency, language),
            },
        )
        self.fields["voucher_tax"] = forms.ChoiceField(
            label=_("Tax of a gift card"),
            required=False,
            choices=[
                ("", _("When it is used: it can buy goods of several rates")),
                *((str(tax.id), _("When it is sold, as %(name)s") % {"name": tax.name}) for tax in classes),
            ],
            help_text=_("Ask your accountant: a card that buys goods of one single rate is taxed when it is sold."),
        )
        each = _("What a till takes of one card while the server is out of reach. Zero: nothing.")
        total = _("What a till takes of all cards together until it reaches the server. This is your risk.")
        self.fields["offline_each"] = AmountField(currency=currency, label=_("Without a network, of one card"))
        self.fields["offline_each"].help_text = each
        self.fields["offline_total"] = AmountField(currency=currency, label=_("Without a network, together"))
        self.fields["offline_total"].help_text = total
        for name in ("voucher_tax", "offline_each", "offline_total"):
            self.fields[name].widget.attrs["class"] = "input"
        self.order_fields(["has_gift_cards", "voucher_tax", "offline_each", "offline_total"])

    def decisions(self) -> dict[str, Any]:
        """The members of the command."""
        fields = self.cleaned_data
        chosen = fields["voucher_tax"]
        return {
            "has_gift_cards": fields["has_gift_cards"],
            "is_single_purpose": bool(chosen),
            "voucher_tax_class": UUID(chosen) if chosen else None,
            "offline_each": fields["offline_each"],
            "offline_total": fields["offline_total"],
        }
