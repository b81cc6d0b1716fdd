"""Payment links: made by the shop, paid at once or in parts on a provider's page, counted when the provider says so.

Several guests may be on their way at once. What each of them was sent away to pay is kept aside for half an hour, so
that nobody pays what another one is paying; whatever still comes twice is written down and shown to a person.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from comptoir.kernel import new_uuid7
from comptoir.links.errors import BillChanged, LinkInvalid, LinkOver, LinkUnknown, PartInvalid, SomebodyPays
from comptoir.links.hosted import HOSTED, MINUTES, Heard, Standing
from comptoir.links.models import Link, LinkTry
from comptoir.payments.accounts import accounts
from comptoir.payments.card_attempts import spent_of
from comptoir.payments.page_refunds import FAILED, refunds_of
from comptoir.payments.terminal_attempts import AttemptView
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import current_organization, operation

TEXT_LENGTH_MAX = 140
AMOUNT_MAX = 99_999_999
TOKEN_BYTES = 18
# Longer than the page is open: whoever was sent away may still be typing.
KEPT_ASIDE = timedelta(minutes=MINUTES + 5)
SHARES_MAX = 12
LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink:
    """Something to be paid. The id is the caller's, so that a repeat is recognized. `expires_at` null: never."""

    organization: UUID
    person: UUID | None
    id: UUID
    account: UUID
    store: UUID
    amount: int
    text: str
    allows_parts: bool
    expires_at: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLink:
    """Nobody shall pay it any more."""

    organization: UUID
    person: UUID | None
    link: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginTry:
    """A guest wants to pay so much of it, and `tip` on top; null: all that is left. `version`: of what they read."""

    organization: UUID
    token: str
    amount: int | None
    now: datetime
    tip: int = 0
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePage:
    """Where the guest is sent; without an address nobody was."""

    organization: UUID
    id: UUID
    name: str
    address: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HearTry:
    """What the provider said; null: nothing."""

    organization: UUID
    id: UUID
    heard: Heard | None
    now: datetime


@dataclass(frozen=True, slots=True)
class TryView:
    """A guest's way, as it stands."""

    id: UUID
    amount: int
    taken: int
    state: str
    made_at: datetime
    ended_at: datetime | None
    name: str
    address: str
    account: UUID
    link: UUID
    currency: str
    text: str
    token: str
    # Nobody shall pay its link any more.
    is_over: bool
    tip: int = 0
    # Whether a till has told that it is in one of its sales.
    is_sold: bool = False
    backs: tuple[AttemptView, ...] = ()

    @property
    def whole(self) -> int:
        return self.amount + self.tip

    @property
    def back(self) -> int:
        """What went back, or is on its way."""
        return sum(one.amount for one in self.backs if one.state not in FAILED)

    @property
    def last_back(self) -> AttemptView | None:
        return self.backs[-1] if self.backs else None


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the bill, as the guest reads it."""

    name: str
    quantity_milli: int
    amount: int


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as pages show it. `under_way`: what guests are paying right now."""

    id: UUID
    token: str
    store: UUID
    store_name: str
    account_name: str
    amount: int
    currency: str
    text: str
    allows_parts: bool
    state: str
    paid: int
    under_way: int
    made_at: datetime
    expires_at: datetime | None
    tries: tuple[TryView, ...]
    account: UUID
    till: UUID | None
    parked: UUID | None
    lines: tuple[LineView, ...]
    allows_tips: bool
    is_held: bool
    version: int
    taken_by: UUID | None
    step: int

    @property
    def rest(self) -> int:
        return max(self.amount - self.paid, 0)

    @property
    def is_paid(self) -> bool:
        """Guests paid the whole: a till that has meanwhile begun to take it makes it no less paid."""
        return self.state in (Link.State.PAID, Link.State.TAKEN) and not self.rest

    @property
    def free(self) -> int:
        """What the next guest may pay."""
        return max(self.rest - self.under_way, 0)

    @property
    def too_much(self) -> int:
        return max(self.paid - self.amount, 0)

    @property
    def tips(self) -> int:
        return sum(one.tip for one in self.tries if one.state == LinkTry.State.APPROVED)

    @property
    def unsold(self) -> int:
        """What the provider has, and no sale says so yet."""
        return sum(
            one.whole - one.back for one in self.tries if one.state == LinkTry.State.APPROVED and not one.is_sold
        )

    @property
    def is_all_back(self) -> bool:
        """Nothing of it is left for a sale, and nobody is under way."""
        return all(one.state not in ("approved", "pending") or one.back == one.whole for one in self.tries)

    @property
    def differs(self) -> bool:
        return any(one.state == LinkTry.State.DIFFERS for one in self.tries)


