"""How this installation's backups are, for whoever may take everything out; where they go is decided on the machine."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.platform.backups.plan import Backups, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.backups.wishes import AskForBackup, ask_for_backup
from comptoir.platform.public import stores

SHOWN = 30
# One that is older than this many of its pauses is late.
LATE_PAUSES = 2


@acts(Permission.TAKE_OUT)
def backups(visit: Visit) -> HttpResponse:
    """What was made, what its test found, and one now; where several companies are served, none of them sees it."""
    files = Backups(Path(settings.HOME))
    plan, runs = files.read(), files.runs()
    is_shared = any(run.organizations > 1 for run in runs)
    if visit.request.method == "POST":
        if plan is not None and not is_shared:
            ask_for_backup(AskForBackup(organization=visit.organization, person=visit.person))
            messages.success(visit.request, _("A backup begins within a minute. Its test takes as long as a restore."))
        return redirect("backups")
    books = [run for run in runs if run.kind is Kind.BOOKS]
    good = [run for run in books if run.is_good]
    with visit.reading():
        context: dict[str, object] = {
            "plan": plan,
            "is_shared": is_shared,
            "is_asked": files.is_asked(),
            "good_at": datetime.fromisoformat(good[-1].made_at) if good else None,
            "is_late": plan is not None and _is_late(good, plan.every_hours, visit.now),
            "runs": [] if is_shared else [_shown(run) for run in reversed(runs[-SHOWN:])],
            "zone": zone_of(None, stores()),
        }
        return visit.render("backups.html", context)


def _shown(run: Run) -> dict[str, object]:
    return {
        "kind": run.kind.value, "made_at": datetime.fromisoformat(run.made_at), "size": -(-run.size // 1_000_000),
        "entries": run.entries, "seconds": run.test_seconds, "is_good": run.is_good, "trouble": run.trouble,
        "findings": run.findings, "name": run.name,
    }  # fmt: skip


def _is_late(good: list[Run], every_hours: int, now: datetime) -> bool:
    if not good:
        return True
    return now - datetime.fromisoformat(good[-1].made_at) > timedelta(hours=every_hours * LATE_PAUSES)
