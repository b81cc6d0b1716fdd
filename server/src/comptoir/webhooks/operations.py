"""Who hears of what, and each message on its way: tried a bounded number of times, and then somebody can see it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.identity.sealing import seal, unseal
from comptoir.platform import audit
from comptoir.platform.outbox import end_of_log
from comptoir.platform.outside import is_possible
from comptoir.platform.tenancy import current_organization, operation
from comptoir.webhooks.commands import (
    AddEndpoint,
    ClaimMessages,
    ConcludeMessages,
    Outcome,
    RemoveEndpoint,
    RenewSecret,
    SaveEndpoint,
    SendAgain,
    SendTest,
    TurnEndpoint,
)
from comptoir.webhooks.errors import (
    AddressInvalid,
    EndpointOff,
    EndpointUnknown,
    KindsMissing,
    MessageUnknown,
    NameMissing,
    TooMany,
)
from comptoir.webhooks.kinds import ALL, TEST
from comptoir.webhooks.models import Endpoint, Message
from comptoir.webhooks.payloads import bodies_of
from comptoir.webhooks.queries import Due
from comptoir.webhooks.signing import new_secret

PURPOSE = "webhook secret"
NAME_LENGTH_MAX = 80
ENDPOINTS_MAX = 20
# Seconds to the next try of a message; after the last one it has failed, some three days later.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
ATTEMPTS_MAX = len(PAUSES) + 1
# An endpoint that fails is left alone for twice as long each time, whatever waits for it.
REST_FIRST, REST_MAX = timedelta(seconds=5), timedelta(hours=1)
# Longer than any round takes: a worker that died in the middle leaves it to the next.
LEASE = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(days=5)
FORMER_SECRET_HOLDS = timedelta(days=1)
GONE = 410


@operation
def add_endpoint(command: AddEndpoint) -> str | None:
    """Let a program hear, from now on. Answers its secret, which is not told again: null for a repeat."""
    if Endpoint.objects.filter(organization_id=command.organization, id=command.id).exists():
        return None
    after = end_of_log()  # and one after the other: two at once do not make one too many
    if Endpoint.objects.filter(organization_id=command.organization).count() >= ENDPOINTS_MAX:
        raise TooMany(most=ENDPOINTS_MAX)
    secret = new_secret()
    Endpoint.objects.create(
        organization_id=command.organization, id=command.id, after=after,
        secret=_sealed(secret, command.id), **_checked(command),
    )  # fmt: skip
    audit.record("webhooks.endpoint_added", person=command.person, subject=str(command.id))
    return secret


@operation
def save_endpoint(command: SaveEndpoint) -> None:
    """Change what it is called, where it is and what it hears of. What waits already goes to the new address."""
    row = _lock(command.organization, command.endpoint)
    for name, value in _checked(command).items():
        setattr(row, name, value)
    row.save(update_fields=["name", "address", "kinds"])
    audit.record("webhooks.endpoint_saved", person=command.person, subject=str(row.id))


@operation
def renew_secret(command: RenewSecret) -> str:
    """Make a new secret and answer it, once. For a day messages carry a signature by each of the two."""
    row = _lock(command.organization, command.endpoint)
    secret = new_secret()
    row.former_secret, row.former_until = row.secret, command.now + FORMER_SECRET_HOLDS
    row.secret = _sealed(secret, row.id)
    row.save(update_fields=["secret", "former_secret", "former_until"])
    audit.record("webhooks.secret_renewed", person=command.person, subject=str(row.id))
    return secret


@operation
def turn_endpoint(command: TurnEndpoint) -> bool:
    """Tell it again, from now on, or no more. Answers whether anything changed."""
    row = _lock(command.organization, command.endpoint)
    if row.is_on == command.is_on:
        return False
    if command.is_on:
        row.is_on, row.off_by, row.failures, row.failing_since = True, "", 0, None
        row.resumes_at = command.now
        row.after = end_of_log()
        row.save(update_fields=["is_on", "off_by", "failures", "failing_since", "resumes_at", "after"])
    else:
        _turn_off(row, Endpoint.Off.PERSON, command.now)
    what = "on" if command.is_on else "off"
    audit.record(f"webhooks.endpoint_{what}", person=command.person, subject=str(row.id))
    return True


@operation
def remove_endpoint(command: RemoveEndpoint) -> None:
    """Forget it, and what it was told."""
    row = _lock(command.organization, command.endpoint)
    Message.objects.filter(organization_id=command.organization, endpoint_id=row.id).delete()
    row.delete()
    audit.record("webhooks.endpoint_removed", person=command.person, subject=str(command.endpoint))


@operation
def send_test(command: SendTest) -> bool:
    """Queue a message that says nothing happened. Answers whether it is new."""
    row = _lock(command.organization, command.endpoint)
    if Message.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    if not row.is_on:
        raise EndpointOff
    Message.objects.create(
        organization_id=command.organization, id=command.id, endpoint_id=row.id, kind=TEST, subject=row.id,
        happened_at=command.now, next_try_at=command.now,
    )  # fmt: skip
    # A person looks on: not after an hour's rest.
    Endpoint.objects.filter(organization_id=command.organization, id=row.id).update(resumes_at=command.now)
    audit.record("webhooks.test_sent", person=command.person, subject=str(row.id))
    return True


@operation
def send_again(command: SendAgain) -> int:
    """Begin again with a message, sent or not, or with all that failed. Answers how many; what waits is left alone."""
    row = _lock(command.organization, command.endpoint)
    if not row.is_on:
        raise EndpointOff
    chosen = Message.objects.filter(organization_id=command.organization, endpoint_id=row.id)
    if command.message is None:
        chosen = chosen.filter(state=Message.State.FAILED)
    else:
        chosen = chosen.filter(id=command.message)
        if not chosen.exists():
            raise MessageUnknown
        chosen = chosen.exclude(state=Message.State.QUEUED)
    count = chosen.update(state=Message.State.QUEUED, attempts=0, next_try_at=command.now, concluded_at=None)
    Endpoint.objects.filter(organization_id=command.organization, id=row.id).update(resumes_at=command.now)
    audit.record("webhooks.sent_again", person=command.person, subject=str(row.id), count=count)
    return count


@operation
def claim_messages(command: ClaimMessages) -> list[Due]:
    """Take what is due for one try each, the oldest first. Two workers never get the same one."""
    taken: list[Message] = []
    endpoints = Endpoint.objects.filter(
        organization_id=command.organization, is_on=True, resumes_at__lte=command.now
    ).order_by("id")
    known = {endpoint.id: endpoint for endpoint in endpoints}
    for endpoint in known:
        due = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            organization_id=command.organization, endpoint_id=endpoint, state=Message.State.QUEUED,
            next_try_at__lte=command.now,
        )  # fmt: skip
        taken += due.order_by("next_try_at", "position", "id")[: command.each]
    # Written before it is sent for the first time: each try says the same.
    bodies = bodies_of([message for message in taken if not message.body])
    for message in taken:
        message.body = bodies.get(message.id, message.body)
        message.attempts += 1
        message.next_try_at = command.now + LEASE
    Message.objects.bulk_update(taken, ["body", "attempts", "next_try_at"])
    return [
        Due(
            message=message.id, endpoint=message.endpoint_id, address=known[message.endpoint_id].address,
            secrets=_secrets(known[message.endpoint_id], command.now), body=bytes(message.body),
            attempt=message.attempts,
        )
        for message in taken
    ]  # fmt: skip


@operation
def conclude_messages(command: ConcludeMessages) -> None:
    """Note how tries ended, and plan the next ones; an endpoint that fails for days is told no more."""
    found = Message.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, id__in=[outcome.message for outcome in command.outcomes]
    )
    messages = {message.id: message for message in found.order_by("id")}
    for endpoint in sorted({outcome.endpoint for outcome in command.outcomes}):
        ended = [
            outcome for outcome in command.outcomes
            if outcome.endpoint == endpoint and _is_current(messages.get(outcome.message), outcome)
        ]  # fmt: skip
        for outcome in ended:
            _note(messages[outcome.message], outcome, command.now)
        _note_endpoint(command, endpoint, [outcome for outcome in ended if outcome.is_tried])


def _is_current(message: Message | None, outcome: Outcome) -> bool:
    """Whether it still is this try's: another worker takes over when a lease ended, a person may have removed it."""
    return message is not None and message.state == Message.State.QUEUED and message.attempts == outcome.attempt


