"""A whole run of what is over, as the worker makes it, at a chosen moment."""

from datetime import datetime
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.retention.commands import AskRun, Step
from comptoir.retention.models import Run
from comptoir.retention.operations import ask_run, step


def let_go(organization: UUID, now: datetime) -> dict[str, int]:
    """How many rows went, by timer; those of which none went are left out."""
    run = new_uuid7()
    assert ask_run(AskRun(organization=organization, person=None, id=run, now=now))
    while step(Step(organization=organization, now=now)):
        pass
    return gone(organization, run)


def gone(organization: UUID, run: UUID) -> dict[str, int]:
    with reading(organization):
        row = Run.objects.get(organization_id=organization, pk=run)
        return {name: count for name, count in row.gone.items() if count}
