"""Forms of accounts with payment providers and of their terminals. A secret goes in and is never put out again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.provider_words import HELPS, LABELS
from comptoir.backoffice.queries.terminal_places import TillPlace
from comptoir.payments.accounts import AccountView, TerminalView
from comptoir.payments.providers.drivers import Driver
from comptoir.platform.public import StoreView

# Keys of wallets are long.
LENGTH_MAX = 4_200
CHECK = forms.CheckboxInput(attrs={"class": "size-6"})


class AccountForm(PlainForm):
    """An account with one provider."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_live = forms.ChoiceField(
        label=_("Mode"), choices=(("", _("Test: no money moves")), ("live", _("Live: real money"))), required=False
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, widget=CHECK)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, driver: Driver, known: AccountView | None
    ) -> None:  # fmt: skip
        initial: dict[str, object] = {"name": driver.name, "is_active": True}
        if known is not None:
            initial = {"name": known.name, "is_active": known.is_active, **known.settings}
        super().__init__(data, initial=initial)
        self._driver = driver
        for name in driver.settings:
            self.fields[name] = forms.CharField(label=str(LABELS[name]), max_length=LENGTH_MAX, widget=_input())
        for place, name in enumerate(driver.secrets):
            self.fields[name] = forms.CharField(
                label=str(LABELS[name]),
                max_length=LENGTH_MAX,
                required=known is None,
                widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "input"}),
                help_text=str(_("Kept encrypted and never shown. Empty: the one that is kept."))
                if known is not None
                else (str(HELPS[driver.id]) if place == 0 else ""),
            )
        if known is None:
            del self.fields["is_active"]
        else:
            # Whose money it is does not change: another mode is another account.
            del self.fields["is_live"]
        last = [name for name in ("is_active",) if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def settings(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]).strip() for name in self._driver.settings}

    def secrets(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]).strip() for name in self._driver.secrets}


class TerminalForm(PlainForm):
    """Which tills may choose a terminal."""

    name = forms.CharField(label=_("Name at the till"), max_length=80)
    place = forms.ChoiceField(
        label=_("Tills that may choose it"),
        required=False,
        help_text=_("It then stands in the till’s settings, under Hardware."),
    )
    allows_tips = forms.BooleanField(label=_("It asks customers for a tip"), required=False, widget=CHECK)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, known: TerminalView, stores: Sequence[StoreView],
        tills: Sequence[TillPlace],
    ) -> None:  # fmt: skip
        place = f"{known.store}/{known.till or ''}" if known.store is not None else ""
        super().__init__(data, initial={"name": known.name, "place": place, "allows_tips": known.allows_tips})
        self.choose("place", _places(stores, tills))
        if known.scans:
            self.fields["place"].help_text = _("It then stands among these tills’ other ways to pay.")
            del self.fields["allows_tips"]

    def store(self) -> UUID | None:
        store = str(self.cleaned_data["place"]).partition("/")[0]
        return UUID(store) if store else None

    def till(self) -> UUID | None:
        till = str(self.cleaned_data["place"]).partition("/")[2]
        return UUID(till) if till else None


def _places(stores: Sequence[StoreView], tills: Sequence[TillPlace]) -> list[tuple[str, object]]:
    """Each store, followed by its tills."""
    found: list[tuple[str, object]] = [("", _("None"))]
    for store in stores:
        found.append((f"{store.id}/", _("Every till of %(store)s") % {"store": store.name}))
        found += [(f"{store.id}/{one.id}", f"{store.name}: {one.name}") for one in tills if one.store == store.id]
    return found


def _input() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
