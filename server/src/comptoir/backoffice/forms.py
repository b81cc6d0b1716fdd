"""Forms: labels above, help below, the error beside its field; refusals of operations land there too."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.formats import decimal_text, rate
from comptoir.backoffice.refusals import say
from comptoir.backoffice.words import WORDS
from comptoir.catalog.public import CategoryView, ItemView
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import StoreView
from comptoir.sales.public import ADOPTABLE
from comptoir.staff.public import RoleView
from comptoir.tax.public import DatedClass

Choices = Iterable[tuple[str, object]]
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEFT_MAX = 200


class PlainForm(forms.Form):
    """A form whose fields carry the design's class and say when they are wrong."""

    # Which field a refusal is about; any other stands above the form.
    fields_of_refusals: Mapping[str, str] = {}

    def __init__(self, data: Mapping[str, object] | None = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def carry_out(self, work: Callable[[], object]) -> bool:
        """Do what was asked; False when an operation refused it, which is then shown."""
        try:
            work()
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    def choose(self, name: str, choices: Choices) -> None:
        """What a field offers; only the page knows it."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def choose_place(self, stores: Sequence[StoreView], name: str = "store") -> None:
        """One of the shop's stores; where there is only one, nobody is asked."""
        self.choose(name, [(str(store.id), store.name) for store in stores])
        if len(stores) == 1:
            self.fields[name].widget = forms.HiddenInput()
            self.fields[name].initial = str(stores[0].id)

    def refuse(self, refusal: DomainError) -> None:
        """Show what an operation refused beside its field."""
        self.add_error(self.fields_of_refusals.get(refusal.code), say(refusal))


def choose_store(form: forms.Form, stores: Iterable[StoreView]) -> None:
    """Ask where it holds, in a shop that has several stores."""
    places = [(str(store.id), store.name) for store in stores]
    if len(places) > 1:
        form.fields["store"] = forms.ChoiceField(
            label=_("Where"), required=False, choices=[("", _("In every store")), *places]
        )
        form.fields["store"].widget.attrs["class"] = "input"


def chosen_store(form: forms.Form) -> UUID | None:
    """The store; `None` for all of them."""
    chosen = form.cleaned_data.get("store", "")
    return UUID(chosen) if chosen else None


class FromDayField(forms.DateField):
    """The day from which something dated holds."""

    def __init__(self) -> None:
        super().__init__(
            label=_("From this day on"),
            help_text=_("It begins at midnight in the time zone of each store."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
        )


class AmountField(forms.CharField):
    """An amount as people type it; its value is in minor units."""

    def __init__(self, *, currency: str, **options: object) -> None:
        super().__init__(max_length=20, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        self.currency = currency
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: object) -> int:
        text = super().clean(value)
        amount = parse_amount(str(text), self.currency)
        if amount is None:
            raise forms.ValidationError(_("Enter a price such as 1.15."), code="price")
        return amount


class ProductForm(PlainForm):
    """A product and its item. The ids are chosen when the page is made: a second tap on "save" adds nothing."""

    fields_of_refusals = {
        "catalog.name_missing": "name",
        "catalog.category_unknown": "category",
        "tax.class_unknown": "tax_class",
        "tax.rate_missing": "tax_class",
        "catalog.unit_unknown": "unit",
        "catalog.price_invalid": "price",
        "catalog.barcode_invalid": "barcodes",
        "catalog.barcode_taken": "barcodes",
        "kernel.gtin_invalid": "barcodes",
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    category = forms.ChoiceField(label=_("Category"))
    tax_class = forms.ChoiceField(label=_("Tax"))
    unit = forms.ChoiceField(label=_("Sold by"), initial="C62")
    barcodes = forms.CharField(
        label=_("Barcodes"),
        required=False,
        help_text=_("One a line. The check digit of an EAN or UPC is verified."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "inputmode": "numeric"}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        categories: Iterable[CategoryView],
        tax_classes: Choices,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.choose("category", [(str(category.id), category.name) for category in categories])
        self.choose("tax_class", tax_classes)
        self.choose("unit", list(WORDS["unit"].items()))

    def codes(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.cleaned_data["barcodes"].splitlines() if line.strip())

    def uuid(self, name: str) -> UUID:
        return UUID(self.cleaned_data[name])


class NewProductForm(ProductForm):
    """A product with its first price."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        categories: Iterable[CategoryView],
        tax_classes: Choices,
        stores: Iterable[StoreView],
    ) -> None:
        initial: dict[str, object] = {"id": new_uuid7(), "item": new_uuid7(), "unit": "C62"}
        super().__init__(data, categories=categories, tax_classes=tax_classes, initial=initial)
        self.fields["price"] = AmountField(currency=currency, label=_("Price"), help_text=_price_help(stores))
        self.fields["price"].widget.attrs["class"] = "input"
        self.order_fields(["name", "category", "price", "tax_class", "unit", "barcodes"])


class PriceForm(PlainForm):
    """A new price, in every store or in one."""

    fields_of_refusals = {"catalog.price_invalid": "price", "catalog.store_unknown": "store"}

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        stores: Iterable[StoreView],
        unit_price: int | None,
        is_open: bool = False,
    ) -> None:
        shown = "" if unit_price is None else decimal_text(unit_price, currency, language)
        super().__init__(data, initial={"price": shown})
        stores = list(stores)
        self.fields["price"] = AmountField(currency=currency, label=_("New price"), help_text=_price_help(stores))
        self.fields["price"].widget.attrs["class"] = "input"
        self.fields["is_open"] = forms.BooleanField(
            label=_("The cashier types the price"),
            required=False,
            initial=is_open,
            help_text=_("Then this price is what is usual."),
            widget=forms.CheckboxInput(attrs={"class": "size-6"}),
        )
        choose_store(self, stores)

    def store(self) -> UUID | None:
        return chosen_store(self)


def _price_help(stores: Iterable[StoreView]) -> Promise:
    """Whether a price includes its tax is the store's choice; one price may stand in stores of both kinds."""
    modes = {store.price_mode for store in stores}
    if modes == {"net"}:
        return _("Without tax: it is added at the till.")
    if "net" in modes:
        return _("With tax in stores whose prices include it, without tax in the others.")
    return _("With tax, as customers see it.")


class EmployeeForm(PlainForm):
    """Somebody who will stand at a till."""

    fields_of_refusals = {"identity.name_missing": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues call this person."))
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Color"),
        initial="#2f6f5e",
        widget=forms.TextInput(attrs={"type": "color", "class": "input max-w-24"}),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, roles: Iterable[RoleView], **options: object
    ) -> None:
        super().__init__(data, **options)
        known = list(roles)
        if known:
            # Little rather than much, for who forgets to choose.
            self.fields["role"] = forms.ChoiceField(
                label=_("Role"), choices=[(str(role.id), role.name) for role in known], initial=str(known[-1].id)
            )
            self.fields["role"].widget.attrs["class"] = "input"

    def role(self) -> UUID | None:
        chosen = self.cleaned_data.get("role", "")
        return UUID(chosen) if chosen else None


class TillForm(PlainForm):
    """A till of a store. Its code begins every receipt number, so it is short and said easily."""

    fields_of_refusals = {"tills.code_taken": "code"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[A-Z0-9]{1,8}$",
        label=_("Code"),
        help_text=_("Begins the receipt numbers: A1 gives A1-1-42. Capital letters and digits."),
        error_messages={"invalid": _("Use one to eight capital letters and digits.")},
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As colleagues call it: front, terrace, market.")
    )
    store = forms.ChoiceField(label=_("Store"))

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Iterable[StoreView]) -> None:
        super().__init__(data, initial={"id": new_uuid7()})
        self.choose("store", [(str(store.id), store.name) for store in stores])


class ScaleLabelForm(PlainForm):
    """A row of the table of scale labels, as the scale's own manual describes it."""

    fields_of_refusals = {
        "catalog.scale_prefix_invalid": "beginning",
        "catalog.scale_prefix_taken": "beginning",
        "catalog.scale_prefix_used": "beginning",
        "catalog.scale_digits_invalid": "value_digits",
        "catalog.store_unknown": "store",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    beginning = forms.CharField(label=_("Begins with"), max_length=3, help_text=_("20 to 29, as set in the scale."))
    kind = forms.ChoiceField(label=_("The value is"))
    item_digits = forms.IntegerField(label=_("Digits of the item"), min_value=1, max_value=10, initial=5)
    has_inner_check = forms.BooleanField(
        label=_("A check digit stands before the value"),
        required=False,
        help_text=_("Only with a value of four or five digits."),
    )
    value_digits = forms.IntegerField(label=_("Digits of the value"), min_value=1, max_value=10, initial=5)
    decimals = forms.IntegerField(
        label=_("Decimals of the value"),
        min_value=0,
        max_value=10,
        initial=3,
        help_text=_("3 for grams, 2 for euros and cents, 0 for pieces."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Iterable[StoreView]) -> None:
        super().__init__(data, initial={"id": new_uuid7()})
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = list(WORDS["scale_label"].items())
        self.fields["beginning"].widget.attrs["inputmode"] = "numeric"
        self.fields["has_inner_check"].widget.attrs["class"] = "size-6"
        choose_store(self, stores)

    def store(self) -> UUID | None:
        return chosen_store(self)


class NoteForm(PlainForm):
    """A decision needs its reason: whoever audits will ask."""

    note = forms.CharField(label=_("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AdoptionForm(NoteForm):
    """Adopt what waits of a till, part by part: how far the parts before this one came travels with the form."""

    codes = forms.TypedMultipleChoiceField(
        label=_("What to adopt"), choices=[(code.value, code.value) for code in ADOPTABLE], coerce=str
    )
    after = forms.UUIDField(required=False)
    adopted = forms.IntegerField(required=False, min_value=0)

    def named(self, member: str) -> list[UUID]:
        """Identifiers that came several times under one name; whatever is none is left out."""
        texts = self.data.getlist(member) if isinstance(self.data, QueryDict) else []
        return [UUID(text) for text in texts[:LEFT_MAX] if IDENTIFIER.fullmatch(text)]


def tax_choices(classes: Iterable[DatedClass], language: str) -> list[tuple[str, object]]:
    """Tax classes that have a rate today, with it."""
    return [(str(tax.id), f"{tax.name} ({rate(tax.rate.rate_ppm, language)})") for tax in classes if tax.rate]


def product_initial(item: ItemView) -> Mapping[str, object]:
    """The form's first content for an item; a GTIN is shown as its label prints it."""
    return {
        "name": item.name,
        "category": str(item.category),
        "tax_class": str(item.tax_class),
        "unit": item.unit,
        "barcodes": "\n".join(printed_code(code) for code in item.barcodes),
    }


def printed_code(code: str) -> str:
    """Fourteen digits back to the thirteen or eight that stand on the label."""
    if len(code) == 14 and code.isdigit() and code.startswith("0"):
        short = code.lstrip("0")
        return code[-8:] if len(short) <= 8 else code[-13:]
    return code