def _note(message: Message, outcome: Outcome, now: datetime) -> None:
    if not outcome.is_tried:
        message.attempts, message.next_try_at = message.attempts - 1, now
        message.save(update_fields=["attempts", "next_try_at"])
        return
    message.status, message.code, message.took_ms = outcome.status, outcome.code, outcome.took_ms
    if not outcome.code:
        message.state, message.concluded_at = Message.State.SENT, now
    elif message.attempts >= ATTEMPTS_MAX:
        message.state, message.concluded_at = Message.State.FAILED, now
    else:
        message.next_try_at = now + timedelta(seconds=PAUSES[message.attempts - 1])
    message.save(update_fields=["status", "code", "took_ms", "state", "concluded_at", "next_try_at"])


def _note_endpoint(command: ConcludeMessages, endpoint: UUID, tried: list[Outcome]) -> None:
    """What its last try says of the endpoint as a whole."""
    row = Endpoint.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, id=endpoint
    ).first()  # fmt: skip
    if row is None or not row.is_on or not tried:
        return
    if not tried[-1].code:
        row.failures, row.failing_since, row.heard_at, row.resumes_at = 0, None, command.now, command.now
        row.save(update_fields=["failures", "failing_since", "heard_at", "resumes_at"])
        return
    row.failures += 1
    row.failing_since = row.failing_since or command.now
    row.resumes_at = command.now + rest_after(row.failures)
    row.save(update_fields=["failures", "failing_since", "resumes_at"])
    why = ""
    if tried[-1].status == GONE:
        why = Endpoint.Off.GONE
    elif command.now - row.failing_since > GIVEN_UP_AFTER:
        why = Endpoint.Off.FAILING
    if why:
        _turn_off(row, why, command.now)
        audit.record("webhooks.endpoint_off", person=None, subject=str(row.id))


