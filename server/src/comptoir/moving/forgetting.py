"""What files that somebody moved in with, or took out, still hold of one person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comptoir.moving.models import Export, Move, MovedCustomer
from comptoir.moving.operations import AT_WORK
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class CameBy:
    """A file that a customer came by, or was changed by. `before`: what they were called until then."""

    move: UUID
    file_name: str
    taken_at: datetime
    before: dict[str, str] | None


def came_by(customer: UUID) -> list[CameBy]:
    """The files that the way back still leads to, oldest first."""
    rows = _moved(customer).select_related("move").order_by("move__created_at", "move_id")
    return [CameBy(row.move_id, row.move.file_name, row.move.created_at, row.before) for row in rows]


def forget_moved(customer: UUID, *, words: tuple[str, ...], now: datetime) -> int:
    """Empty the files that hold the customer and what leads back to what they were called, in the running operation.

    A file that is still being taken over goes on: it is emptied when it is through, as ever. Files that were taken out
    and wait to be fetched are withdrawn: the worker removes them. Answers how many files of either kind.
    """
    organization = current_organization()
    _moved(customer).delete()
    # A file that was only tried, or that somebody stopped, may name them as well: told by what they are reached by.
    theirs = [
        move.pk
        for move in Move.objects.filter(
            organization_id=organization, holds_words=True, kind=Move.Kind.CUSTOMERS
        ).exclude(state__in=AT_WORK)
        if any(word.encode() in bytes(move.content) for word in words if word)
    ]  # fmt: skip
    emptied = Move.objects.filter(organization_id=organization, pk__in=theirs).update(
        content=b"", holds_words=False, bad_lines=[]
    )
    taken_out = Export.objects.filter(organization_id=organization, state=Export.State.READY)
    return emptied + taken_out.update(state=Export.State.EXPIRED, ended_at=now)


def _moved(customer: UUID) -> "QuerySet[MovedCustomer]":
    return MovedCustomer.objects.filter(organization_id=current_organization(), customer_id=customer)
