"""Hours worked, from what people did at the time clocks, as corrected by what somebody approved.

A person may come at one till and go at another: what counts is the time, not the till. The entries stay as they were
sealed; a correction replaces the hours that begin with one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.sales.scope import Scope
from comptoir.sales.turnover import business_day

# Who came before that and was not seen since has gone without saying so.
OPEN_MAX = timedelta(hours=16)
SHIFT_MAX = timedelta(hours=24)
# Two touches, or a touch at two tills.
REPEAT_MAX = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """A touch of the time clock. `said`: the time that somebody said later, as the entry holds it."""

    entry: UUID
    employee: UUID
    name: str
    store: UUID
    store_name: str
    timezone: str
    day_starts_minute: int
    deed: str
    happened_at: datetime
    said: str
    proof: str

    @property
    def at(self) -> datetime:
        """When it was: as it was said later, else when it was touched."""
        try:
            said = datetime.fromisoformat(self.said)
        except ValueError:
            return self.happened_at
        return said.astimezone(UTC) if said.tzinfo else self.happened_at


@dataclass(frozen=True, slots=True)
class Correction:
    """Hours that somebody proposed."""

    id: UUID
    employee: UUID
    employee_name: str
    store: UUID
    store_name: str
    timezone: str
    day_starts_minute: int
    shift: UUID
    came_at: datetime
    left_at: datetime
    break_minutes: int
    was_came: str | None
    was_left: str | None
    was_break: str | None
    reason: str
    state: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's hours in one piece. Without a coming or a going it counts nothing until somebody corrects it."""

    id: UUID
    employee: UUID
    name: str
    store: UUID
    store_name: str
    timezone: str
    day_starts_minute: int
    came_at: datetime | None
    left_at: datetime | None
    break_minutes: int = 0
    break_since: datetime | None = None
    is_said_later: bool = False
    correction: Correction | None = None

    @property
    def begins(self) -> datetime:
        moment = self.came_at or self.left_at
        assert moment is not None
        return moment

    @property
    def day(self) -> date:
        return business_day(self.begins, self.timezone, self.day_starts_minute)

    @property
    def is_complete(self) -> bool:
        return self.came_at is not None and self.left_at is not None

    @property
    def minutes(self) -> int:
        """Worked, breaks taken off; whole minutes."""
        if self.came_at is None or self.left_at is None:
            return 0
        return max(0, int((self.left_at - self.came_at).total_seconds()) // 60 - self.break_minutes)

    def is_open_at(self, now: datetime) -> bool:
        """Whether they are at work."""
        return self.came_at is not None and self.left_at is None and now - self.came_at < OPEN_MAX


def shifts_in(scope: Scope, *, employee: UUID | None = None) -> list[Shift]:
    """The hours of a scope's business days, by person and time."""
    parameters = {**scope.parameters(), "employee": employee}
    marks = select(Mark, _MARKS, parameters)
    approved = [row for row in corrections_in(scope, employee=employee) if row.state == "approved"]
    found = _corrected(_pieced(marks), approved)
    return [shift for shift in found if scope.first <= shift.day <= scope.last]


def corrections_in(scope: Scope, *, employee: UUID | None = None) -> list[Correction]:
    """What was proposed about these days, the newest first."""
    return select(Correction, _CORRECTIONS, {**scope.parameters(), "employee": employee})


def _pieced(marks: Iterable[Mark]) -> list[Shift]:
    """Marks of one person after the other, each in order of time."""
    found: list[Shift] = []
    current: Shift | None = None
    for mark in sorted(marks, key=lambda mark: (str(mark.employee), mark.at, mark.entry)):
        if current is not None and current.employee != mark.employee:
            found.append(current)
            current = None
        current, ended = _after(current, mark)
        found += ended
    return [*found, current] if current is not None else found


def _after(current: Shift | None, mark: Mark) -> tuple[Shift | None, list[Shift]]:
    """The hours that are under way after a mark, and those that it ends."""
    match mark.deed:
        case "clock_come":
            if current is None:
                return _begun(mark), []
            if mark.at - current.begins < REPEAT_MAX:
                return current, []
            return _begun(mark), [current]
        case "clock_break" if current is not None and current.break_since is None:
            return replace(current, break_since=mark.at), []
        case "clock_back" if current is not None:
            return _back(current, mark.at), []
        case "clock_go" if current is not None and mark.at - current.begins > SHIFT_MAX:
            return None, [current, replace(_begun(mark), came_at=None, left_at=mark.at)]
        case "clock_go" if current is not None:
            done = replace(_back(current, mark.at), left_at=mark.at, is_said_later=bool(mark.said))
            return None, [done]
        case "clock_go":
            return None, [replace(_begun(mark), came_at=None, left_at=mark.at)]
        case _:
            return current, []


def _begun(mark: Mark) -> Shift:
    return Shift(
        mark.entry,
        mark.employee,
        mark.name,
        mark.store,
        mark.store_name,
        mark.timezone,
        mark.day_starts_minute,
        came_at=mark.at,
        left_at=None,
    )


def _back(shift: Shift, at: datetime) -> Shift:
    if shift.break_since is None:
        return shift
    paused = int((at - shift.break_since).total_seconds()) // 60
    return replace(shift, break_minutes=shift.break_minutes + paused, break_since=None)


def _corrected(shifts: Sequence[Shift], approved: Sequence[Correction]) -> list[Shift]:
    """The newest decision about a shift counts; hours that nobody clocked are added."""
    newest: Mapping[UUID, Correction] = {
        row.shift: row for row in sorted(approved, key=lambda row: (row.decided_at or row.proposed_at, row.id))
    }
    kept = [shift for shift in shifts if shift.id not in newest]
    told = [
        Shift(
            row.shift,
            row.employee,
            row.employee_name,
            row.store,
            row.store_name,
            row.timezone,
            row.day_starts_minute,
            came_at=row.came_at,
            left_at=row.left_at,
            break_minutes=row.break_minutes,
            correction=row,
        )
        for row in newest.values()
    ]
    return sorted([*kept, *told], key=lambda shift: (shift.name, str(shift.employee), shift.begins))


# A day more on both sides: hours that begin in the scope may end after it, and the business day decides. A going that
# was forgotten is said at the next coming, be it after the holidays.
_MARKS = """
    SELECT a.entry_id, a.cashier, e.name, a.store_id, p.name, p.timezone, p.day_starts_minute, a.deed, a.happened_at,
        a.reason, a.proof
    FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    JOIN identity_employee e ON e.organization_id = a.organization_id AND e.id = a.cashier
    WHERE a.organization_id = %(organization)s
        AND a.deed IN ('clock_come', 'clock_break', 'clock_back', 'clock_go')
        AND a.happened_at >= %(since)s - interval '1 day'
        AND a.happened_at < %(until)s + CASE WHEN a.reason = '' THEN interval '1 day' ELSE interval '31 days' END
        AND (%(store)s::uuid IS NULL OR a.store_id = %(store)s)
        AND (%(employee)s::uuid IS NULL OR a.cashier = %(employee)s)
"""
_CORRECTIONS = """
    SELECT c.id, c.employee_id, e.name, c.store_id, p.name, p.timezone, p.day_starts_minute, c.shift, c.came_at,
        c.left_at, c.break_minutes, c.before->>'came', c.before->>'left', c.before->>'break_minutes', c.reason, c.state,
        c.proposed_at, coalesce(u.name, ''), c.decided_at, coalesce(d.name, '')
    FROM staff_time_correction c
    JOIN platform_store p ON p.organization_id = c.organization_id AND p.id = c.store_id
    JOIN identity_employee e ON e.organization_id = c.organization_id AND e.id = c.employee_id
    LEFT JOIN identity_user u ON u.id = c.proposed_by
    LEFT JOIN identity_user d ON d.id = c.decided_by
    WHERE c.organization_id = %(organization)s
        AND c.came_at >= %(since)s - interval '1 day' AND c.came_at < %(until)s + interval '1 day'
        AND (%(store)s::uuid IS NULL OR c.store_id = %(store)s)
        AND (%(employee)s::uuid IS NULL OR c.employee_id = %(employee)s)
    ORDER BY c.proposed_at DESC, c.id
"""
