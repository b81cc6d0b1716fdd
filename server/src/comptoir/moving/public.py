"""What pages may know of moves, and the operations that turn them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from comptoir.moving.exporting import (
    ExportView,
    ask_export,
    cancel_export,
    export_file,
    export_view,
    exports,
    file_parts,
)
from comptoir.moving.forgetting import CameBy, came_by, forget_moved
from comptoir.moving.models import Move
from comptoir.moving.operations import AT_WORK, SECRET, open_move, stop, take_back, take_over
from comptoir.moving.sources import SOURCES
from comptoir.platform.tenancy import current_organization

__all__ = [
    "SYSTEMS",
    "CameBy",
    "ExportView",
    "MoveView",
    "ask_export",
    "came_by",
    "cancel_export",
    "export_file",
    "export_view",
    "exports",
    "file_parts",
    "forget_moved",
    "move_view",
    "moves",
    "open_move",
    "stop",
    "take_back",
    "take_over",
]

MOVES_SHOWN = 20
# What people call the systems whose files are known, in the order in which they are told apart.
SYSTEMS = tuple(dict.fromkeys(source.name for source in SOURCES if source.name))
_NAMES = {source.code: source.name for source in SOURCES}
_UNREAD = ("content",)


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move as a page shows it. `system` is empty for a list of the shop's own."""

    id: UUID
    kind: str
    file_name: str
    system: str
    state: str
    is_at_work: bool
    lines: int
    lines_done: int
    created: int
    changed: int
    unchanged: int
    skipped: int
    bad: int
    # Number, code and details of the first bad lines.
    bad_lines: tuple[tuple[int, str, Mapping[str, Any]], ...]
    left_out: tuple[str, ...]
    created_at: datetime
    # The file of customers or of cards is empty by now: it can neither go on nor be taken back.
    is_forgotten: bool

    @property
    def taken(self) -> int:
        """Lines that make or change something."""
        return self.created + self.changed


def move_view(move: UUID, kind: str) -> MoveView | None:
    """One move; null when there is none."""
    found = Move.objects.defer(*_UNREAD).filter(organization_id=current_organization(), pk=move, kind=kind).first()
    return None if found is None else _view(found)


def moves(kind: str) -> list[MoveView]:
    """The newest moves of a kind, the last one first."""
    rows = Move.objects.defer(*_UNREAD).filter(organization_id=current_organization(), kind=kind).order_by("-id")
    return [_view(row) for row in rows[:MOVES_SHOWN]]


def _view(move: Move) -> MoveView:
    return MoveView(
        id=move.pk,
        kind=move.kind,
        file_name=move.file_name,
        system=_NAMES[move.source],
        state=move.state,
        is_at_work=move.state in AT_WORK,
        lines=move.lines,
        lines_done=move.lines_done,
        created=move.created,
        changed=move.changed,
        unchanged=move.unchanged,
        skipped=move.skipped,
        bad=move.bad,
        bad_lines=tuple(
            (line["number"], line["code"], line["details"]) for line in sorted(move.bad_lines, key=itemgetter("number"))
        ),
        left_out=tuple(move.left_out),
        created_at=move.created_at,
        is_forgotten=move.kind in SECRET and not move.holds_words,
    )
