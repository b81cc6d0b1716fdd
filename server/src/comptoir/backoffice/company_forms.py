"""The form of where a company's people sign in."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.identity.public import Role
from comptoir.identity.single_sign_on import ProviderView

# What a group may bring: nobody becomes an owner by what a directory says.
GROUP_ROLES = (Role.MANAGER, Role.ACCOUNTANT, Role.CASHIER)


class CompanyForm(PlainForm):
    """An OpenID Connect provider, as its administrator would name it."""

    name = forms.CharField(label=_("What your people call it"), max_length=80)
    issuer = forms.CharField(
        label=_("Issuer"), max_length=300, help_text=_("The https address that the provider names itself by.")
    )
    client_id = forms.CharField(label=_("Client"), max_length=200)
    secret = forms.CharField(
        label=_("Secret of the client"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted and never shown. Empty: the one that is kept."),
    )
    domains = forms.CharField(
        label=_("Domains of the e-mail addresses"),
        max_length=1000,
        help_text=_("Separated by commas. Only verified addresses of these domains are taken."),
    )
    groups_claim = forms.CharField(
        label=_("Claim of the groups"),
        max_length=80,
        required=False,
        help_text=_("Only if a group shall bring a role to people who are not here yet; else it stays empty."),
    )
    demands = forms.CharField(
        label=_("Only with one of these proofs"),
        max_length=300,
        required=False,
        help_text=_("What its word must name as acr or amr, such as mfa. Separated by commas; empty: it is believed."),
    )
    is_active = forms.BooleanField(
        label=_("In use"), required=False, widget=forms.CheckboxInput(attrs={"class": "size-6"})
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, standing: ProviderView | None) -> None:
        initial: dict[str, object] = {"is_active": True}
        groups: dict[Role, str] = {}
        if standing is not None:
            initial = {
                "name": standing.name, "issuer": standing.issuer, "client_id": standing.client_id,
                "domains": ", ".join(standing.domains), "groups_claim": standing.groups_claim,
                "is_active": standing.is_active, "demands": ", ".join(standing.demands),
            }  # fmt: skip
            groups = {role: group for group, role in standing.group_roles.items()}
        initial |= {f"group_{role}": group for role, group in groups.items()}
        super().__init__(data, initial=initial)
        for role in GROUP_ROLES:
            self.fields[f"group_{role}"] = forms.CharField(
                label=_("Group for the role %(role)s") % {"role": WORDS["role"][role.value]},
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def domain_list(self) -> list[str]:
        return str(self.cleaned_data["domains"]).replace(";", ",").split(",")

    def demand_list(self) -> list[str]:
        return str(self.cleaned_data["demands"]).replace(";", ",").split(",")

    def group_roles(self) -> dict[str, Role]:
        """The widest role last: a group that is named twice brings it."""
        named = ((self.cleaned_data[f"group_{role}"].strip(), role) for role in reversed(GROUP_ROLES))
        return {group: role for group, role in named if group}
