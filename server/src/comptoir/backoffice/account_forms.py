"""Forms of a password: another one, and one that was forgotten."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm

LENGTH_MAX = 200
NEW_HELP = _("At least twelve characters: four words are easier than signs.")


class NewPasswordForm(PlainForm):
    """A password that somebody chooses."""

    fields_of_refusals = {"identity.password_too_short": "new", "identity.password_guessable": "new"}

    new = forms.CharField(
        label=_("New password"),
        max_length=LENGTH_MAX,
        strip=False,
        help_text=NEW_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordForm(NewPasswordForm):
    """Another password, for who knows the one of now."""

    fields_of_refusals = {**NewPasswordForm.fields_of_refusals, "identity.password_wrong": "current"}
    field_order = ("current", "new")

    current = forms.CharField(
        label=_("Password of now"),
        max_length=LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
