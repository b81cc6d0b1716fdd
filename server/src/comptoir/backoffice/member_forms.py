"""Forms of who may come into the back office."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.identity.public import Cashier, Person, Role
from comptoir.kernel import new_uuid7
from comptoir.messaging.public import channels
from comptoir.platform.public import StoreView

STORES_REFUSED = {
    "identity.owner_everywhere": "stores", "identity.stores_missing": "stores", "platform.store_unknown": "stores",
}  # fmt: skip


def _ask_stores(form: forms.Form, stores: Sequence[StoreView]) -> None:
    """In a shop of several stores: in which of them the role holds."""
    if len(stores) > 1:
        form.fields["stores"] = forms.MultipleChoiceField(
            label=_("Only in these stores"),
            required=False,
            choices=[(str(store.id), store.name) for store in stores],
            widget=forms.CheckboxSelectMultiple(attrs={"class": ""}),
            help_text=_("None ticked: in every store, also in those that come."),
        )


def _stores_of(form: forms.Form) -> frozenset[UUID] | None:
    """The stores that were ticked; null: everywhere."""
    return frozenset(UUID(store) for store in form.cleaned_data.get("stores", ())) or None


class MemberForm(PlainForm):
    """What somebody may do in the back office, and where."""

    fields_of_refusals = {"identity.last_owner": "role", **STORES_REFUSED}

    role = forms.ChoiceField(label=_("Role"))

    def __init__(
        self, data: Mapping[str, object] | None = None, *, member: Person, stores: Sequence[StoreView]
    ) -> None:
        chosen = [str(store) for store in member.stores or ()]
        super().__init__(data, initial={"role": member.role, "stores": chosen})
        self.choose("role", [(role.value, WORDS["role"][role.value]) for role in Role])
        _ask_stores(self, stores)

    def chosen_stores(self) -> frozenset[UUID] | None:
        return _stores_of(self)


class InviteForm(PlainForm):
    """Who shall join, as what; and whom the tills know them as."""

    fields_of_refusals = {
        "identity.name_missing": "name", "identity.member_already": "employee", "papers.address_invalid": "email",
        **STORES_REFUSED,
    }  # fmt: skip

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), initial=Role.MANAGER)
    employee = forms.ChoiceField(
        label=_("At the tills"), required=False, help_text=_("Who stands at tills already keeps the PIN and the badge.")
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, cashiers: Iterable[Cashier], stores: Sequence[StoreView]
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "role": Role.MANAGER})
        _ask_stores(self, stores)
        if "email" in channels():
            self.fields["email"] = forms.CharField(
                label=_("E-mail address"),
                max_length=200,
                required=False,
                widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
                help_text=_("The link is sent there. Empty: you hand it over yourself."),
            )
        role, employee = self.fields["role"], self.fields["employee"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(employee, forms.ChoiceField)
        role.choices = [(role.value, WORDS["role"][role.value]) for role in Role]
        employee.choices = [("", _("Nobody of those")), *((str(one.id), one.name) for one in cashiers)]

    def chosen_stores(self) -> frozenset[UUID] | None:
        return _stores_of(self)

    def employee_id(self) -> UUID | None:
        chosen = self.cleaned_data["employee"]
        return UUID(chosen) if chosen else None


class JoinForm(PlainForm):
    """What somebody signs in with from now on."""

    fields_of_refusals = {
        "identity.email_invalid": "email", "identity.email_taken": "email", "identity.sign_in_name_invalid": "email",
        "identity.password_too_short": "password", "identity.password_guessable": "password",
        "identity.name_missing": "name",
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


class SignInPolicyForm(PlainForm):
    """Whom a password alone does not let in."""

    strict_roles = forms.MultipleChoiceField(
        label=_("Second step needed for"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": ""}),
        help_text=_("Who has one of these roles enters by a passkey, or with a code of an app after the password."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, chosen: Iterable[Role] = ()) -> None:
        super().__init__(data, initial={"strict_roles": [role.value for role in chosen]})
        self.choose("strict_roles", [(role.value, WORDS["role"][role.value]) for role in Role])

    def roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.cleaned_data["strict_roles"])
