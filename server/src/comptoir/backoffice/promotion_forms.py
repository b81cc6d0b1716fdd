"""The form of a promotion: only the fields of its kind of offer, in the words of a shopkeeper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_amount, parse_rate
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.backoffice.offers import Document, Offer
from comptoir.backoffice.staff_forms import OptionalAmountField
from comptoir.backoffice.tax_forms import RateField
from comptoir.backoffice.terms import Articles, Needs, Part, Reward, Terms, When, write
from comptoir.backoffice.when_forms import ChoicesField, RuleForm, Shelf, clean_coupon

WHOLE_PPM = 1_000_000
REWARDS: Mapping[Reward, Promise] = {
    "price": _("Together for this price"),
    "amount": _("Together so much less"),
    "percent": _("So many percent less"),
}
ARTICLES: Mapping[Offer, tuple[Promise, ...]] = {
    Offer.BUY_GET: (_("Who buys these"), _("gets these")),
    Offer.MENU: (_("First part"), _("Second part"), _("Third part"), _("Fourth part")),
    Offer.GIFT: (_("What is given"),),
}
REDUCES = (Offer.PERCENT, Offer.CHEAPEST, Offer.BUY_GET, Offer.GIFT, Offer.BASKET_PERCENT)


@dataclass(frozen=True, slots=True)
class ArticlesGroup:
    """One choice of articles on the page: its fields and what is picked."""

    letter: str
    title: Promise
    count: forms.BoundField | None
    categories: forms.BoundField
    except_categories: forms.BoundField
    items: tuple[str, ...]
    except_items: tuple[str, ...]
    problem: str

    @property
    def items_field(self) -> str:
        return f"{self.letter}_items"

    @property
    def except_field(self) -> str:
        return f"{self.letter}_except_items"

    @property
    def has_exceptions(self) -> bool:
        return bool(self.except_items or self.except_categories.value())


class PickedField(forms.Field):
    """Articles that were picked one by one: their ids, each once."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: object) -> tuple[str, ...]:
        found = []
        for text in value if isinstance(value, list | tuple) else ():
            try:
                found.append(str(UUID(str(text))))
            except ValueError:
                raise forms.ValidationError(_("This item is not known here."), code="item") from None
        return tuple(dict.fromkeys(found))


class CountField(forms.IntegerField):
    """A number of pieces."""

    def __init__(self, *, highest: int = 1_000, **options: Any) -> None:
        super().__init__(min_value=1, max_value=highest, **options)
        self.widget.attrs.update({"class": "input max-w-32", "inputmode": "numeric"})


