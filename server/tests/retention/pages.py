"""What the pages' tests need of runs."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.retention.commands import AskRun
from comptoir.retention.operations import ask_run

RETENTION_POSTS = {"retention-run", "retention-stop"}


def of_retention(organization: UUID) -> dict[str, dict[str, object]]:
    """A run that is under way."""
    run = new_uuid7()
    ask_run(AskRun(organization=organization, person=None, id=run, now=datetime.now(UTC)))
    return {"retention-stop": {"run": run}}