@operation
def make_link(command: MakeLink) -> str:
    """Make it and answer its token; a repeat answers the first one's."""
    known = Link.objects.filter(organization_id=command.organization, id=command.id).first()
    if known is not None:
        return known.token
    text = " ".join(command.text.split())
    account = next((one for one in accounts() if one.id == command.account and one.is_active), None)
    is_fit = account is not None and account.driver in HOSTED and command.store in {one.id for one in stores()}
    is_ahead = command.expires_at is None or command.expires_at > command.now
    if not is_fit or not is_ahead or not 0 < command.amount <= AMOUNT_MAX or not 0 < len(text) <= TEXT_LENGTH_MAX:
        raise LinkInvalid
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Link.objects.create(
        organization_id=command.organization, id=command.id, token=token, account_id=command.account,
        store_id=command.store, amount=command.amount, currency=organization_view().currency, text=text,
        allows_parts=command.allows_parts, person=command.person, expires_at=command.expires_at,
    )  # fmt: skip
    audit.record("links.made", person=command.person, subject=str(command.id))
    return token


@operation
def cancel_link(command: CancelLink) -> list[UUID]:
    """Nobody is sent away any more; answers the tries that are under way, to be closed. What they paid still counts."""
    link = lock_link(Link.objects.filter(organization_id=command.organization, id=command.link).first())
    if link.state == Link.State.OPEN:
        link.state = Link.State.CANCELLED
        save_step(link, "state")
        audit.record("links.cancelled", person=command.person, subject=str(link.id))
    return pending_of(link, command.now)


@operation
def begin_try(command: BeginTry) -> UUID:
    """Keep aside what a guest wants to pay. Of two who want the last share at once, one gets it.

    Who pays the whole and comes back before it is over, goes on where they were.
    """
    link = lock_link(Link.objects.filter(organization_id=command.organization, token=command.token).first())
    is_late = link.expires_at is not None and link.expires_at <= command.now
    if link.state != Link.State.OPEN or is_late:
        raise LinkOver
    if link.is_held or command.version not in (None, link.version):
        raise BillChanged
    pending = _pending(link.id, command.now)
    if not link.allows_parts and pending and pending[0].address:
        known: UUID = pending[0].id
        return known
    free = link.amount - link.paid - sum(one.amount for one in pending)
    amount = free if command.amount is None else command.amount
    if free <= 0:
        raise SomebodyPays
    if not 0 < amount <= free or (amount != link.amount - link.paid and not link.allows_parts):
        raise PartInvalid
    if command.tip and (not link.allows_tips or not 0 < command.tip <= min(amount, AMOUNT_MAX - amount)):
        raise PartInvalid
    key = new_uuid7()
    LinkTry.objects.create(
        organization_id=command.organization, id=key, link_id=link.id, amount=amount, tip=command.tip,
        made_at=command.now, next_at=command.now + timedelta(seconds=20),
    )  # fmt: skip
    save_step(link)
    return key


@operation
def note_page(command: NotePage) -> None:
    """Keep where the guest is sent, or let go what was kept aside for nobody."""
    row = LinkTry.objects.get(organization_id=command.organization, id=command.id)
    row.name, row.address = command.name, command.address
    if not command.address:
        row.state, row.ended_at = LinkTry.State.ENDED, command.now
        save_step(lock_link(Link.objects.filter(organization_id=command.organization, id=row.link_id).first()))
    row.save(update_fields=["name", "address", "state", "ended_at"])


@operation
def hear_try(command: HearTry) -> str:
    """What the provider said counts once, whoever hears it first; answers how the try stands."""
    row = LinkTry.objects.filter(organization_id=command.organization, id=command.id).first()
    assert row is not None, "a try that nobody began"
    link = lock_link(Link.objects.filter(organization_id=command.organization, id=row.link_id).first())
    row.refresh_from_db()
    if row.state != LinkTry.State.PENDING:
        return row.state
    row.next_at = command.now + _pause(command.now - row.made_at)
    heard = command.heard
    if heard is None or heard.standing is Standing.WAITING:
        if not row.address and command.now - row.made_at > KEPT_ASIDE:
            row.state, row.ended_at = LinkTry.State.ENDED, command.now
    elif heard.standing is Standing.APPROVED:
        is_ours = heard.amount == row.amount + row.tip and heard.currency == link.currency
        row.state = LinkTry.State.APPROVED if is_ours else LinkTry.State.DIFFERS
        row.taken, row.ended_at = heard.amount or 0, command.now
        if is_ours:
            _count(link, row.amount)
    else:
        row.state, row.ended_at = LinkTry.State.ENDED, command.now
    row.save(update_fields=["next_at", "state", "taken", "ended_at"])
    if row.state != LinkTry.State.PENDING:
        save_step(link)
    return row.state


def hasten_tries(names: frozenset[str], now: datetime) -> int:
    """Let tries that somebody named be looked at now; in an operation."""
    rows = LinkTry.objects.filter(organization_id=current_organization(), state=LinkTry.State.PENDING)
    named = [row.id for row in rows if names & {str(row.id), row.name}]
    return rows.filter(id__in=named).update(next_at=now)


def due_tries(now: datetime) -> list[UUID]:
    """Those to be asked about; inside a reading."""
    rows = LinkTry.objects.filter(organization_id=current_organization(), state=LinkTry.State.PENDING, next_at__lte=now)
    return list(rows.order_by("next_at").values_list("id", flat=True)[:50])


