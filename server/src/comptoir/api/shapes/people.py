"""People at the tills: who they are, what holds for all of them, and the hours that they worked."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.articles import Price
from comptoir.api.shapes.common import Flag, Id, Moment, Name, Sent, Whole, Words

Color = Annotated[Words, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class NewEmployee(Sent):
    """Somebody who works at tills."""

    id: Id | None = None
    name: Annotated[Name, Field(max_length=100)]
    color: Color = "#2f6f5e"


class EmployeeTerms(Sent):
    """How somebody is shown, and whether they work at tills; old entries keep naming them."""

    name: Annotated[Name, Field(max_length=100)]
    color: Color
    is_active: Flag


class Employee(Schema):
    """Somebody who works, or worked, at tills."""

    id: Id
    name: str
    color: str
    is_active: bool


class Employees(Schema):
    """Everybody, those too who work no longer."""

    employees: list[Employee]


class TillPolicy(Schema):
    """What holds for everybody at the tills. `purchase_limit`: what people of the house may buy in a month."""

    pin_length: int
    lock_after_s: int
    difference_limit: int | None
    sign_in_note: str
    purchase_limit: int | None


class TillPolicyTerms(Sent):
    """How long a PIN is, when a till locks itself, from which difference on a count needs a reason."""

    pin_length: Annotated[Whole, Field(ge=4, le=8)]
    lock_after_s: Annotated[Whole, Field(ge=0, le=86_400)]
    difference_limit: Price | None
    sign_in_note: Words = ""


class PurchaseLimit(Sent):
    """What one person of the house may buy in a calendar month; null: as much as they like."""

    purchase_limit: Price | None


class Worked(Schema):
    """From when to when somebody worked, without the minutes of their breaks."""

    came_at: Moment
    left_at: Moment
    break_minutes: Annotated[Whole, Field(ge=0, le=1_440)] = 0


class NewCorrection(Sent):
    """Hours as they were; nothing counts before somebody approves it. `shift`: what they replace, else nobody clocked
    them.
    """

    id: Id | None = None
    employee: Id
    store: Id
    shift: Id | None = None
    worked: Worked
    reason: Annotated[Name, Field(max_length=300)]


class Correction(Schema):
    """Hours that somebody proposed; `state` is proposed, approved or rejected."""

    id: Id
    employee: Id
    store: Id
    shift: Id
    came_at: datetime
    left_at: datetime
    break_minutes: int
    reason: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None


class Corrections(Schema):
    """The newest first."""

    corrections: list[Correction]


class Shift(Schema):
    """Somebody's hours in one piece, as the clock and what was approved tell them."""

    id: Id
    employee: Id
    store: Id
    came_at: datetime | None
    left_at: datetime | None
    break_minutes: int
    minutes: int
    is_complete: bool


class Shifts(Schema):
    """The hours of the days that were asked for, by person and time."""

    shifts: list[Shift]


class TimeDecision(Sent):
    """Whether proposed hours count from now on."""

    is_approved: Flag