class PromotionForm(RuleForm):
    """A promotion of one kind of offer. The id is chosen when the page is made: a second tap makes no second one."""

    fields_of_refusals = {"catalog.rule_name_missing": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Stands on the receipt beside what it takes off.")
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        offer: Offer,
        shelf: Shelf,
        rule: UUID,
        terms: Terms | None = None,
    ) -> None:
        self.offer = offer
        self._saved = write(terms) if terms else None
        initial = {"id": rule, **(_initial(terms, shelf) if terms else _fresh(offer))}
        super().__init__(data, shelf=shelf, when=terms.when if terms else When(), initial=initial)
        for place, letter in enumerate(offer.parts):
            self._add_articles(letter, place)
        self._add_reward()
        self._add_conditions()

    def terms(self) -> Terms:
        """What was stated; only after `is_valid`."""
        fields = self.cleaned_data
        reward, value = self._reward()
        return Terms(
            offer=self.offer,
            name=fields["name"],
            parts=tuple(part for part in self._parts() if part.articles.is_chosen or self.offer is not Offer.MENU),
            reward=reward,
            value=value,
            cheapest=1 if self.offer is Offer.GIFT else fields.get("cheapest") or 0,
            when=self.when(coupon=fields["coupon"]),
            needs=Needs(
                amount=fields["needs_amount"] or 0,
                quantity=fields["needs_quantity"] or 0,
                is_of_articles=fields["needs_of"] == "articles",
            ),
            sets_max=fields.get("sets_max") or 0,
            discount_max=fields.get("discount_max") or 0,
            is_regular_only=fields["is_regular_only"],
            is_combinable=fields["is_combinable"],
            priority=fields["priority"] or 0,
        )

    def document(self) -> Document | None:
        """The promotion as it stands in the form: what was sent, when it is whole; else what is saved."""
        if not self.is_bound:
            return self._saved
        return write(self.terms()) if self.is_valid() else None

    def groups(self) -> list[ArticlesGroup]:
        titles = ARTICLES.get(self.offer, (_("On which items"),))
        return [self._group(letter, title) for letter, title in zip(self.offer.parts, titles, strict=True)]

    def reward_fields(self) -> list[forms.BoundField]:
        names = ("percent", "amount", "price", "cheapest", "reward", "value", "discount_max")
        return [self[name] for name in names if name in self.fields]

    def picked(self) -> set[UUID]:
        """Every article that the form names, for their names on the page."""
        return {UUID(item) for group in self.groups() for item in (*group.items, *group.except_items)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        count, cheapest = cleaned.get("a_count"), cleaned.get("cheapest")
        if count and cheapest and cheapest >= count:
            self.add_error("cheapest", str(_("Fewer than are bought: else everything would be given away.")))
        needs = [cleaned.get(name, "wrong") for name in ("needs_amount", "needs_quantity")]
        if self.offer is Offer.GIFT and not any(needs):
            self.add_error("needs_amount", str(_("Say from which purchase on it is given.")))
        if "value" in cleaned and self._parsed_value() is None:
            self.add_error("value", str(_("Enter an amount or percentage such as 5.00.")))
        needed = {Offer.BUY_GET: "ab", Offer.MENU: "ab", Offer.GIFT: "a"}.get(self.offer, "")
        for letter in needed:
            if not self._articles(letter).is_chosen:
                self.add_error(f"{letter}_items", str(_("Choose items or a category.")))
        return cleaned

    def clean_coupon(self) -> str:
        return clean_coupon(self.cleaned_data["coupon"])

    def _add_articles(self, letter: str, place: int) -> None:
        choices = [(str(category.id), category.name) for category in self.shelf.categories]
        for name, label in (("categories", _("Categories")), ("except_categories", _("Not these categories"))):
            self.fields[f"{letter}_{name}"] = ChoicesField(choices, label=label)
        for name in ("items", "except_items"):
            self.fields[f"{letter}_{name}"] = PickedField(required=False)
        if self.offer.is_of_sets and self.offer is not Offer.GIFT:
            label = _("How many get it") if self.offer is Offer.BUY_GET and place == 1 else _("How many")
            self.fields[f"{letter}_count"] = CountField(label=label, initial=1)

    def _add_reward(self) -> None:
        currency = self.shelf.currency
        if self.offer in REDUCES:
            help_text = _("100 is free.") if self.offer.is_of_sets else ""
            self.fields["percent"] = RateField(label=_("Reduced by (percent)"), help_text=help_text)
        if self.offer in (Offer.AMOUNT, Offer.BASKET_AMOUNT):
            self.fields["amount"] = AmountField(currency=currency, label=_("Reduced by"))
        if self.offer is Offer.PRICE:
            self.fields["price"] = AmountField(currency=currency, label=_("Price of each"))
        if self.offer is Offer.CHEAPEST:
            self.fields["cheapest"] = CountField(label=_("How many of them are reduced"))
        if self.offer in (Offer.SET, Offer.MENU):
            self.fields["reward"] = forms.ChoiceField(label=_("What they cost"), choices=list(REWARDS.items()))
            self.fields["value"] = forms.CharField(label=_("Amount or percent"), max_length=20)
            self.fields["reward"].widget.attrs["class"] = "input"
        if self.offer is Offer.BASKET_PERCENT:
            self.fields["discount_max"] = OptionalAmountField(
                currency=currency, label=_("At most"), help_text=_("Left empty, there is no limit."), required=False
            )
        for name in ("percent", "amount", "price", "value", "discount_max"):
            if name in self.fields:
                self.fields[name].widget.attrs.update({"class": "input max-w-40", "inputmode": "decimal"})

    def _add_conditions(self) -> None:
        currency = self.shelf.currency
        self.fields["coupon"] = forms.CharField(
            label=_("Only with this code"),
            required=False,
            max_length=40,
            help_text=_("As customers say it or show it: WELCOME. Left empty, no code is asked."),
        )
        self.fields["coupon"].widget.attrs.update({"class": "input max-w-64", "autocapitalize": "characters"})
        self.fields["needs_amount"] = OptionalAmountField(
            currency=currency, label=_("Only from a purchase of"), required=False
        )
        self.fields["needs_quantity"] = CountField(label=_("Only from so many items"), required=False)
        self.fields["needs_of"] = forms.ChoiceField(
            label=_("What counts for it"),
            choices=[("all", _("Everything in the basket")), ("articles", _("Only the items of this promotion"))],
        )
        if self.offer.is_of_sets:
            self.fields["sets_max"] = CountField(label=_("At most so many times a basket"), required=False)
        self.fields["is_regular_only"] = forms.BooleanField(
            label=_("Not on items that another list or promotion reduces already")
            if self.offer.is_of_basket
            else _("Not on items that a price list reduces already"),
            required=False,
        )
        self.fields["is_combinable"] = forms.BooleanField(
            label=_("May come on top of other promotions that allow it"), required=False
        )
        self.fields["priority"] = forms.IntegerField(
            label=_("Order"),
            required=False,
            min_value=0,
            max_value=1_000,
            help_text=_("0 goes first. Among equals the customer gets the best; a later one takes what is left."),
        )
        for name in ("needs_amount", "needs_of", "priority"):
            self.fields[name].widget.attrs["class"] = "input" if name == "needs_of" else "input max-w-40"
        for name in ("is_regular_only", "is_combinable"):
            self.fields[name].widget.attrs["class"] = "size-5"

    def _articles(self, letter: str) -> Articles:
        names = ("items", "categories", "except_items", "except_categories")
        return Articles(*(tuple(self.cleaned_data.get(f"{letter}_{name}", ())) for name in names))

    def _parts(self) -> Iterable[Part]:
        for letter in self.offer.parts:
            yield Part(self._articles(letter), self.cleaned_data.get(f"{letter}_count") or 1)

    def _reward(self) -> tuple[Reward, int]:
        fields = self.cleaned_data
        if "reward" in fields:
            value = self._parsed_value()
            assert value is not None
            return fields["reward"], value
        reward: Reward = "percent" if "percent" in fields else "amount" if "amount" in fields else "price"
        return reward, fields[reward]

    def _parsed_value(self) -> int | None:
        """What a set costs or saves; nothing to save is no promotion."""
        text, reward = self.cleaned_data["value"], self.cleaned_data.get("reward")
        value = parse_rate(text) if reward == "percent" else parse_amount(text, self.shelf.currency)
        return None if value == 0 and reward != "price" else value

    def _clean_positive(self, name: str) -> int:
        value: int = self.cleaned_data[name]
        if value == 0:
            raise forms.ValidationError(_("This would reduce nothing."), code="nothing")
        return value

    def clean_percent(self) -> int:
        return self._clean_positive("percent")

    def clean_amount(self) -> int:
        return self._clean_positive("amount")

    def _group(self, letter: str, title: Promise) -> ArticlesGroup:
        count = f"{letter}_count"
        return ArticlesGroup(
            letter,
            title,
            self[count] if count in self.fields else None,
            self[f"{letter}_categories"],
            self[f"{letter}_except_categories"],
            self._shown_items(f"{letter}_items"),
            self._shown_items(f"{letter}_except_items"),
            " ".join(str(error) for error in self.errors.get(f"{letter}_items", ())),
        )

    def _shown_items(self, name: str) -> tuple[str, ...]:
        """What stands in the field now, of what was sent only what can be an id."""
        try:
            return PickedField().clean(self[name].value() or ())
        except forms.ValidationError:
            return ()


def _fresh(offer: Offer) -> dict[str, object]:
    """What a new promotion of a kind begins with: the usual one."""
    usual: dict[Offer, dict[str, object]] = {
        Offer.CHEAPEST: {"a_count": 3, "cheapest": 1, "percent": "100"},
        Offer.SET: {"a_count": 3},
        Offer.BUY_GET: {"a_count": 2, "b_count": 1, "percent": "100"},
        Offer.GIFT: {"percent": "100", "sets_max": 1},
    }
    return {"priority": 0, "needs_of": "all", **usual.get(offer, {})}


def _initial(terms: Terms, shelf: Shelf) -> dict[str, object]:
    currency, language = shelf.currency, shelf.language

    def shown(amount: int) -> str:
        return decimal_text(amount, currency, language) if amount else ""

    price = decimal_text(terms.value, currency, language)
    value = rate_text(terms.value, language) if terms.reward == "percent" else price
    initial: dict[str, object] = {
        "name": terms.name,
        "percent": value,
        "amount": value,
        "price": value,
        "value": value,
        "reward": terms.reward,
        "cheapest": terms.cheapest,
        "discount_max": shown(terms.discount_max),
        "needs_amount": shown(terms.needs.amount),
        "needs_quantity": terms.needs.quantity or None,
        "needs_of": "articles" if terms.needs.is_of_articles else "all",
        "sets_max": terms.sets_max or None,
        "is_regular_only": terms.is_regular_only,
        "is_combinable": terms.is_combinable,
        "priority": terms.priority,
    }
    for letter, part in zip(terms.offer.parts, terms.parts, strict=False):
        articles = part.articles
        initial |= {
            f"{letter}_count": part.count,
            f"{letter}_items": list(articles.items),
            f"{letter}_categories": list(articles.categories),
            f"{letter}_except_items": list(articles.except_items),
            f"{letter}_except_categories": list(articles.except_categories),
        }
    return initial


class CodesForm(PlainForm):
    """How many codes that are good once. The batch's id is chosen when the page is made."""

    fields_of_refusals = {"catalog.coupon_count_invalid": "count"}

    batch = forms.UUIDField(widget=forms.HiddenInput)
    count = CountField(label=_("How many"), highest=5_000)
