"""The form of a program that hears of what happens in the shop."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm

# In groups, as a shopkeeper looks for them.
KIND_WORDS: Mapping[str, Promise] = {
    "sale.sealed": _("A sale"),
    "refund.sealed": _("A refund"),
    "exchange.sealed": _("An exchange"),
    "payment.sealed": _("A payment without sale: deposit, account, gift card"),
    "order.sealed": _("A quote, or goods kept aside"),
    "tender.corrected": _("A way of paying was corrected"),
    "day.opened": _("A till was opened"),
    "day.closed": _("A till was closed"),
    "payment.approved": _("A card payment was approved"),
    "payment.declined": _("A card payment was declined"),
    "payment.unknown": _("Nobody knows yet what became of a card payment"),
    "link.paid": _("A payment link was paid"),
    "link.part_paid": _("A part of a payment link was paid"),
    "invoice.made": _("An invoice was made"),
    "credit_note.made": _("A credit note was made"),
    "article.added": _("An item was added"),
    "article.changed": _("An item was changed"),
    "article.archived": _("An item was put away"),
    "article.restored": _("An item was taken out again"),
    "price.changed": _("A price changed"),
    "articles.imported": _("Items were imported"),
    "stock.low": _("An item runs short"),
    "stock.counted": _("Stock was counted"),
    "stock.lost": _("A loss was written off"),
    "transfer.sent": _("A transfer left"),
    "transfer.received": _("A transfer arrived"),
    "goods.received": _("Goods came from a supplier"),
    "goods.returned": _("Goods went back to a supplier"),
    "receipt.undelivered": _("A receipt could not be sent"),
    "till.enrolled": _("A device became a till"),
    "till.revoked": _("A device is no longer a till"),
}
KIND_WORDS_AND_TEST: Mapping[str, Promise] = {**KIND_WORDS, "webhook.test": _("A test")}


class WebhookForm(PlainForm):
    """Which program, where, and what it hears of. The id is chosen when the page is made."""

    fields_of_refusals = {
        "webhooks.name_missing": "name",
        "webhooks.address_invalid": "address",
        "webhooks.kinds_missing": "kinds",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What listens there: the web shop, the accountant's program.")
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("It begins with https. The program's maker names it."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it hears of"),
        choices=list(KIND_WORDS.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": ""}),
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, fresh: UUID, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial={"id": fresh, **(initial or {})})

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["kinds"])
