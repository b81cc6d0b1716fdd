"""What other apps may ask of alerts."""

from comptoir.alerts.commands import NoteTold, NoteTroubles
from comptoir.alerts.operations import note_told, note_troubles
from comptoir.alerts.queries import AlertView, open_alerts, past_alerts
from comptoir.alerts.queues import Queue, Work, queues
from comptoir.alerts.troubles import Found, Machine, Trouble, troubles

__all__ = [
    "AlertView",
    "Found",
    "Machine",
    "NoteTold",
    "NoteTroubles",
    "Queue",
    "Trouble",
    "Work",
    "note_told",
    "note_troubles",
    "open_alerts",
    "past_alerts",
    "queues",
    "troubles",
]
