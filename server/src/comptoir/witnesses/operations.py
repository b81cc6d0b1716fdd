"""Who cosigns a shop's log, and what came of asking: a witness that is down or refuses never stops anything."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncDate

from comptoir.journal.signed_note import (
    COSIGNATURE,
    NoteUnreadable,
    Verifier,
    read_checkpoint,
    read_note,
    read_verifier,
)
from comptoir.platform import audit
from comptoir.platform.outbox import end_of_log
from comptoir.platform.outside import is_possible
from comptoir.platform.tenancy import operation
from comptoir.witnesses.commands import (
    AddWitness,
    Alarmed,
    ClaimWitnesses,
    ConcludeWitnesses,
    Outcome,
    RemoveWitness,
    SeeAlarm,
    ThinCosignatures,
)
from comptoir.witnesses.errors import (
    AddressInvalid,
    AlarmUnknown,
    AlreadyThere,
    KeyInvalid,
    TooMany,
    WitnessUnknown,
)
from comptoir.witnesses.models import Alarm, Cosignature, Witness
from comptoir.witnesses.queries import Due

WITNESSES_MAX = 10
# A head at most so often, however much is sold; and so often although nothing is, so that its silence is seen.
HEAD_EACH = timedelta(minutes=1)
# Longer than a round takes: a worker that died in the middle leaves it to the next.
LEASE = timedelta(minutes=5)
REST_MAX = timedelta(hours=1)
# Of days that ended so long ago, the last cosignature of each stays.
KEPT_WHOLE = timedelta(days=7)


@operation
def add_witness(command: AddWitness) -> bool:
    """Ask it for cosignatures from now on. Answers whether it is new: not for a repeat."""
    if Witness.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    verifier, address = _key(command.key), command.address.strip().rstrip("/")
    if not is_possible(address, settings.COMPTOIR_WITNESS_NETWORKS):
        raise AddressInvalid
    end_of_log()  # one after the other: two at once do not make one too many
    present = Witness.objects.filter(organization_id=command.organization, removed_at=None)
    if present.filter(key=str(verifier)).exists():
        raise AlreadyThere
    if present.count() >= WITNESSES_MAX:
        raise TooMany(most=WITNESSES_MAX)
    Witness.objects.create(
        organization_id=command.organization, id=command.id, name=verifier.name, address=address, key=str(verifier)
    )
    audit.record("witnesses.added", person=command.person, subject=str(command.id), name=verifier.name)
    return True


@operation
def remove_witness(command: RemoveWitness) -> None:
    """Ask it no more. What it cosigned, and what it said of our log, stays."""
    row = Witness.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, id=command.witness, removed_at=None
    ).first()  # fmt: skip
    if row is None:
        raise WitnessUnknown
    row.removed_at = command.now
    row.save(update_fields=["removed_at"])
    audit.record("witnesses.removed", person=command.person, subject=str(row.id), name=row.name)


@operation
def see_alarm(command: SeeAlarm) -> bool:
    """Note that somebody knows of it; it stays in the list. Answers whether it was new."""
    row = Alarm.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, id=command.alarm
    ).first()  # fmt: skip
    if row is None:
        raise AlarmUnknown
    if row.seen_at is not None:
        return False
    row.seen_at = command.now
    row.save(update_fields=["seen_at"])
    audit.record("witnesses.alarm_seen", person=command.person, subject=str(row.witness_id))
    return True


@operation
def claim_witnesses(command: ClaimWitnesses) -> list[Due]:
    """Who is due, once: another worker leaves them alone for as long as the lease lasts."""
    rows = Witness.objects.select_for_update(of=("self",), skip_locked=True).filter(
        organization_id=command.organization, removed_at=None, next_try_at__lte=command.now
    )
    due = []
    for row in rows.order_by("id"):
        row.next_try_at = command.now + LEASE
        row.save(update_fields=["next_try_at"])
        due.append(Due(row.id, row.address, row.key, row.origin, row.cosigned_size))
    return due


@operation
def conclude_witnesses(command: ConcludeWitnesses) -> None:
    """Note how each try ended, and plan the next."""
    rows = Witness.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, id__in=[one.witness for one in command.outcomes]
    )
    witnesses = {row.id: row for row in rows.order_by("id")}
    for outcome in command.outcomes:
        row = witnesses.get(outcome.witness)
        if row is None:
            continue
        if outcome.code:
            _note_failure(row, outcome, command.now)
        else:
            _note_cosignature(row, outcome, command)
        if outcome.alarm is not None:
            _raise_alarm(row, outcome.alarm, command)


@operation
def thin_cosignatures(command: ThinCosignatures) -> int:
    """Of days that are over for a week, keep each witness's last. Answers how many went."""
    mine = Cosignature.objects.filter(organization_id=command.organization)
    old = mine.filter(signed_at__lt=command.now - KEPT_WHOLE)
    kept = old.values("witness_id", "origin", day=TruncDate("signed_at", tzinfo=UTC)).annotate(last=Max("size"))
    last = {(row["witness_id"], row["origin"], row["last"]) for row in kept}
    gone = [
        row["id"]
        for row in old.values("id", "witness_id", "origin", "size")
        if (row["witness_id"], row["origin"], row["size"]) not in last
    ]
    return mine.filter(id__in=gone).delete()[0]


