"""Calls of providers: checked, kept once, answered at once, and worked on afterwards by asking the provider itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from comptoir.kernel import new_uuid7
from comptoir.links.backs import hear_adyen
from comptoir.links.errors import HookUnknown, SecretInvalid
from comptoir.links.models import Hook, HookEvent
from comptoir.links.paying import hasten_tries
from comptoir.links.signatures import (
    Posted,
    Verified,
    bank_words,
    calls_us,
    check_of,
    names_in,
    needs_secret,
    paid_words,
    thing_of,
    without_card_numbers,
)
from comptoir.payments.accounts import AccountView, Resealed, ResealSecrets, accounts
from comptoir.payments.offline_cards import hear_bank
from comptoir.payments.terminal_attempts import hasten
from comptoir.platform import audit
from comptoir.platform.rounds import organizations_of
from comptoir.platform.secret_box import is_newest, seal, unseal
from comptoir.platform.tenancy import current_organization, operation, reading

PURPOSE = "provider hook"
SECRET_LENGTH_MAX = 200
BODY_BYTES_MAX = 64 * 1024
FORMER_SECRET_HOLDS = timedelta(days=1)
AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHookSecret:
    """By what calls are checked, as the provider shows it; the one of until now stays good for a day."""

    organization: UUID
    person: UUID | None
    account: UUID
    secret: str = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCall:
    """What somebody posted to an account's hook."""

    organization: UUID
    account: UUID
    driver: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefused:
    """One more that was not the provider's."""

    organization: UUID
    account: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOnCalls:
    """What came in and nobody has looked at."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class HookView:
    """An account's hook as its page shows it."""

    account: AccountView
    path: str
    needs_secret: bool
    has_secret: bool
    heard_at: datetime | None
    refused: int
    refused_at: datetime | None


@operation
def set_hook_secret(command: SetHookSecret) -> None:
    """Keep it sealed; nobody is shown it again."""
    secret = command.secret.strip()
    is_word = secret.isascii() and secret.isprintable() and " " not in secret
    if not 8 <= len(secret) <= SECRET_LENGTH_MAX or not is_word:
        raise SecretInvalid
    if all(one.id != command.account for one in accounts()):
        raise HookUnknown
    hook, _ = Hook.objects.get_or_create(organization_id=command.organization, account_id=command.account)
    hook = _locked(command.organization, command.account) or hook
    if hook.secret:
        hook.former_secret, hook.former_until = hook.secret, command.now + FORMER_SECRET_HOLDS
    hook.secret = seal(secret.encode(), purpose=PURPOSE, owner=command.account.bytes)
    hook.save(update_fields=["secret", "former_secret", "former_until"])
    audit.record("links.hook_secret_set", person=command.person, subject=str(command.account))


def check_call(call: TakeCall) -> Verified | None:
    """Whether it is the provider's, without a word to the database but for the secrets. Refuses an unknown account."""
    with reading(call.organization):
        account = next((one for one in accounts() if one.id == call.account and one.is_active), None)
        if account is None or account.driver != call.driver:
            raise HookUnknown
        hook = Hook.objects.filter(organization_id=call.organization, account_id=call.account).first()
    secrets = _secrets(hook, call.now) if hook is not None else []
    if needs_secret(call.driver) and not secrets:
        return None
    address = f"{settings.PUBLIC_ADDRESS}{path_of(call.driver, call.account)}"
    return check_of(call.driver)(Posted(call.body, call.headers, address, call.now), secrets)


def take_call(call: TakeCall) -> bool:
    """Keep a call that is the provider's, once; answers whether it is. Of any other only the count grows."""
    verified = check_call(call)
    if verified is None:
        note_refused(NoteRefused(organization=call.organization, account=call.account, now=call.now))
        return False
    _write_down(_Kept(organization=call.organization, call=call, verified=verified))
    return True


