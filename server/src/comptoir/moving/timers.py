"""How long files that somebody moved in with, or took out, stay (`platform.keeping`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.moving.models import Export, Move, MovedCustomer
from comptoir.moving.operations import AT_WORK
from comptoir.platform.keeping import Rows, Timer
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization


def _with_words(before: datetime) -> Rows:
    rows = Move.objects.filter(organization_id=current_organization(), holds_words=True, created_at__lt=before)
    return rows.exclude(state__in=AT_WORK)


def _erase(keys: Sequence[UUID], _now: datetime) -> None:
    """What a move counted stays; the words of people in its file, and those that lead back from it, do not."""
    organization = current_organization()
    MovedCustomer.objects.filter(organization_id=organization, move_id__in=keys).delete()
    Move.objects.filter(organization_id=organization, pk__in=keys).update(content=b"", holds_words=False)


def _ready(before: datetime) -> Rows:
    return Export.objects.filter(
        organization_id=current_organization(), state=Export.State.READY, ended_at__lt=before
    )  # fmt: skip


def _expire(keys: Sequence[UUID], _now: datetime) -> None:
    """The file goes when its worker sees that no row names it any more."""
    rows = Export.objects.filter(organization_id=current_organization(), pk__in=keys)
    rows.update(state=Export.State.EXPIRED)


TIMERS = (
    Timer(name="moving.words", kept=Kept.MOVES, old=_with_words, forget=_erase),
    Timer(name="moving.export", kept=Kept.EXPORTS, old=_ready, forget=_expire),
)
