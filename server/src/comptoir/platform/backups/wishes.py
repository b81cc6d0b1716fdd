"""A person asks for a backup; the worker makes it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from comptoir.platform import audit
from comptoir.platform.backups.plan import Backups
from comptoir.platform.tenancy import operation


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForBackup:
    """One now, of the whole installation."""

    organization: UUID
    person: UUID | None


@operation
def ask_for_backup(command: AskForBackup) -> None:
    """Leave the wish in the home, where the worker looks for it."""
    audit.record("shop.backup_asked", person=command.person, subject=str(command.organization))
    Backups(Path(settings.HOME)).ask()