def rest_after(failures: int) -> timedelta:
    """How long an endpoint is left alone after so many failures in a row."""
    doubled: int = 1 << min(failures - 1, 20)
    return min(REST_FIRST * doubled, REST_MAX)


def _turn_off(row: Endpoint, why: str, now: datetime) -> None:
    row.is_on, row.off_by = False, why
    row.save(update_fields=["is_on", "off_by"])
    waiting = Message.objects.filter(
        organization_id=row.organization_id, endpoint_id=row.id, state=Message.State.QUEUED
    )  # fmt: skip
    waiting.update(state=Message.State.FAILED, code="endpoint_off", concluded_at=now)


def _checked(said: AddEndpoint | SaveEndpoint) -> Mapping[str, object]:
    name, address = " ".join(said.name.split())[:NAME_LENGTH_MAX], said.address.strip()
    if not name:
        raise NameMissing
    if not is_possible(address, settings.COMPTOIR_WEBHOOK_NETWORKS):
        raise AddressInvalid
    if not said.kinds or not set(said.kinds) <= set(ALL):
        raise KindsMissing
    return {"name": name, "address": address, "kinds": [kind for kind in ALL if kind in said.kinds]}


def lock_endpoints() -> None:
    """Keep others from changing endpoints until the transaction ends."""
    held = Endpoint.objects.select_for_update(of=("self",)).filter(organization_id=current_organization())
    list(held.order_by("id"))


def _sealed(secret: str, endpoint: UUID) -> bytes:
    return seal(secret.encode(), purpose=PURPOSE, owner=endpoint.bytes)


def _secrets(row: Endpoint, now: datetime) -> tuple[str, ...]:
    """Those that hold now, the newest first; none that this server's key no longer opens."""
    kept = [row.secret]
    if row.former_secret is not None and row.former_until is not None and now < row.former_until:
        kept.append(row.former_secret)
    opened = (unseal(bytes(one), purpose=PURPOSE, owner=row.id.bytes) for one in kept)
    return tuple(one.decode() for one in opened if one is not None)


def _lock(organization: UUID, endpoint: UUID) -> Endpoint:
    row = Endpoint.objects.select_for_update(of=("self",)).filter(organization_id=organization, id=endpoint).first()
    if row is None:
        raise EndpointUnknown
    return row
