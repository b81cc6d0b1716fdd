"""The form of a witness of the log."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm


class WitnessForm(PlainForm):
    """Where a witness is and by which key it is believed. The id is chosen when the page is made."""

    fields_of_refusals = {
        "witnesses.address_invalid": "address",
        "witnesses.key_invalid": "key",
        "witnesses.already_there": "key",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.CharField(
        label=_("Key of the witness"),
        max_length=400,
        help_text=_("Whoever runs it reads it out, or sends it in a letter: it must not come from this server."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "name+1a2b3c4d+B…"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=480,
        help_text=_("It begins with https."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, fresh: UUID) -> None:
        super().__init__(data, initial={"id": fresh})
