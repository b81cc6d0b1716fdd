"""What is read about how long things stay, inside `reading(organization)` or an operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.fiscal.plugin import LegalTerm
from comptoir.fiscal.public import plugin_of
from comptoir.platform.keeping import RULES, Rule, Timer, count_old, timers
from comptoir.platform.privacy import Kept
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import current_organization, once
from comptoir.retention.models import Run
from comptoir.retention.models import Term as TermRow
from comptoir.retention.terms import Terms

SHOWN = 14
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """What of one timer would go: now, and in the thirty days after."""

    timer: str
    now: int
    soon: int


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class as people meet it. `amount` null: it waits for the shop's word, and `proposed` is a proposal."""

    kept: Kept
    rule: Rule
    law: LegalTerm | None
    least: int
    amount: int | None
    proposed: int
    is_said: bool
    due: tuple[Due, ...] = ()

    @property
    def now(self) -> int:
        return sum(one.now for one in self.due)

    @property
    def soon(self) -> int:
        return sum(one.soon for one in self.due)


@dataclass(frozen=True, slots=True)
class RunView:
    """A run: how many rows went, by class."""

    id: UUID
    person: UUID | None
    moment: datetime
    state: str
    kept: Kept | None
    batches: int
    gone: Mapping[Kept, int]
    ended_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.gone.values())


@once
def terms() -> Terms:
    """What holds in the running organization."""
    rows = TermRow.objects.filter(organization_id=current_organization())
    said = {Kept(row.kept): row.amount for row in rows}
    plugin = plugin_of(organization_view().country)
    places = stores()
    zone = places[0].timezone if places else "UTC"
    return Terms(said, plugin.terms if plugin is not None else (), zone)


def classes(now: datetime) -> list[ClassView]:
    """Each class that a clock takes away, with what would go: the dry run. Nothing is written."""
    found = terms()
    asked: list[tuple[Timer, datetime]] = []
    for timer in timers():
        amount = found.amount(timer.kept) or found.usual(timer.kept)
        asked += [(timer, found.moment(timer.kept, amount, moment)) for moment in (now, now + SOON)]
    counts = count_old(asked)
    due = [
        Due(asked[place][0].name, counts[place], counts[place + 1] - counts[place])
        for place in range(0, len(asked), 2)
    ]  # fmt: skip
    return [
        ClassView(
            kept, rule, found.law(kept) if rule.is_law else None, found.least(kept), found.amount(kept),
            found.usual(kept), kept in found.said,
            tuple(one for one, timer in zip(due, timers(), strict=True) if timer.kept is kept),
        )
        for kept, rule in RULES.items()
    ]  # fmt: skip


def runs() -> list[RunView]:
    """The newest first."""
    rows = Run.objects.filter(organization_id=current_organization()).order_by("-moment", "-id")
    return [_view(row) for row in rows[:SHOWN]]


def _view(row: Run) -> RunView:
    kinds = {timer.name: timer.kept for timer in timers()}
    gone: dict[Kept, int] = {}
    for name, count in row.gone.items():
        if name in kinds and count:
            gone[kinds[name]] = gone.get(kinds[name], 0) + count
    return RunView(
        row.pk, row.person, row.moment, row.state, kinds.get(row.timer), row.batches, gone, row.ended_at
    )  # fmt: skip
