"""Reports by mail: begun, due by the clock on the store's wall, claimed for a try, concluded, and stopped by a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import F, Q
from django.db.models.functions import Lower

from comptoir.identity.public import former_members
from comptoir.insights.commands import BeginMailing, ClaimMailings, ConcludeMailing, EndMailing
from comptoir.insights.cubes import COMPARISONS
from comptoir.insights.errors import MailingAddressInvalid, MailingInvalid, MailingsTooMany, MailingUnknown
from comptoir.insights.models import Mailing
from comptoir.messaging.public import Undeliverable, read_email
from comptoir.papers.public import ATTEMPTS_MAX, LEASE, pause_after
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation

FORMS = ("pdf", "xlsx", "csv")
RHYTHMS = tuple(Mailing.Rhythm.values)
MAILINGS_MAX = 50
_SALT = "comptoir.insights.mailing"


@dataclass(frozen=True, slots=True)
class MailingView:
    """A report by mail, and how the last one went."""

    id: UUID
    report: str
    form: str
    rhythm: str
    hour: int
    store: UUID | None
    compare: str
    address: str
    language: str
    next_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    code: str


@dataclass(frozen=True, slots=True)
class Link:
    """Which one a link stops."""

    organization: UUID
    mailing: UUID


@operation
def begin_mailing(command: BeginMailing) -> bool:
    """Begin to send; answers whether it is new. The report is the caller's to know."""
    rows = Mailing.objects.filter(organization_id=command.organization)
    if rows.filter(pk=command.id).exists():
        return False
    try:
        address = read_email(command.address)
    except Undeliverable as refusal:
        raise MailingAddressInvalid(field="address") from refusal
    is_known = command.form in FORMS and command.rhythm in RHYTHMS and command.compare in COMPARISONS
    places = {place.id for place in stores()}
    if not is_known or not command.report or not 0 <= command.hour <= 23:
        raise MailingInvalid(field="rhythm")
    if command.store is not None and command.store not in places:
        raise MailingInvalid(field="store")
    if rows.filter(ended_at__isnull=True).count() >= MAILINGS_MAX:
        raise MailingsTooMany(count=MAILINGS_MAX)

    due = next_due(command.now, command.rhythm, command.hour, zone_of_store(command.store))
    Mailing.objects.create(
        organization_id=command.organization, id=command.id, report=command.report, form=command.form,
        rhythm=command.rhythm, hour=command.hour, store_id=command.store, compare=command.compare, address=address,
        language=command.language, person=command.person, next_at=due, due_at=due,
    )  # fmt: skip
    audit.record("insights.mailing_begun", person=command.person, subject=str(command.id), report=command.report)
    return True


@operation
def end_mailing(command: EndMailing) -> bool:
    """Send it no longer; a second time changes nothing."""
    row = Mailing.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, pk=command.id
    ).first()  # fmt: skip
    if row is None:
        raise MailingUnknown(mailing=str(command.id))
    if row.ended_at is not None:
        return False
    row.ended_at = command.now
    row.save(update_fields=["ended_at"])
    audit.record("insights.mailing_ended", person=command.person, subject=str(command.id), report=row.report)
    return True


@operation
def claim_mailings(command: ClaimMailings) -> list[UUID]:
    """Take those that are due for one try each. Two workers never get the same one.

    What somebody began who has left since, or what goes to their address, ends here instead of going once more.
    """
    _end_of_former(command)
    due = Mailing.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        organization_id=command.organization, ended_at__isnull=True, next_at__lte=command.now
    )
    taken = [row.id for row in due.order_by("next_at", "id")[: command.limit]]
    Mailing.objects.filter(organization_id=command.organization, id__in=taken).update(
        attempts=F("attempts") + 1, next_at=command.now + LEASE
    )
    return taken


def _end_of_former(command: ClaimMailings) -> None:
    running = Mailing.objects.filter(organization_id=command.organization, ended_at__isnull=True)
    known = running.values_list("person", "address")
    gone = former_members([person for person, _ in known if person], [address for _, address in known])
    if not gone:
        return
    wrote, reads = Q(person__in=[one.id for one in gone]), Q(lowered__in=[one.email.lower() for one in gone])
    found = running.annotate(lowered=Lower("address")).filter(wrote | reads)
    for row in found.select_for_update(of=("self",)).order_by("id"):
        row.ended_at = command.now
        row.save(update_fields=["ended_at"])
        audit.record("insights.mailing_ended", person=None, subject=str(row.id), report=row.report)


@operation
def conclude_mailing(command: ConcludeMailing) -> None:
    """Note how a try ended: sent or given up, the next one is due in its time; else this one is tried again."""
    row = Mailing.objects.select_for_update(of=("self",)).get(organization_id=command.organization, id=command.id)
    if row.attempts != command.attempt:
        return  # another worker concluded it after this one's lease had ended
    row.code = command.code
    if not command.code:
        row.sent_at = command.now
    if command.code and not command.is_permanent and row.attempts < ATTEMPTS_MAX:
        row.next_at = command.now + pause_after(row.attempts)
    else:
        row.attempts = 0
        row.next_at = row.due_at = next_due(command.now, row.rhythm, row.hour, zone_of_store(row.store_id))
    row.save(update_fields=["code", "sent_at", "attempts", "next_at", "due_at"])


def mailings() -> Sequence[MailingView]:
    """Those that are sent; inside `reading`."""
    rows = Mailing.objects.filter(organization_id=current_organization(), ended_at__isnull=True)
    return [_view(row) for row in rows.order_by("report", "address", "id")]


def mailing(key: UUID) -> MailingView | None:
    """One that is sent; inside `reading`."""
    row = Mailing.objects.filter(organization_id=current_organization(), ended_at__isnull=True, pk=key).first()
    return None if row is None else _view(row)


def next_due(now: datetime, rhythm: str, hour: int, zone: str) -> datetime:
    """The next time after now at this hour on the wall: any day, a Monday, or the first of a month."""
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    while True:
        due = datetime(day.year, day.month, day.day, hour, tzinfo=place).astimezone(UTC)
        fits = rhythm == "day" or (day.weekday() == 0 if rhythm == "week" else day.day == 1)
        if fits and due > now:
            return due
        day += timedelta(days=1)


def days_told(rhythm: str, today: date) -> tuple[date, date]:
    """The business days that it tells of: yesterday, the seven days until yesterday, or yesterday's month."""
    last = today - timedelta(days=1)
    match rhythm:
        case "day":
            return last, last
        case "week":
            return last - timedelta(days=6), last
        case _:
            return last.replace(day=1), last


def zone_of_store(store: UUID | None) -> str:
    """Whose wall it is: the store's, else the first one's."""
    places = stores()
    found = next((place.timezone for place in places if place.id == store), None)
    return found or (places[0].timezone if places else "UTC")


def stop_code(organization: UUID, key: UUID) -> str:
    """What a link carries so that whoever gets it can stop it, and nothing else."""
    return signing.dumps(f"{organization} {key}", salt=_SALT)


def read_stop_code(code: str) -> Link | None:
    try:
        organization, key = str(signing.loads(code, salt=_SALT)).split(" ")
    except (signing.BadSignature, ValueError):
        return None
    return Link(UUID(organization), UUID(key))


def _view(row: Mailing) -> MailingView:
    return MailingView(
        row.id, row.report, row.form, row.rhythm, row.hour, row.store_id, row.compare, row.address, row.language,
        row.next_at, row.due_at, row.attempts, row.sent_at, row.code,
    )  # fmt: skip
