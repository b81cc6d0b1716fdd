"""Settings that places inherit, changes of them, and groups of stores."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from ninja import Schema
from pydantic import AfterValidator, Field, model_validator

from comptoir.api.shapes.common import Id, Sent

LevelName = Literal["organization", "group", "company", "store", "till"]
StateName = Literal["planned", "started", "withdrawn", "failed"]


def _on_a_clock(value: str) -> str:
    datetime.fromisoformat(value)
    return value


LocalTime = Annotated[
    str,
    Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$"),
    AfterValidator(_on_a_clock),
]


class Setting(Schema):
    """A setting as it counts at a place; `level` and `place` say where that was said, null: nowhere, so the default.

    `is_own`: the place itself says so.
    """

    name: str
    value: Any
    level: LevelName | None
    place: Id | None
    is_own: bool


class Settings(Schema):
    """Every setting as it counts at a place."""

    level: LevelName
    place: Id | None
    settings: list[Setting]


class Said(Sent):
    """A value of its own for a setting; or `inherit`, and what is said further up counts again."""

    name: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[a-z_]+$")]
    value: Any = None
    inherit: bool = False


class Wanted(Sent):
    """What a place shall say. `place`: the group, company, store or till; null for the organization."""

    level: LevelName
    place: Id | None
    settings: Annotated[list[Said], Field(min_length=1, max_length=40)]


class NewChange(Wanted):
    """What a place says from `starts_at` on, or (`starts_local`, without an offset) from when each store's own clock
    shows it; neither: from now on. `id`: made by you, so that a repeat is recognized.
    """

    id: Id
    starts_at: datetime | None = None
    starts_local: LocalTime | None = None

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        if self.starts_at is not None and self.starts_local is not None:
            raise ValueError("starts_at or starts_local, not both")
        return self


class StoreTouched(Schema):
    """What a change does in one store."""

    store: Id
    name: str
    tills: int
    tills_changed: int
    is_changed: bool
    keeps_own: bool


class Touched(Schema):
    """What a change would touch: so many tills in so many stores; `keeping` stores have something nearer."""

    tills: int
    stores: int
    keeping: int
    by_store: list[StoreTouched]


class SaidBefore(Schema):
    """A setting of a change. Without a value of its own (`inherit`) the place inherited or inherits."""

    name: str
    value: Any
    inherit: bool


class Change(Schema):
    """A change of a place's settings. `before` is what an undo puts back; `undoes` the change that this one undid.

    One with `starts_local` has begun in `begun` stores; `starts_at` is when it starts in the next ones.
    """

    id: Id
    level: LevelName
    place: Id | None
    state: StateName
    starts_at: datetime
    starts_local: LocalTime | None
    begun: int
    settings: list[SaidBefore]
    before: list[SaidBefore]
    undoes: Id | None
    is_undone: bool


class ChangeList(Schema):
    """Changes, the planned ones first, then the latest."""

    changes: list[Change]


class Undo(Sent):
    """`id`: of the change that puts back, made by you, so that a repeat is recognized."""

    id: Id


class StoreGroup(Schema):
    """A group of stores, with the stores in it."""

    id: Id
    name: str
    stores: list[Id]


class StoreGroups(Schema):
    """Every group, by name."""

    groups: list[StoreGroup]


class NewStoreGroup(Sent):
    """The name of a group."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]


class GroupOfStore(Sent):
    """The group that a store stands in from now on; null: none."""

    group: Id | None