@operation
def note_refused(command: NoteRefused) -> None:
    """Count it."""
    Hook.objects.get_or_create(organization_id=command.organization, account_id=command.account)
    Hook.objects.filter(organization_id=command.organization, account_id=command.account).update(
        refused=F("refused") + 1, refused_at=command.now
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    organization: UUID
    call: TakeCall
    verified: Verified


@operation
def _write_down(command: _Kept) -> None:
    call, verified = command.call, command.verified
    event, body = verified.event, without_card_numbers(call.body)
    if not verified.is_signed:
        # Anybody may have sent it: of its bytes only the name is kept, and once until it is looked at.
        body = thing_of(call.body).encode()
        if HookEvent.objects.filter(
            organization_id=command.organization, account_id=call.account, done_at=None, event__startswith=_prefix(body)
        ).exists():  # fmt: skip
            return
        event = _prefix(body) + str(new_uuid7())
    made = HookEvent(
        organization_id=command.organization, account_id=call.account, event=event, kind=verified.kind, body=body
    )  # fmt: skip
    HookEvent.objects.bulk_create([made], ignore_conflicts=True)
    Hook.objects.get_or_create(organization_id=command.organization, account_id=call.account)
    Hook.objects.filter(organization_id=command.organization, account_id=call.account).update(heard_at=call.now)


@operation
def work_on_calls(command: WorkOnCalls) -> int:
    """Let whatever of ours a call names be asked of the provider now; answers how many calls there were.

    In whatever order they come, and however often: what counts is what the provider says when it is asked.
    """
    due = (
        HookEvent.objects.select_related("account")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(organization_id=command.organization, done_at=None)
    )
    calls = list(due.order_by("received_at", "id")[:AT_ONCE])
    for call in calls:
        names = names_in(bytes(call.body))
        call.touched = hasten(names, command.now) + hasten_tries(names, command.now)
        if call.account.driver == "adyen":
            body = bytes(call.body)
            call.touched += hear_bank(bank_words(body), command.now) + hear_adyen(paid_words(body), command.now)
        call.done_at = command.now
        call.save(update_fields=["touched", "done_at"])
    return len(calls)


@operation
def reseal_hooks(command: ResealSecrets) -> Resealed:
    """Seal anew what an older key sealed. A secret of before that no key opens is forgotten: its day is over anyway."""
    count = closed = 0
    for hook in Hook.objects.select_for_update(of=("self",)).filter(organization_id=command.organization):
        owner = hook.account_id.bytes
        for name in ("secret", "former_secret"):
            sealed = bytes(getattr(hook, name))
            if not sealed or is_newest(sealed):
                continue
            plain = unseal(sealed, purpose=PURPOSE, owner=owner)
            if plain is None and name == "secret":
                closed += 1
                continue
            setattr(hook, name, seal(plain, purpose=PURPOSE, owner=owner) if plain else b"")
            count += 1
        hook.save(update_fields=["secret", "former_secret"])
    return Resealed(count, closed)


def work_once(now: datetime) -> int:
    """One round over every organization that was called."""
    return sum(
        work_on_calls(WorkOnCalls(organization=organization, now=now))
        for organization in organizations_of("links_called_organizations")
    )


def organization_of(account: UUID) -> UUID | None:
    """Whose account it is, before any tenant is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT links_organization_of(%s)", [account])
        row = cursor.fetchone()
    return row[0] if row else None


def path_of(driver: str, account: UUID) -> str:
    return f"/hooks/{driver}/{account}"


def hooks() -> list[HookView]:
    """Every account that a provider may call us for; inside a reading."""
    kept = {hook.account_id: hook for hook in Hook.objects.filter(organization_id=current_organization())}
    found = []
    for account in accounts():
        if not calls_us(account.driver):
            continue
        hook = kept.get(account.id)
        found.append(
            HookView(
                account, path_of(account.driver, account.id), needs_secret(account.driver),
                bool(hook and hook.secret), hook.heard_at if hook else None, hook.refused if hook else 0,
                hook.refused_at if hook else None,
            )
        )  # fmt: skip
    return found


def _prefix(name: bytes) -> str:
    return f"{name.decode('ascii')[:80]}/"


def _secrets(hook: Hook, now: datetime) -> list[str]:
    kept = [bytes(hook.secret)]
    if hook.former_until is not None and now < hook.former_until:
        kept.append(bytes(hook.former_secret))
    opened = [unseal(one, purpose=PURPOSE, owner=hook.account_id.bytes) for one in kept if one]
    return [one.decode() for one in opened if one is not None]


def _locked(organization: UUID, account: UUID) -> Hook | None:
    found = Hook.objects.select_for_update(of=("self",)).filter(organization_id=organization, account_id=account)
    return found.first()
