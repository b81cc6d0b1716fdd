"""Forms about books: how they are kept, and which account is which number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.accounting.commands import Named
from comptoir.accounting.public import Account, BooksView, Role, charts
from comptoir.backoffice import formats
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS, word
from comptoir.kernel import DomainError
from comptoir.payments.public import TenderKindView


def account_word(account: Account, own: Mapping[str, str] | None = None) -> str:
    """What an account is in plain words: its role, and its rate, tender or purpose."""
    role = word("account_role", account.role)
    key = account.key
    if not key:
        return role
    if account.role is Role.TENDER:
        kind, _slash, tender = key.partition("/")
        return f"{role}: {(own or {}).get(tender) or word('tender', kind)}"
    if account.role in (Role.PAID_IN, Role.PAID_OUT):
        return f"{role}: {word('reason', key)}"
    category, _slash, rate_ppm = key.partition("/")
    if category == "S" and rate_ppm.isdigit():
        return f"{role} {formats.rate(int(rate_ppm), (get_language() or 'en')[:2])}"
    return f"{role}: {word('tax_category', category)}"


class BooksForm(PlainForm):
    """How a company keeps its books."""

    chart = forms.ChoiceField(label=_("Chart of accounts"))
    year_starts = forms.TypedChoiceField(label=_("The year begins in"), coerce=int)
    journal_code = forms.CharField(
        label=_("Code of the journal"), max_length=6, help_text=_("Up to six digits or capital letters: CAI.")
    )
    adviser = forms.CharField(
        label=_("Adviser number at DATEV"), required=False, max_length=7, help_text=_("Your tax adviser knows both.")
    )
    client = forms.CharField(label=_("Client number at DATEV"), required=False, max_length=5)

    def __init__(self, data: Mapping[str, object] | None = None, *, books: BooksView) -> None:
        names = ("chart", "year_starts", "journal_code", "adviser", "client")
        super().__init__(data, initial={name: getattr(books, name) for name in names})
        chart, year = self.fields["chart"], self.fields["year_starts"]
        assert isinstance(chart, forms.ChoiceField)
        assert isinstance(year, forms.TypedChoiceField)
        chart.choices = [(code, WORDS["chart"][code]) for code in charts()]
        months = formats.locale_of((get_language() or "en")[:2]).months["stand-alone"]["wide"]
        year.choices = [(number, months[number].capitalize()) for number in range(1, 13)]

    def decisions(self) -> dict[str, Any]:
        """The members of the command."""
        fields = self.cleaned_data
        return {**fields, "journal_code": fields["journal_code"].strip().upper()}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the form."""

    name: str
    standard: str
    field: forms.BoundField


class AccountsForm(PlainForm):
    """One field an account: empty, the chart's number holds."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, books: BooksView, kinds: Sequence[TenderKindView]
    ) -> None:
        chart, mine = books.accounts.chart, books.accounts.own
        own = {str(kind.id): kind.name for kind in kinds}
        tenders = [Account(Role.TENDER, f"{kind.kind}/{kind.id}") for kind in kinds]
        known = {*chart.accounts, *mine, *tenders}
        order = {role: index for index, role in enumerate(Role)}
        self.accounts = sorted(known, key=lambda account: (order[account.role], account.key))
        super().__init__(data)
        self._mine, self._own = mine, own
        self._standard = {account: rows[0][1].number for account, rows in chart.accounts.items()}
        for account in self.accounts:
            field = forms.CharField(label=account_word(account, own), required=False, max_length=12)
            field.initial = mine[account].number if account in mine else ""
            field.widget.attrs.update({
                "class": "input max-w-40 tabular-nums", "autocomplete": "off", "spellcheck": "false",
                "placeholder": self._standard.get(account, ""),
            })  # fmt: skip
            self.fields[_name(account)] = field

    @property
    def rows(self) -> list[AccountRow]:
        return [
            AccountRow(account_word(account, self._own), self._standard.get(account, ""), self[_name(account)])
            for account in self.accounts
        ]

    def refuse(self, refusal: DomainError) -> None:
        """Beside the number that is none."""
        role, key = refusal.details.get("role"), refusal.details.get("key")
        wrong = next((account for account in self.accounts if (account.role, account.key) == (role, key)), None)
        if wrong is not None:
            self.fields_of_refusals = {refusal.code: _name(wrong)}
        super().refuse(refusal)

    def named(self) -> tuple[Named, ...]:
        """What was changed, and no more."""
        found = []
        for account in self.accounts:
            number = self.cleaned_data[_name(account)].strip()
            before = self._mine[account].number if account in self._mine else ""
            if number != before:
                found.append(Named(account, number, account_word(account, self._own)))
        return tuple(found)


def _name(account: Account) -> str:
    return f"account-{account.role}-{account.key.replace('/', '-')}"