def _note_cosignature(row: Witness, outcome: Outcome, command: ConcludeWitnesses) -> None:
    head = read_checkpoint(read_note(command.head).text)
    signed_at = datetime.fromtimestamp(outcome.signed_at, UTC)
    Cosignature.objects.update_or_create(
        organization_id=row.organization_id, witness_id=row.id, origin=head.origin, size=head.size,
        defaults={"head": command.head, "line": outcome.line, "signed_at": signed_at},
    )  # fmt: skip
    if row.origin not in ("", head.origin):
        _raise_new_age(row, command)
    if row.origin != head.origin or head.size >= row.cosigned_size:
        row.origin, row.cosigned_size, row.cosigned_at = head.origin, head.size, command.now
    row.code, row.status, row.failures, row.failing_since = "", outcome.status, 0, None
    row.next_try_at = command.now + HEAD_EACH
    row.save()


def _note_failure(row: Witness, outcome: Outcome, now: datetime) -> None:
    row.code, row.status = outcome.code, outcome.status
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.next_try_at = now + rest_after(row.failures)
    row.save()


def rest_after(failures: int) -> timedelta:
    """How long a witness is left alone after so many failures in a row."""
    doubled: int = 1 << min(failures - 1, 10)
    return min(HEAD_EACH * doubled, REST_MAX)


def _raise_new_age(row: Witness, command: ConcludeWitnesses) -> None:
    """The log goes on under another name: what the witness cosigned of the name before is in it no more."""
    last = Cosignature.objects.filter(
        organization_id=row.organization_id, witness_id=row.id, origin=row.origin, size=row.cosigned_size
    ).first()  # fmt: skip
    theirs = f"{last.head}{last.line}" if last else ""
    alarm = Alarmed(kind=Alarm.Kind.NEW_AGE, their_size=row.cosigned_size, theirs=theirs, is_proven=True)
    _raise_alarm(row, alarm, command)


def _raise_alarm(row: Witness, alarm: Alarmed, command: ConcludeWitnesses) -> None:
    head = read_checkpoint(read_note(command.head).text)
    made, is_new = Alarm.objects.get_or_create(
        organization_id=row.organization_id, witness_id=row.id, kind=alarm.kind, their_size=alarm.their_size,
        origin=row.origin if alarm.kind == Alarm.Kind.NEW_AGE else head.origin,
        defaults={
            "our_size": head.size, "ours": command.head, "theirs": alarm.theirs, "is_proven": alarm.is_proven,
            "raised_at": command.now,
        },
    )  # fmt: skip
    if not is_new and alarm.is_proven and not made.is_proven:
        made.theirs, made.is_proven = alarm.theirs, True
        made.save(update_fields=["theirs", "is_proven"])
    if is_new:
        audit.record("witnesses.alarm_raised", person=None, subject=str(row.id), kind=str(alarm.kind))


def _key(text: str) -> Verifier:
    try:
        verifier = read_verifier(text.strip())
    except NoteUnreadable:
        raise KeyInvalid from None
    if verifier.algorithm != COSIGNATURE or len(text) > 400:
        raise KeyInvalid
    return verifier
