"""Parts of many shapes. What a program sends is taken as it is written: no text counts as a number."""

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# PostgreSQL keeps no NUL, and no name has one.
NO_NUL = r"^[^\x00]*$"


def _written_id(value: Any) -> Any:
    if isinstance(value, str) and not _UUID.fullmatch(value):
        raise ValueError("not an identifier such as 0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10")
    return value


def _without_nul(value: dict[str, Any]) -> dict[str, Any]:
    if "\\u0000" in json.dumps(value):
        raise ValueError("holds a NUL, which the database cannot keep")
    return value


# A document whose form its own reader judges (docs/developer/pricing.md).
Document = Annotated[dict[str, Any], AfterValidator(_without_nul)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31), description="YYYY-MM-DD, of this century")]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 12, 31, tzinfo=UTC))]
Id = Annotated[
    UUID,
    BeforeValidator(_written_id),
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": f"^{_UUID.pattern}$"}),
]
Words = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=1_000, pattern=NO_NUL)]
Whole = Annotated[int, Strict()]
# What no column refuses: of an ordinary whole number, of an amount or quantity, of a place in a list.
Count = Annotated[Whole, Field(ge=0, le=1_000_000)]
Amount = Annotated[Whole, Field(ge=-(10**12), le=10**12)]
Positive = Annotated[Whole, Field(ge=0, le=10**12)]
Flag = Annotated[bool, Strict()]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str, Query(max_length=800, description="The field `next` of the page before.")
]  # fmt: skip


class Sent(Schema):
    """What a program sends: a field that nobody knows is a mistake, not a wish that is lost."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    """A page of a list; `next` is the cursor of the next one, null on the last."""

    next: str | None


class WrongPart(Schema):
    """One thing of a request that does not fit."""

    where: str
    why: str


class Problem(Schema):
    """Why it was refused (RFC 9457). `code` is stable and for programs; `detail` is for people, in the language of
    Accept-Language. What else the sentence names stands beside it.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[WrongPart] | None = None
