"""What people keep of reports."""

from django.db import connection

from comptoir.insights.commands import RemoveReport, SaveReport
from comptoir.insights.cubes import BY_MAX, COMPARISONS, CUBES, DAYS_MAX, MEASURES_MAX, NAME_LENGTH_MAX
from comptoir.insights.errors import (
    SavedReportInvalid,
    SavedReportNameMissing,
    SavedReportNameTaken,
    SavedReportUnknown,
)
from comptoir.insights.models import SavedReport
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation


@operation
def save_report(command: SaveReport) -> bool:
    """Keep a report; answers whether it is new. The same again changes nothing."""
    lock_reports()
    rows = SavedReport.objects.filter(organization_id=command.organization)
    name = " ".join(command.name.split())[:NAME_LENGTH_MAX]
    asked = {
        "name": name, "cube": command.cube, "by": list(command.by), "measures": list(command.measures),
        "days": command.days, "store_id": command.store, "compare": command.compare,
    }  # fmt: skip
    known = rows.filter(pk=command.id).first()
    if known is not None and all(getattr(known, field) == value for field, value in asked.items()):
        return False
    if not name:
        raise SavedReportNameMissing(field="name")
    if not _can_be_asked(command):
        raise SavedReportInvalid(field="cube")
    if rows.filter(name__iexact=name).exclude(pk=command.id).exists():
        raise SavedReportNameTaken(name=name)

    if known is None:
        SavedReport.objects.create(organization_id=command.organization, id=command.id, person=command.person, **asked)
    else:
        rows.filter(pk=command.id).update(**asked)
    audit.record("insights.report_saved", person=command.person, subject=str(command.id), name=name)
    return known is None


@operation
def remove_report(command: RemoveReport) -> None:
    """Remove a report; a second time it is unknown."""
    lock_reports()
    rows = SavedReport.objects.filter(organization_id=command.organization, pk=command.id)
    known = rows.first()
    if known is None:
        raise SavedReportUnknown(report=str(command.id))
    rows.delete()
    audit.record("insights.report_removed", person=command.person, subject=str(command.id), name=known.name)


def _can_be_asked(command: SaveReport) -> bool:
    cube = CUBES.get(command.cube)
    if cube is None or command.compare not in COMPARISONS or not 1 <= command.days <= DAYS_MAX:
        return False
    if command.store is not None and all(store.id != command.store for store in stores()):
        return False
    are_known = set(command.by) <= set(cube.dimensions) and set(command.measures) <= set(cube.measures)
    are_once = len(set(command.by)) == len(command.by) and len(set(command.measures)) == len(command.measures)
    return are_known and are_once and 1 <= len(command.by) <= BY_MAX and 1 <= len(command.measures) <= MEASURES_MAX


def lock_reports() -> None:
    """One at a time of an organization keeps reports: two people may choose the same name at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.insights:' || %s, 0))",
            [str(current_organization())],
        )
