"""What plugins remembered, and what was archived."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.fiscal.models import Fact, TillDocument
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization
from comptoir.tills.server_key import server_public_key


def fact(plugin: str, name: str, *, subject: str = "") -> object | None:
    """The newest value that was stated, or None."""
    row = _facts(plugin, name).filter(subject=subject).order_by("-id").first()
    return row.value if row else None


def facts(plugin: str, name: str) -> dict[str, object]:
    """By subject, the newest of each."""
    rows = _facts(plugin, name).order_by("id").values_list("subject", "value")
    return dict(rows)


def till_documents(plugin: str) -> dict[str, object]:
    """What tills are told, by till; under the empty subject what all are."""
    rows = TillDocument.objects.filter(organization_id=current_organization(), plugin=plugin)
    return dict(rows.values_list("subject", "document"))


def _facts(plugin: str, name: str):  # type: ignore[no-untyped-def]  # a queryset of our own
    return Fact.objects.filter(organization_id=current_organization(), plugin=plugin, name=name)


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """An archive, newest first; the file may be elsewhere by now."""

    id: UUID
    number: int
    first: date
    last: date
    made_at: datetime
    person: str | None
    digest: str
    entries: int
    bytes: int


_ARCHIVES = """
    SELECT a.id, a.number, a.first, a.last, a.made_at, u.name, a.digest, a.entries, a.bytes FROM fiscal_archive a
    LEFT JOIN identity_user u ON u.id = a.person
    WHERE a.organization_id = %(organization)s ORDER BY a.number DESC
"""


def archives() -> list[ArchiveView]:
    return select(ArchiveView, _ARCHIVES, {"organization": current_organization()})


def server_key_text() -> str:
    """The key by which archives are signed, to be kept elsewhere and compared."""
    return server_public_key()