def try_view(key: UUID) -> TryView | None:
    """One try; inside a reading."""
    row = LinkTry.objects.filter(organization_id=current_organization(), id=key).select_related("link").first()
    return _try(row, row.link) if row is not None else None


def links(now: datetime) -> list[LinkView]:
    """The newest; inside a reading."""
    rows = Link.objects.filter(organization_id=current_organization()).order_by("-made_at", "-id")[:LISTED]
    return views(list(rows), now)


def link_of(now: datetime, *, key: UUID | None = None, token: str = "") -> LinkView | None:
    """One of them, by its id or its token; inside a reading."""
    rows = Link.objects.filter(organization_id=current_organization())
    found = views(list(rows.filter(id=key) if key else rows.filter(token=token)), now)
    return found[0] if found else None


def organization_of_token(token: str) -> UUID | None:
    """Whose link it is, before any tenant is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT links_organization_of_token(%s)", [token])
        row = cursor.fetchone()
    return row[0] if row else None


def shares(rest: int, people: int) -> list[int]:
    """What each pays when a rest is split evenly: the shares differ by one at most, and add up to it exactly."""
    whole, more = divmod(rest, people)
    return [whole + 1] * more + [whole] * (people - more)


def _count(link: Link, amount: int) -> None:
    link.paid += amount
    is_whole = link.paid >= link.amount and link.state == Link.State.OPEN
    if is_whole:
        link.state = Link.State.PAID
    link.settled_at = None  # money that came after all
    link.save(update_fields=["paid", "state", "settled_at"])
    emit("links.paid" if is_whole else "links.part_paid", link.id)


def save_step(link: Link, *fields: str) -> None:
    """Write what changed, so that tills hear of it."""
    link.step += 1
    link.save(update_fields=["step", *fields])


def pending_of(link: Link, now: datetime) -> list[UUID]:
    """Who is under way, to be closed now; in an operation."""
    pending = LinkTry.objects.filter(
        organization_id=link.organization_id, link_id=link.id, state=LinkTry.State.PENDING
    )  # fmt: skip
    pending.update(next_at=now)
    return list(pending.values_list("id", flat=True))


def _pending(link: UUID, now: datetime) -> list[LinkTry]:
    rows = LinkTry.objects.filter(
        organization_id=current_organization(), link_id=link, state=LinkTry.State.PENDING,
        made_at__gt=now - KEPT_ASIDE,
    )  # fmt: skip
    return list(rows.order_by("made_at", "id"))


def lock_link(found: Link | None) -> Link:
    """Locked until the end: who pays, who takes, and what is due are decided one after another."""
    if found is None:
        raise LinkUnknown
    return Link.objects.select_for_update(of=("self",)).get(organization_id=found.organization_id, id=found.id)


def _pause(age: timedelta) -> timedelta:
    """A guest who types is asked about often; a page that nobody left is not."""
    if age < timedelta(minutes=5):
        return timedelta(seconds=5)
    return timedelta(minutes=1) if age < timedelta(hours=2) else timedelta(hours=1)


def views(rows: Sequence[Link], now: datetime) -> list[LinkView]:
    of = {row.id: row for row in rows}
    tries: dict[UUID, list[TryView]] = {key: [] for key in of}
    kept = LinkTry.objects.filter(organization_id=current_organization(), link_id__in=list(of))
    found = list(kept.order_by("made_at", "id"))
    paid = [one.id for one in found if one.state == LinkTry.State.APPROVED]
    sold, backs = spent_of(paid), refunds_of(paid)
    for one in found:
        view = _try(one, of[one.link_id], is_sold=one.id in sold, backs=tuple(backs.get(one.id, ())))
        tries[one.link_id].append(view)
    names = {one.id: one.name for one in accounts()}
    places = {one.id: one.name for one in stores()}
    return [
        LinkView(
            row.id, row.token, row.store_id, places.get(row.store_id, ""), names.get(row.account_id, ""), row.amount,
            row.currency, row.text, row.allows_parts, _state(row, now), row.paid,
            sum(one.amount for one in tries[row.id] if one.state == "pending" and one.made_at > now - KEPT_ASIDE),
            row.made_at, row.expires_at, tuple(tries[row.id]), row.account_id, row.till, row.parked,
            tuple(LineView(str(one["name"]), int(one["quantity_milli"]), int(one["amount"])) for one in row.lines),
            row.allows_tips, row.is_held, row.version, row.taken_by, row.step,
        )
        for row in rows
    ]  # fmt: skip


def _state(row: Link, now: datetime) -> str:
    if row.state != Link.State.OPEN:
        return row.state
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    return "part" if row.paid else "open"


def _try(row: LinkTry, link: Link, *, is_sold: bool = False, backs: tuple[AttemptView, ...] = ()) -> TryView:
    return TryView(
        row.id, row.amount, row.taken, row.state, row.made_at, row.ended_at, row.name, row.address, link.account_id,
        link.id, link.currency, link.text, link.token, link.state in (Link.State.CANCELLED, Link.State.TAKEN), row.tip,
        is_sold, backs,
    )  # fmt: skip
