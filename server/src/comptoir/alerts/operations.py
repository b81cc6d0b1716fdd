"""Every write about alerts."""

from comptoir.alerts.commands import NoteTold, NoteTroubles
from comptoir.alerts.models import Alert
from comptoir.platform.tenancy import operation


@operation
def note_troubles(command: NoteTroubles) -> None:
    """Begin an alert for each trouble that has none, end those whose trouble is over. Twice is as once."""
    standing = {
        (row.kind, row.subject): row
        for row in Alert.objects.filter(organization_id=command.organization, ended_at=None).select_for_update()
    }
    found = {(str(one.kind), one.subject): one for one in command.found}
    over = [row.pk for key, row in standing.items() if key not in found]
    Alert.objects.filter(organization_id=command.organization, pk__in=over).update(ended_at=command.now)
    new = [
        Alert(
            organization_id=command.organization, kind=one.kind.value, subject=one.subject, name=one.name,
            since=one.since, begun_at=command.now,
        )
        for key, one in found.items()
        if key not in standing
    ]  # fmt: skip
    # Two workers at once: the second finds the row of the first.
    Alert.objects.bulk_create(new, ignore_conflicts=True)


@operation
def note_told(command: NoteTold) -> None:
    """They were told; nobody is told again of what still lasts."""
    rows = Alert.objects.filter(organization_id=command.organization, pk__in=command.alerts, told_at=None)
    rows.update(told_at=command.now)
