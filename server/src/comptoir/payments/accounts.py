"""Accounts with payment providers and their terminals. Secrets go in, and come out for a driver alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings as django_settings

from comptoir.catalog.public import settings_changed
from comptoir.payments.errors import AccountInvalid, AccountRefused, AccountUnknown, AccountUnreadable, TerminalUnknown
from comptoir.payments.models import ProviderAccount, ProviderTerminal
from comptoir.payments.providers.contract import Access, Lost, NotSent, Provider, Reader
from comptoir.payments.providers.drivers import Driver, driver_of, scans
from comptoir.payments.providers.wallet_keys import bare
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.secret_box import is_newest, seal, unseal
from comptoir.platform.tenancy import current_organization, operation, reading

PURPOSE = "payment provider"
NAME_LENGTH_MAX = 80
VALUE_LENGTH_MAX = 500
# Of RSA: thousands of bits.
KEYS = frozenset({"private_key", "platform_key"})
KEY_LENGTH_MAX = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAccount:
    """An account as it shall be. A secret that is left out stays as it is kept."""

    organization: UUID
    person: UUID
    id: UUID
    driver: str
    name: str
    is_live: bool
    is_active: bool
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReaders:
    """The terminals that the provider named, and how its credentials were found."""

    organization: UUID
    account: UUID
    now: datetime
    trouble: str = ""
    readers: tuple[Reader, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTerminal:
    """Which tills may choose a terminal: those of a store, or one. Without a store: none."""

    organization: UUID
    person: UUID
    terminal: UUID
    name: str
    store: UUID | None
    till: UUID | None
    allows_tips: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResealSecrets:
    """Seal anew what an older key sealed."""

    organization: UUID


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many were sealed anew, and how many no key opens."""

    count: int
    closed: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as pages show it: of its secrets, only which are kept."""

    id: UUID
    driver: str
    name: str
    is_live: bool
    is_active: bool
    settings: Mapping[str, str]
    checked_at: datetime | None
    check_trouble: str


@dataclass(frozen=True, slots=True)
class TerminalView:
    """A terminal, and who may use it."""

    id: UUID
    account: UUID
    driver: str
    reader: str
    name: str
    store: UUID | None
    till: UUID | None
    allows_tips: bool
    is_active: bool

    @property
    def scans(self) -> bool:
        """A wallet: the till reads a code on the customer's phone."""
        return scans(self.driver)


@operation
def save_account(command: SaveAccount) -> None:
    """Make or change an account. Whose money it is does not change: another driver or mode is another account."""
    driver = driver_of(command.driver)
    known = ProviderAccount.objects.filter(organization_id=command.organization, id=command.id).first()
    if driver is None or driver.make is None or (known and (known.driver, known.is_live) != _kind(command)):
        raise AccountInvalid
    name = command.name.strip()
    kept = _open(known) if known is not None and any(not command.secrets.get(one) for one in driver.secrets) else {}
    secrets = {one: _tidy(one, command.secrets.get(one) or kept.get(one, "")) for one in driver.secrets}
    plain = {one: _tidy(one, command.settings.get(one, "")) for one in driver.settings}
    if not name or len(name) > NAME_LENGTH_MAX or not all(_is_word(*pair) for pair in (secrets | plain).items()):
        raise AccountInvalid
    ProviderAccount.objects.update_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "driver": driver.id, "name": name, "is_live": command.is_live, "is_active": command.is_active,
            "settings": plain, "secrets": _seal(command.id, secrets),
        },
    )  # fmt: skip
    action = "payments.account_added" if known is None else "payments.account_changed"
    audit.record(action, person=command.person, subject=str(command.id), name=name)
    # Tills offer links by what an account’s provider has, and wallets that scan.
    settings_changed()


@operation
def note_readers(command: NoteReaders) -> None:
    """Keep what the provider named. A terminal that is gone stays, and can't be chosen any more."""
    account = ProviderAccount.objects.filter(organization_id=command.organization, id=command.account).first()
    if account is None:
        raise AccountUnknown
    account.checked_at, account.check_trouble = command.now, command.trouble[:40]
    account.save(update_fields=["checked_at", "check_trouble"])
    if command.trouble:
        return
    listed = ProviderTerminal.objects.filter(organization_id=command.organization, account_id=account.id)
    known = {one.reader: one for one in listed}
    for reader in command.readers:
        one = known.pop(reader.id, None)
        if one is None:
            ProviderTerminal.objects.create(
                organization_id=command.organization, account_id=account.id, reader=reader.id[:80],
                name=(reader.name or reader.id)[:NAME_LENGTH_MAX],
            )  # fmt: skip
        elif not one.is_active:
            one.is_active = True
            one.save(update_fields=["is_active"])
    for gone in known.values():
        gone.is_active = False
        gone.save(update_fields=["is_active"])


