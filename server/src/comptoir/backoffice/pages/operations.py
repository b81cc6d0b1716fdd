"""How it runs, for whoever looks after the computer: what lives, what waits, what is old, and which till runs what."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from comptoir.alerts.public import open_alerts, queues
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.alert_words import WORK, place, title
from comptoir.backoffice.queries.operations import computer, roll_back, versions
from comptoir.backoffice.scope import zone_of
from comptoir.fiscal.public import software
from comptoir.identity.public import Permission
from comptoir.platform.public import stores
from comptoir.platform.rounds import organizations_of
from comptoir.tills.listing import till_rows

BYTES_OF_A_GIGABYTE = 1_000_000_000


@reads(Permission.SEE_AUDIT)
def operations(visit: Visit) -> HttpResponse:
    """One page. What concerns the computer stands there where the shop has it for itself."""
    is_shared = len(organizations_of("platform_organizations")) > 1
    tills = [till for till in till_rows(visit.organization) if till.is_active]
    machine = None if is_shared else computer(Path(settings.HOME), visit.now)
    ours = software().version
    context: dict[str, object] = {
        "alerts": [(title(one), place(one)) for one in open_alerts()],
        "machine": machine,
        "is_shared": is_shared,
        "free": machine.free_bytes // BYTES_OF_A_GIGABYTE if machine else 0,
        "total": machine.total_bytes // BYTES_OF_A_GIGABYTE if machine else 0,
        "size": -(-machine.database.size_bytes // 1_000_000) if machine else 0,
        "queues": [(WORK[one.work], one, one.is_stuck(visit.now)) for one in queues(visit.organization)],
        "ours": ours,
        "versions": versions(tills, ours),
        "unsent": sum(till.unsent_count or 0 for till in tills),
        "unsafe": sum(till.storage_persistent is False for till in tills),
        "oldest_key": min((till.issued_at for till in tills if till.issued_at), default=None),
        "roll_back": roll_back(visit.organization, visit.now),
        "zone": zone_of(None, stores()),
    }
    return visit.render("operations.html", context)
