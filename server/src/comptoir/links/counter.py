"""Links that a till makes for the goods before it, and the money that it takes into a sale (docs/adr/0048).

A till seals; the server only says what was paid, and to which till it belongs. One till gets it: the first that asks.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from comptoir.links.errors import LinkInvalid, LinkOver, LinkTaken, LinkUnknown
from comptoir.links.hosted import HOSTED
from comptoir.links.models import Link, LinkTry
from comptoir.links.paying import (
    AMOUNT_MAX,
    TEXT_LENGTH_MAX,
    TOKEN_BYTES,
    LineView,
    LinkView,
    lock_link,
    pending_of,
    save_step,
    views,
)
from comptoir.payments.accounts import accounts
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import current_organization, operation

LINES_MAX = 300
NAME_LENGTH_MAX = 200
GOOD_FOR = timedelta(days=7)
OFFICE_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTillLink:
    """A link as the goods stand now. The id is the till's; `is_held`: they are in hand, nobody shall begin to pay."""

    organization: UUID
    store: UUID
    till: UUID
    id: UUID
    account: UUID
    amount: int
    text: str
    lines: tuple[LineView, ...]
    parked: UUID | None
    allows_parts: bool
    allows_tips: bool
    is_held: bool
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLink:
    """A till is going to seal what was paid."""

    organization: UUID
    store: UUID
    till: UUID
    link: UUID
    now: datetime


@operation
def save_till_link(command: SaveTillLink) -> None:
    """Make it, or change what is due. A repeat changes nothing, and the guest's page stays good for who reads it.

    More goods open again what was paid; fewer may end it. What guests are paying meanwhile still counts.
    """
    text = " ".join(command.text.split())[:TEXT_LENGTH_MAX]
    if not 0 < command.amount <= AMOUNT_MAX or not text or len(command.lines) > LINES_MAX:
        raise LinkInvalid
    lines = [asdict(line) for line in command.lines]
    due = (command.amount, lines)
    known = Link.objects.filter(organization_id=command.organization, id=command.id).first()
    if known is None:
        _make(command, text, lines)
        return
    link = _of_store(known, command.store)
    if link.state == Link.State.TAKEN or link.state == Link.State.CANCELLED:
        raise LinkOver
    facts = {
        "amount": command.amount, "lines": lines, "text": text, "parked": command.parked, "is_held": command.is_held,
        "allows_parts": command.allows_parts, "allows_tips": command.allows_tips,
    }  # fmt: skip
    if all(getattr(link, name) == value for name, value in facts.items()):
        return
    if (link.amount, link.lines) != due:
        link.version += 1
        link.expires_at = command.now + GOOD_FOR
    for name, value in facts.items():
        setattr(link, name, value)
    was = link.state
    link.state = Link.State.PAID if link.paid >= link.amount else Link.State.OPEN
    if link.state == Link.State.PAID != was:
        emit("links.paid", link.id)
    save_step(link, *facts, "version", "state", "expires_at")


@operation
def begin_taking(command: TakeLink) -> list[UUID]:
    """Give a till what was paid: nobody is sent away any more. Answers who is under way, to be closed.

    Asked again by the same till it is the same; of two tills the second is refused, and nothing changes.
    """
    found = Link.objects.filter(organization_id=command.organization, id=command.link).first()
    link = _of_store(found, command.store)
    if link.taken_by is not None and link.taken_by != command.till:
        raise LinkTaken
    if link.taken_by is None:
        link.taken_by, link.taken_at, link.state = command.till, command.now, Link.State.TAKEN
        save_step(link, "taken_by", "taken_at", "state")
        audit.record("links.taken", person=None, subject=str(link.id))
    return pending_of(link, command.now)


@operation
def settle_link(command: TakeLink) -> None:
    """All of it is in sales of this till: tills need not hear of it any more. What comes after that opens it again."""
    found = Link.objects.filter(organization_id=command.organization, id=command.link).first()
    link = _of_store(found, command.store)
    if link.taken_by != command.till:
        raise LinkTaken
    if link.settled_at is None:
        link.settled_at = command.now
        save_step(link, "settled_at")


def at_tills(store: UUID, till: UUID, now: datetime) -> list[LinkView]:
    """Those that a till of the store may see: open ones, and what it took itself and has not sealed; in a reading."""
    rows = Link.objects.filter(
        Q(taken_by__isnull=True) | Q(taken_by=till),
        organization_id=current_organization(), store_id=store, settled_at__isnull=True,
    ).exclude(state=Link.State.CANCELLED, paid=0)  # fmt: skip
    # One from the office concerns a till once money came, and as long as somebody may come for the goods.
    rows = rows.filter(Q(till__isnull=False) | Q(paid__gt=0, made_at__gt=now - OFFICE_SHOWN))
    found = views(list(rows.order_by("-made_at", "-id")[:100]), now)
    return [one for one in found if one.state != Link.State.CANCELLED or not one.is_all_back]


def pending_of_store(store: UUID, *, since: datetime) -> list[UUID]:
    """Guests of a store's tills who are under way since then; in a reading."""
    rows = LinkTry.objects.filter(
        organization_id=current_organization(), state=LinkTry.State.PENDING, link__store_id=store,
        link__till__isnull=False, made_at__gt=since,
    ).exclude(address="")  # fmt: skip
    return list(rows.order_by("made_at").values_list("id", flat=True)[:20])


def _make(command: SaveTillLink, text: str, lines: list[dict[str, object]]) -> None:
    account = next((one for one in accounts() if one.id == command.account and one.is_active), None)
    if account is None or account.driver not in HOSTED:
        raise LinkInvalid
    Link.objects.create(
        organization_id=command.organization, id=command.id, token=secrets.token_urlsafe(TOKEN_BYTES),
        account_id=command.account, store_id=command.store, amount=command.amount,
        currency=organization_view().currency, text=text, lines=lines, allows_parts=command.allows_parts,
        allows_tips=command.allows_tips, is_held=command.is_held, parked=command.parked, till=command.till,
        expires_at=command.now + GOOD_FOR,
    )  # fmt: skip
    audit.record("links.made", person=None, subject=str(command.id))


def _of_store(found: Link | None, store: UUID) -> Link:
    if found is None or found.store_id != store:
        raise LinkUnknown
    return lock_link(found)