@operation
def assign_terminal(command: AssignTerminal) -> None:
    """Let tills choose a terminal, or no longer."""
    terminal = ProviderTerminal.objects.filter(organization_id=command.organization, id=command.terminal).first()
    name = command.name.strip()
    if terminal is None or not name or (command.store and command.store not in {one.id for one in stores()}):
        raise TerminalUnknown
    terminal.name = name[:NAME_LENGTH_MAX]
    terminal.store_id = command.store
    terminal.till_id = command.till if command.store else None
    terminal.allows_tips = command.allows_tips
    terminal.save(update_fields=["name", "store", "till_id", "allows_tips"])
    if scans(terminal.account.driver):
        # It stands among the tenders of tills.
        settings_changed()
    audit.record("payments.terminal_assigned", person=command.person, subject=str(terminal.id), name=terminal.name)


@operation
def reseal_secrets(command: ResealSecrets) -> Resealed:
    """One that no key opens is left alone: it must be entered again."""
    count = closed = 0
    rows = ProviderAccount.objects.filter(organization_id=command.organization).order_by("id")
    for account in rows.select_for_update(of=("self",)):
        if is_newest(bytes(account.secrets)):
            continue
        try:
            account.secrets = _seal(account.id, _open(account))
        except AccountUnreadable:
            closed += 1
            continue
        account.save(update_fields=["secrets"])
        count += 1
    return Resealed(count, closed)


def accounts() -> list[AccountView]:
    """Every account, those out of use as well; inside a reading."""
    rows = ProviderAccount.objects.filter(organization_id=current_organization()).order_by("driver", "name", "id")
    return [
        AccountView(
            row.id, row.driver, row.name, row.is_live, row.is_active, row.settings, row.checked_at, row.check_trouble
        )
        for row in rows
    ]  # fmt: skip


def terminals(account: UUID | None = None) -> list[TerminalView]:
    """Every terminal, of all accounts or of one; inside a reading."""
    rows = ProviderTerminal.objects.filter(organization_id=current_organization()).select_related("account")
    rows = rows if account is None else rows.filter(account_id=account)
    return [
        TerminalView(
            row.id, row.account_id, row.account.driver, row.reader, row.name, row.store_id, row.till_id,
            row.allows_tips, row.is_active and row.account.is_active,
        )
        for row in rows.order_by("name", "id")
    ]  # fmt: skip


def terminals_of_till(store: UUID, till: UUID) -> list[TerminalView]:
    """Those that a till may choose; inside a reading."""
    return [one for one in terminals() if one.is_active and one.store == store and one.till in (None, till)]


def provider_of(account: UUID) -> Provider:
    """The driver of an account with its secrets; inside a reading or an operation."""
    driver, access = _reached(account)
    assert driver.make is not None
    return driver.make(access)


def access_of(account: UUID) -> tuple[str, Access]:
    """The driver's name of an account, and how it is reached: for what is no terminal; inside a reading."""
    driver, access = _reached(account)
    return driver.id, access


def _reached(account: UUID) -> tuple[Driver, Access]:
    row = ProviderAccount.objects.filter(organization_id=current_organization(), id=account).first()
    driver = driver_of(row.driver) if row is not None else None
    if row is None or driver is None or driver.make is None:
        raise AccountUnknown
    origin = django_settings.PUBLIC_ADDRESS
    access = Access(
        address=_address(driver, row), is_live=row.is_live, settings=row.settings, secrets=_open(row), origin=origin,
        hook=f"{origin}/hooks/{driver.id}/{row.id}" if origin else "",
    )  # fmt: skip
    return driver, access


def try_account(organization: UUID, account: UUID, now: datetime) -> str:
    """Ask the provider whose account it is and which terminals it has, and keep them. Answers the account's name there.

    Raises `AccountRefused`; why is kept with the account.
    """
    with reading(organization):
        provider = provider_of(account)
    try:
        name = provider.check()
        found = tuple(provider.readers())
    except (NotSent, Lost) as away:
        code = away.code if isinstance(away, NotSent) else "no_answer"
        note_readers(NoteReaders(organization=organization, account=account, now=now, trouble=code))
        raise AccountRefused(reason=code) from None
    note_readers(NoteReaders(organization=organization, account=account, now=now, readers=found))
    return name


def _kind(command: SaveAccount) -> tuple[str, bool]:
    return command.driver, command.is_live


def _tidy(name: str, value: str) -> str:
    return bare(value) if name in KEYS else value.strip()


def _is_word(name: str, value: str) -> bool:
    """What a header or an address may carry."""
    most = KEY_LENGTH_MAX if name in KEYS else VALUE_LENGTH_MAX
    return 0 < len(value) <= most and value.isascii() and value.isprintable() and " " not in value


def _address(driver: Driver, row: ProviderAccount) -> str:
    """The provider's own, or a simulated one on this computer: which never sees a live account."""
    peer: str = django_settings.PAYMENT_PEERS.get(driver.id, "")
    if not peer:
        return driver.address if row.is_live else driver.test_address or driver.address
    if row.is_live:
        raise AccountRefused(reason="live_at_simulator")
    return peer


def _seal(account: UUID, secrets: Mapping[str, str]) -> bytes:
    return seal(json.dumps(secrets).encode(), purpose=PURPOSE, owner=account.bytes)


def _open(row: ProviderAccount) -> dict[str, str]:
    plain = unseal(bytes(row.secrets), purpose=PURPOSE, owner=row.id.bytes)
    if plain is None:
        raise AccountUnreadable
    found: dict[str, str] = json.loads(plain)
    return found
