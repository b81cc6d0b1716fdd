"""The form of a token for a program."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.identity.public import Permission

# What each right lets a program do, by what it touches; the interface offers nothing beyond these.
SCOPE_WORDS: Mapping[Permission, Promise] = {
    Permission.SEE_PRODUCTS: _("See items, prices and stock"),
    Permission.EDIT_PRODUCTS: _("Change items and prices"),
    Permission.SEE_SALES: _("See sales, customers and gift cards"),
    Permission.MANAGE_TILLS: _("Write customers down and change them"),
    Permission.SEE_REPORTS: _("See day reports"),
    Permission.SEE_STOCK: _("See suppliers, purchase orders and transfers"),
    Permission.COUNT_STOCK: _("Count, receive and move goods"),
    Permission.MANAGE_STOCK: _("Order goods, write losses off, change suppliers"),
    Permission.SEE_TILLS: _("See stores and tills"),
    Permission.TAKE_OUT: _("Take everything with it, as a file"),
    Permission.ANSWER_PEOPLE: _("Tell people what is kept of them, and erase it"),
    Permission.MANAGE_WEBHOOKS: _("Decide who hears of what happens here (webhooks)"),
}
DAYS = {"30": _("30 days"), "90": _("90 days"), "365": _("One year"), "": _("Until I revoke it")}
DAYS_FIRST = "365"


class TokenForm(PlainForm):
    """What a program is called, what it may do, and for how long. The id is chosen when the page is made."""

    fields_of_refusals = {
        "identity.name_missing": "name",
        "identity.scopes_missing": "scopes",
        "identity.token_days_invalid": "days",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it: the web shop, the accountant's program.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(str(permission), label) for permission, label in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": ""}),
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.ChoiceField(label=_("Good for"), required=False, choices=list(DAYS.items()), initial=DAYS_FIRST)

    def __init__(self, data: Mapping[str, object] | None = None, *, fresh: UUID) -> None:
        super().__init__(data, initial={"id": fresh, "days": DAYS_FIRST})

    @property
    def chosen_scopes(self) -> frozenset[Permission]:
        return frozenset(Permission(scope) for scope in self.cleaned_data["scopes"])

    @property
    def chosen_days(self) -> int | None:
        return int(self.cleaned_data["days"]) if self.cleaned_data["days"] else None
