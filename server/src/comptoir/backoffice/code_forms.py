"""Forms of payments by code: an account, and a file of the bank."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm, choose_store, chosen_store
from comptoir.backoffice.tender_forms import Check
from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.code_reading import CodeAccountView
from comptoir.payments.code_schemes import MEMBERS
from comptoir.platform.public import StoreView

LABELS = {
    "iban": _("IBAN"),
    "bic": _("BIC"),
    "holder": _("Holder of the account, as the customer’s bank shows it"),
    "street": _("Street"),
    "building": _("House number"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "city": _("Town"),
    "country": _("Country, two letters"),
    "key": _("Pix key"),
    "address": _("UPI address"),
    "account": _("Account at the scheme"),
    "guid": _("Name of the scheme in the code"),
    "tag": _("Place in the code"),
    "category": _("Merchant category"),
    "addresses": _("Your addresses, to receive only"),
    "contract": _("Contract of the token"),
    "chain": _("Number of the chain"),
    "decimals": _("Decimals of the token"),
    "rate": _("Tokens for one unit of your currency"),
    "confirmations": _("Blocks until it counts"),
    "minutes": _("Minutes for which a code is good"),
}
HELPS = {
    "bic": _("Only where your bank asks for it."),
    "key": _("Telephone, e-mail, tax number or the random key of your bank."),
    "address": _("Such as name@bank."),
    "guid": _("Your scheme’s papers say it, such as com.example.pay."),
    "tag": _("26 to 51; 26 where the papers say nothing."),
    "addresses": _(
        "One or several, with spaces between them. Never a private key: money goes back from your own wallet."
    ),
    "contract": _("Of a stablecoin of your currency: check it letter by letter at its issuer."),
    "chain": _("Such as 1 (Ethereum), 137 (Polygon), 8453 (Base); this server’s administrator names a node for it."),
    "decimals": _("6 where nothing is said."),
    "rate": _("1 for a stablecoin of your own currency."),
    "confirmations": _("12 where nothing is said."),
    "minutes": _("15 where nothing is said. What comes later is marked."),
    "category": _("Four digits (ISO 18245); 0000 where you know none."),
}


_OPTIONAL = ("bic", "street", "building", "tag", "category", "decimals", "rate", "confirmations", "minutes")


class CodeAccountForm(PlainForm):
    """An account. The id is chosen when the page is made: a second tap makes no second one."""

    fields_of_refusals = {"payments.name_missing": "name"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name on the till’s key"), max_length=60)
    may_finish = Check(
        label=_("A sale may be finished before the money has been seen"),
        help_text=_("The payment then says “not confirmed yet”, and stands on the list of payments by code."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        scheme: str,
        stores: Iterable[StoreView],
        known: CodeAccountView | None = None,
    ) -> None:
        initial: dict[str, object] = {"id": new_uuid7()}
        if known is not None:
            initial = {
                "id": known.id, "name": known.name, "may_finish": known.may_finish, "is_active": known.is_active,
                **known.facts,
            }  # fmt: skip
        super().__init__(data, initial=initial)
        self.scheme = scheme
        for name in MEMBERS[scheme]:
            self.fields[name] = forms.CharField(
                label=LABELS[name], help_text=HELPS.get(name, ""), max_length=4_500 if name == "addresses" else 80,
                required=name not in _OPTIONAL,
            )  # fmt: skip
            self.fields[name].widget.attrs.update({"class": "input", "autocomplete": "off"})
        if known is not None:
            self.fields["is_active"] = Check(label=_("Tills offer it"))
        else:
            choose_store(self, stores)
        self.order_fields(["id", "name", *MEMBERS[scheme], "may_finish", "is_active", "store"])

    def facts(self) -> dict[str, str]:
        return {name: str(self.cleaned_data.get(name, "")) for name in MEMBERS[self.scheme]}

    def store(self) -> UUID | None:
        return chosen_store(self)

    def refuse(self, refusal: DomainError) -> None:
        """What no code can be drawn of stands beside its own field."""
        field = str(refusal.details.get("field", ""))
        if refusal.code == "payments.code_facts_invalid" and field in self.fields:
            self.fields_of_refusals = {**self.fields_of_refusals, refusal.code: field}
        super().refuse(refusal)


class BankFileForm(PlainForm):
    """A file of the bank. The id is the page's own: a second tap opens nothing more."""

    fields_of_refusals = {"payments.bank_file_unreadable": "file", "payments.bank_file_too_large": "file"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    store = forms.ChoiceField(label=_("Store whose books it is in"))
    file = forms.FileField(
        label=_("File of your bank (camt.053 or camt.054)"),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: "Mapping[str, UploadedFile[bytes]] | None" = None,
        *,
        stores: Sequence[StoreView],
    ) -> None:
        super().__init__(data, files=files, initial={"id": new_uuid7()})
        self.choose_place(stores)
