"""The newest head to each witness, and what its answer means. Nothing is sent inside a transaction."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from comptoir.journal.signed_note import (
    Checkpoint,
    Note,
    NoteUnreadable,
    read_checkpoint,
    read_note,
    read_verifier,
    signed_at,
)
from comptoir.journal.witnessing import SIZE_DIGITS_MAX, SIZE_TYPE, submission_of
from comptoir.platform.outside import Answer, ask
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import TreeBroken, newest_head, prove_growth, root_of
from comptoir.tills.log_key import verifier_of
from comptoir.witnesses.commands import Alarmed, ClaimWitnesses, ConcludeWitnesses, Outcome
from comptoir.witnesses.models import Alarm
from comptoir.witnesses.operations import claim_witnesses, conclude_witnesses
from comptoir.witnesses.queries import Due

ANSWER_BYTES_MAX = 16 * 1024
AT_ONCE = 4
# A cosignature says when it was made; one of another day is an old one, or of a clock that nobody set.
SKEW_SECONDS_MAX = 3_600
CODES = {400: "refused", 403: "key_refused", 404: "log_unknown"}


@dataclass(frozen=True, slots=True)
class Try:
    """A head to be sent: `old` is what we believe that the witness cosigned last."""

    due: Due
    old: int
    body: bytes


def cosign_due(organization: UUID, now: datetime) -> int:
    """Send the newest head to whoever is due; answers how many were asked."""
    due = claim_witnesses(ClaimWitnesses(organization=organization, now=now))
    if not due:
        return 0
    with reading(organization):
        found = newest_head(organization)
    if found is None:
        return 0
    note = read_note(found.note)
    head = read_checkpoint(note.text)
    first = [
        made for one in due
        if (made := _try(organization, one, note, head, one.cosigned_size if one.origin == head.origin else 0))
    ]  # fmt: skip
    answers = _ask_all(first)
    outcomes, again = [], []
    for one, answer in zip(first, answers, strict=True):
        known = _known_size(answer)
        if known is not None and known != one.old and known <= head.size:
            again += [made for made in [_try(organization, one.due, note, head, known)] if made]
        else:
            outcomes.append(_outcome(organization, one, answer, note, head))
    for one, answer in zip(again, _ask_all(again), strict=True):
        outcomes.append(_outcome(organization, one, answer, note, head))
    tried = {one.witness for one in outcomes}
    outcomes += [Outcome(witness=one.witness, code="tree_broken") for one in due if one.witness not in tried]
    conclude_witnesses(
        ConcludeWitnesses(
            organization=organization, now=max(now, datetime.now(UTC)), head=found.note, outcomes=tuple(outcomes)
        )
    )
    return len(due)


def _try(organization: UUID, due: Due, note: Note, head: Checkpoint, old: int) -> Try | None:
    """None where our own tree has a hole: it is grown anew, and then asked again."""
    if old > head.size:
        return Try(due, 0, str(submission_of(note, 0, ())).encode())  # only to be told its size
    try:
        with reading(organization):
            proof = tuple(prove_growth(organization, old, head.size))
    except TreeBroken:
        return None
    return Try(due, old, str(submission_of(note, old, proof)).encode())


def _ask_all(tries: Sequence[Try]) -> list[Answer]:
    if not tries:
        return []

    def send(one: Try) -> Answer:
        return ask(
            f"{one.due.address}/add-checkpoint", one.body, {"Content-Type": "text/plain; charset=utf-8"},
            networks=settings.COMPTOIR_WITNESS_NETWORKS, read_max=ANSWER_BYTES_MAX,
        )  # fmt: skip

    with ThreadPoolExecutor(min(AT_ONCE, len(tries))) as pool:
        return list(pool.map(send, tries))


def _known_size(answer: Answer) -> int | None:
    """How large the head is that the witness cosigned last, when it says that we continue from another."""
    text = answer.body.decode("ascii", "replace")
    digits = text.removesuffix("\n")
    if answer.status != 409 or answer.kind.partition(";")[0].strip() != SIZE_TYPE or text == digits:
        return None
    is_number = (digits.isdigit() and digits == digits.lstrip("0")) or digits == "0"
    return int(digits) if is_number and len(digits) <= SIZE_DIGITS_MAX else None


def _outcome(organization: UUID, one: Try, answer: Answer, note: Note, head: Checkpoint) -> Outcome:
    """What an answer means; one that we can't explain away is an alarm."""
    witness, status = one.due.witness, answer.status
    if 200 <= status < 300 and not answer.code:
        return _cosigned(one, answer, note)
    known = _known_size(answer)
    if known is not None and known > head.size:
        alarm = _alarm(organization, one.due, head, Alarm.Kind.SET_BACK, known)
        return Outcome(witness=witness, code="set_back", status=status, alarm=alarm)
    is_conflict = status == 409 and one.old == head.size and known in (None, one.old)
    if status == 422 or is_conflict:
        alarm = _alarm(organization, one.due, head, Alarm.Kind.FORKED, one.old)
        return Outcome(witness=witness, code="forked", status=status, alarm=alarm)
    code = CODES.get(status, answer.code or "refused")
    return Outcome(witness=witness, code=code, status=status)


def _cosigned(one: Try, answer: Answer, note: Note) -> Outcome:
    """Its signature and no other: whatever else it answered is not passed on."""
    verifier = read_verifier(one.due.key)
    try:
        lines = read_note(f"{note.text}\n{answer.body.decode()}").signatures
    except (NoteUnreadable, UnicodeDecodeError):
        return Outcome(witness=one.due.witness, code="wrong_signature", status=answer.status)
    for line in lines:
        seconds = signed_at(Note(note.text, (line,)), verifier)
        if seconds is None:
            continue
        if abs(seconds - int(datetime.now(UTC).timestamp())) > SKEW_SECONDS_MAX:
            return Outcome(witness=one.due.witness, code="wrong_time", status=answer.status)
        return Outcome(witness=one.due.witness, status=answer.status, line=str(line), signed_at=seconds)
    return Outcome(witness=one.due.witness, code="wrong_signature", status=answer.status)


def _alarm(organization: UUID, due: Due, head: Checkpoint, kind: str, size: int) -> Alarmed:
    """Ask for the head that it holds: signed by our own key, it proves what the witness says."""
    digest = sha256(head.origin.encode()).hexdigest()
    answer = ask(
        f"{due.address}/checkpoint/{digest}", None, {}, networks=settings.COMPTOIR_WITNESS_NETWORKS,
        read_max=ANSWER_BYTES_MAX,
    )  # fmt: skip
    try:
        text = answer.body.decode()
        note = read_note(text)
        theirs = read_checkpoint(note.text)
    except (UnicodeDecodeError, NoteUnreadable):
        return Alarmed(kind=kind, their_size=size)
    if theirs.origin != head.origin or signed_at(note, verifier_of(organization, head.origin)) is None:
        return Alarmed(kind=kind, their_size=size)
    return Alarmed(
        kind=kind, their_size=size, theirs=text, is_proven=not _begins_with(organization, head, theirs)
    )  # fmt: skip


def _begins_with(organization: UUID, head: Checkpoint, theirs: Checkpoint) -> bool:
    """Whether our log leads to the head that a witness holds."""
    if theirs.size > head.size:
        return False
    try:
        with reading(organization):
            return root_of(organization, theirs.size) == theirs.root
    except TreeBroken:
        return False
