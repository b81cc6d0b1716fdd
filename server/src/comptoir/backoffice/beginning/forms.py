"""The assistant's form: what only the owner can know."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import word
from comptoir.countries import Duty


class ShopForm(PlainForm):
    """A shop's name, its owner and a password; the rest follows from country and trade."""

    fields_of_refusals = {
        "identity.password_too_short": "password",
        "identity.password_guessable": "password",
        "identity.name_missing": "owner",
        "identity.sign_in_name_invalid": "owner",
        "identity.email_invalid": "owner",
    }

    name = forms.CharField(label=_("Name of the shop"), max_length=80)
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("As it shall stand on receipts. It can wait."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    owner = forms.CharField(
        label=_("Your name"),
        max_length=60,
        help_text=_("You sign in with it, and it stands at the till. No e-mail address is needed."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least twelve characters: four words that you remember are best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    with_samples = forms.BooleanField(
        label=_("Put sample items on the shelves; one tap removes them"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "size-5"}),
    )
    is_exempt = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "size-5"}))

    def __init__(self, data: Mapping[str, object] | None = None, *, duty: Duty | None) -> None:
        super().__init__(data)
        if duty is None or not duty.exemption:
            del self.fields["is_exempt"]
        else:
            self.fields["is_exempt"].label = word("duty_exemption", duty.exemption)
