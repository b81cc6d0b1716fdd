"""Forms on one customer's data: what they agreed to, and that they are erased."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from comptoir.backoffice.forms import PlainForm
from comptoir.customers.commands import RecordConsent
from comptoir.customers.public import WAYS
from comptoir.kernel import new_uuid7
from comptoir.privacy.public import REASONS, ErasePerson

_ = gettext_lazy
# What is agreed to, by `purpose channel`.
USES: Mapping[str, Promise] = {
    "news email": _("News by e-mail"),
    "news sms": _("News by SMS"),
    "news post": _("News by post"),
    "news phone": _("News by phone"),
    "loyalty none": _("Taking part in a loyalty program"),
    "profiling none": _("Looking at what they buy, for offers of their own"),
}
assert set(USES) == {f"{purpose} {way}" for purpose, ways in WAYS.items() for way in ways}
PLACES: Mapping[str, Promise] = {
    "till": _("At a till"),
    "office": _("In the office"),
    "web": _("On the web"),
    "import": _("From a file"),
}
REASON_WORDS: Mapping[str, Promise] = {
    "asked": _("They asked for it"),
    "withdrawn": _("They took their consent back"),
    "objected": _("They object"),
    "unneeded": _("We need it no more"),
    "unlawful": _("It should not have been kept"),
}
assert set(REASON_WORDS) == set(REASONS)


class ConsentForm(PlainForm):
    """A yes or a no, and the text that was shown. The id is chosen when the page is made: a second tap adds nothing."""

    fields_of_refusals = {"customers.consent_unproved": "text", "customers.consent_invalid": "use"}

    consent = forms.UUIDField(widget=forms.HiddenInput)
    use = forms.ChoiceField(label=_("What for, and how"))
    answer = forms.ChoiceField(label=_("What they said"), choices=[("yes", _("Yes")), ("no", _("No, or no more"))])
    text = forms.CharField(
        label=_("The text that they were shown"),
        required=False,
        max_length=4_000,
        help_text=_("Word for word: it is kept with its fingerprint, and never changed. For a no, nothing is needed."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, shop: str) -> None:
        text = gettext(
            "I agree that %(shop)s writes to me about news and offers. I can take this back at any time, here or at "
            "the till."
        ) % {"shop": shop}
        super().__init__(data, initial={"consent": new_uuid7(), "text": text})
        self.choose("use", [(use, str(words)) for use, words in USES.items()])

    def command(self, organization: UUID, person: UUID, customer: UUID, now: datetime, language: str) -> RecordConsent:
        """What the form says, as of now and in the office."""
        fields = self.cleaned_data
        purpose, channel = fields["use"].split()
        is_given = fields["answer"] == "yes"
        return RecordConsent(
            organization=organization, person=person, id=fields["consent"], customer=customer, purpose=purpose,
            channel=channel, is_given=is_given, place="office", happened_at=now, now=now,
            text=fields["text"] if is_given else "", text_version=now.date().isoformat(), language=language,
        )  # fmt: skip


class ErasureForm(PlainForm):
    """A reason, and a word to type: it cannot be taken back."""

    reason = forms.ChoiceField(label=_("Why"))
    word = forms.CharField(label=_("To confirm"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.choose("reason", [(reason, str(words)) for reason, words in REASON_WORDS.items()])
        self.fields["word"].help_text = gettext("Type %(word)s.") % {"word": erasing_word()}

    def clean_word(self) -> str:
        """In capitals or not."""
        typed = str(self.cleaned_data["word"]).strip()
        if typed.casefold() != erasing_word().casefold():
            raise forms.ValidationError(gettext("Type %(word)s.") % {"word": erasing_word()})
        return typed

    def command(self, organization: UUID, person: UUID, customer: UUID, now: datetime) -> ErasePerson:
        return ErasePerson(
            organization=organization, person=person, customer=customer, reason=self.cleaned_data["reason"], now=now
        )


def erasing_word() -> str:
    """In the language of the page."""
    return gettext("ERASE")
