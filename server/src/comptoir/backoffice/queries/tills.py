"""Tills, the devices behind them, and their enrolments."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.platform.sql import select_one
from comptoir.tills.listing import EnrolmentRow, TillRow, enrolments, till_rows

__all__ = ["EnrolmentRow", "TillRow", "enrolments", "newer_enrolment", "newest_number", "till_rows"]


def newer_enrolment(organization: UUID, till: UUID, number: int) -> EnrolmentRow | None:
    """The enrolment that was made after the given one: the code was used."""
    rows = [row for row in enrolments(organization, till) if row.number > number]
    return rows[-1] if rows else None


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


def newest_number(organization: UUID, till: UUID) -> int:
    row = select_one(
        _Number,
        """
        SELECT coalesce(max(number), 0) FROM tills_enrolment
        WHERE organization_id = %(organization)s AND till_id = %(till)s
        """,
        {"organization": organization, "till": till},
    )
    return row.number if row else 0
