"""Forms of who may come into the back office."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.identity.public import Cashier, Role
from comptoir.kernel import new_uuid7


class InviteForm(PlainForm):
    """Who shall join, as what; and whom the tills know them as."""

    fields_of_refusals = {"identity.name_missing": "name", "identity.member_already": "employee"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), initial=Role.MANAGER)
    employee = forms.ChoiceField(
        label=_("At the tills"), required=False, help_text=_("Who stands at tills already keeps the PIN and the badge.")
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, cashiers: Iterable[Cashier]) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "role": Role.MANAGER})
        role, employee = self.fields["role"], self.fields["employee"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(employee, forms.ChoiceField)
        role.choices = [(role.value, WORDS["role"][role.value]) for role in Role]
        employee.choices = [("", _("Nobody of those")), *((str(one.id), one.name) for one in cashiers)]

    def employee_id(self) -> UUID | None:
        chosen = self.cleaned_data["employee"]
        return UUID(chosen) if chosen else None


class JoinForm(PlainForm):
    """What somebody signs in with from now on."""

    fields_of_refusals = {
        "identity.email_invalid": "email", "identity.email_taken": "email", "identity.sign_in_name_invalid": "email",
        "identity.password_too_short": "password", "identity.name_missing": "name",
    }  # fmt: skip

    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.CharField(
        label=_("E-mail address, or a name to sign in with"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least twelve characters: four words are easier than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
