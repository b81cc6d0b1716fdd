"""The forms of price lists: the list itself, and a change of many of its prices by percent."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_rate
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.list_pricing import ENDINGS, Ending
from comptoir.backoffice.offers import Document
from comptoir.backoffice.terms import When, read_when
from comptoir.backoffice.when_forms import RuleForm, Shelf
from comptoir.catalog.public import CategoryView

STEPS = (1, 5, 10, 50, 100)
MARKUP_MAX = 9_000_000


class SignedRateField(forms.CharField):
    """A change in percent, cheaper with a minus, that may be left empty; its value is in parts per million."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, required=False, **options)
        self.widget.attrs.update({"class": "input max-w-32", "autocomplete": "off"})

    def clean(self, value: object) -> int | None:
        text = str(super().clean(value)).replace("\N{MINUS SIGN}", "-").replace(" ", "")
        if not text:
            return None
        sign = -1 if text.startswith("-") else 1
        rate = _percent(text.lstrip("+-"))
        if rate is None or (sign < 0 and rate > 1_000_000):
            raise forms.ValidationError(_("Enter a change such as −10 or 5."), code="change")
        return sign * rate


class PriceListForm(RuleForm):
    """A price list: for whom and when, and what it says of categories and of everything."""

    fields_of_refusals = {"catalog.rule_name_missing": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As colleagues call it: club, terrace, evening.")
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        shelf: Shelf,
        rule: UUID,
        document: Document | None = None,
    ) -> None:
        known = document or {}
        when = read_when(known["when"]) if "when" in known else When()
        super().__init__(data, shelf=shelf, when=when, initial={"id": rule, **_initial(known, shelf)})
        self.fields["everything"] = SignedRateField(
            label=_("Change of every price in percent"),
            help_text=_(
                "−10 is ten percent cheaper. Left empty, the list holds only for its categories and own prices."
            ),
        )
        for category in shelf.categories:
            self.fields[f"category_{category.id}"] = SignedRateField(label=category.name)
        steps = sorted({*STEPS, int(known.get("step", 1))})
        self.fields["step"] = forms.TypedChoiceField(
            label=_("Round changed prices to"),
            coerce=int,
            choices=[(step, decimal_text(step, shelf.currency, shelf.language)) for step in steps],
        )
        self.fields["rank"] = forms.IntegerField(
            label=_("Order"),
            min_value=0,
            max_value=1_000,
            required=False,
            help_text=_("When several lists hold, the one with the smallest number decides."),
        )
        for name in ("step", "rank"):
            self.fields[name].widget.attrs["class"] = "input max-w-40"

    def category_fields(self) -> list[forms.BoundField]:
        return [self[f"category_{category.id}"] for category in self.shelf.categories]

    def document(self) -> dict[str, Any]:
        """What the engines read, without the id; only after `is_valid`."""
        fields = self.cleaned_data
        percents: list[dict[str, object]] = [
            {"category": str(category.id), "ppm": fields[f"category_{category.id}"]}
            for category in self.shelf.categories
            if fields[f"category_{category.id}"] is not None
        ]
        if fields["everything"] is not None:
            percents.append({"ppm": fields["everything"]})
        optional = {
            "rank": fields["rank"] or 0,
            "when": self.when().document(),
            "percents": percents,
            "step": fields["step"] if fields["step"] != 1 else 0,
        }
        return {"name": fields["name"]} | {name: value for name, value in optional.items() if value}


class BulkForm(PlainForm):
    """Change many own prices of a list at once."""

    category = forms.ChoiceField(label=_("Which items"), required=False)
    start = forms.ChoiceField(
        label=_("Starting from"),
        choices=[("base", _("The ordinary price")), ("list", _("The price in this list, where it has one"))],
    )
    percent = SignedRateField(label=_("Change in percent"), help_text=_("−10 is ten percent cheaper."))
    ending = forms.ChoiceField(label=_("Rounded"), choices=list(ENDINGS.items()))

    def __init__(self, data: Mapping[str, object] | None = None, *, categories: Iterable[CategoryView]) -> None:
        super().__init__(data, initial={"ending": "x9"})
        self.choose("category", [("", _("All items")), *((str(one.id), one.name) for one in categories)])

    def clean_percent(self) -> int:
        percent: int | None = self.cleaned_data["percent"]
        if percent is None:
            raise forms.ValidationError(_("Enter a change such as −10 or 5."), code="change")
        return percent

    def category_id(self) -> UUID | None:
        chosen = self.cleaned_data["category"]
        return UUID(chosen) if chosen else None

    def ending_kind(self) -> Ending:
        ending: Ending = self.cleaned_data["ending"]
        return ending


class GroupForm(PlainForm):
    """A group of customers."""

    fields_of_refusals = {"catalog.name_missing": "name", "catalog.customer_group_name_taken": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Club, staff, trade, students."))
    is_staff = forms.BooleanField(
        label=_("These are people who work here"),
        required=False,
        help_text=_("Selling to them at their prices takes a right of the cashier’s role."),
        widget=forms.CheckboxInput(attrs={"class": "size-5"}),
    )


def signed_percent(ppm: int, language: str) -> str:
    """ "−10" as a field shows it."""
    return f"\N{MINUS SIGN}{rate_text(-ppm, language)}" if ppm < 0 else rate_text(ppm, language)


def _percent(text: str) -> int | None:
    """A percentage up to 900: prices may also grow tenfold."""
    whole, _mark, part = text.replace("%", "").replace(",", ".").partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 3:
        return None
    rest = parse_rate(f"0.{part or 0}")
    ppm = None if rest is None else int(whole) * 10_000 + rest
    return ppm if ppm is not None and ppm <= MARKUP_MAX else None


def _initial(document: Document, shelf: Shelf) -> dict[str, object]:
    initial: dict[str, object] = {
        "name": document.get("name", ""),
        "step": document.get("step", 1),
        "rank": document.get("rank", 0),
    }
    for percent in document.get("percents", ()):
        name = f"category_{percent['category']}" if "category" in percent else "everything"
        initial[name] = signed_percent(percent["ppm"], shelf.language)
    return initial
