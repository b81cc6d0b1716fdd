"""What tills sent again after the books went back to a backup: sealed before that, and stored after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.platform.sql import SqlValue, select

# Tills send what is missing as soon as they are on; who is on holiday comes later and is not counted here.
WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SentAgain:
    """A till and how many entries it brought back."""

    code: str
    name: str
    entries: int


# An entry's id is of the moment in which the server took it (UUID version 7), and the key of the table.
_AGAIN = """
    SELECT t.code, t.name, count(*) FROM sales_entry e
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    WHERE e.organization_id = %(organization)s AND e.id >= %(begin)s AND e.id < %(end)s
        AND e.device_time < %(restored_at)s
    GROUP BY t.code, t.name ORDER BY t.code
"""


def sent_again(organization: UUID, restored_at: datetime) -> list[SentAgain]:
    """By till; inside `reading`."""
    begin, end = first_id_of(restored_at), first_id_of(restored_at + WINDOW)
    given: dict[str, SqlValue] = {"organization": organization, "restored_at": restored_at, "begin": begin, "end": end}
    return select(SentAgain, _AGAIN, given)


def first_id_of(moment: datetime) -> UUID:
    """Before every identifier of version 7 that is made in this millisecond."""
    return UUID(int=int(moment.timestamp() * 1_000) << 80)
