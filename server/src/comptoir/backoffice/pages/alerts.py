"""What somebody should look at now, and what was over last."""

from django.http import HttpResponse

from comptoir.alerts.public import AlertView, open_alerts, past_alerts
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.alert_words import ADVICE, place, title
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.messaging.public import channels
from comptoir.platform.public import stores


@reads(Permission.SEE_AUDIT)
def alerts(visit: Visit) -> HttpResponse:
    """Everything that lasts, the gravest first, each with where to look."""
    context = {
        "open": [_shown(one) for one in open_alerts()], "past": [_shown(one) for one in past_alerts()],
        "are_mailed": "email" in channels(), "zone": zone_of(None, stores()),
    }  # fmt: skip
    return visit.render("alerts.html", context)


def _shown(alert: AlertView) -> dict[str, object]:
    return {
        "title": title(alert), "advice": ADVICE[alert.kind], "place": place(alert), "since": alert.since,
        "ended_at": alert.ended_at,
    }  # fmt: skip
