"""What an alert says, and where somebody looks."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.alerts.public import AlertView, Trouble, Work
from comptoir.backoffice import formats

TITLES: Mapping[Trouble, Promise] = {
    Trouble.CHAIN: _("Something is wrong with the entries of a till"),
    Trouble.QUARANTINE: _("Entries wait in quarantine"),
    Trouble.WITNESS: _("A witness says that the log is not the one it knows"),
    Trouble.DISK: _("The disk is nearly full"),
    Trouble.BACKUP: _("The newest good backup is too old"),
    Trouble.NO_BACKUP: _("Nothing is backed up"),
    Trouble.QUEUE: _("Work waits in the background and is not done"),
    Trouble.CLOCK: _("A till’s clock is wrong"),
    Trouble.OFFICE: _("Messages for the tax office wait"),
    Trouble.UNSENT: _("A till cannot send its sales"),
    Trouble.SILENT: _("A till is silent"),
}
WORK: Mapping[Work, Promise] = {
    Work.LOG: _("Into the log"),
    Work.FOLLOWERS: _("Into figures, stock and the log’s tree"),
    Work.RECEIPTS: _("Receipts by mail"),
    Work.WEBHOOKS: _("Calls to other programs"),
}
ADVICE: Mapping[Trouble, Promise] = {
    Trouble.CHAIN: _("Look at the incident and decide. The till goes on selling meanwhile."),
    Trouble.QUARANTINE: _("Look at each and adopt it or reject it. Nothing is lost."),
    Trouble.WITNESS: _("Ask who could write to this server or put an old copy in place."),
    Trouble.DISK: _("Make room soon: a full disk stops the server, and tills keep their sales until it is back."),
    Trouble.BACKUP: _("See what the last tries say, and whether the place still has room."),
    Trouble.NO_BACKUP: _("Whoever runs the computer sets it up with one command."),
    Trouble.QUEUE: _("Sales are safe; figures, stock and mails stand still. Start Comptoir again and read its log."),
    Trouble.CLOCK: _("Set the time of the device, by the network: receipts and days carry what it says."),
    Trouble.OFFICE: _("See what it said last under Law and archives, and try again. Selling goes on."),
    Trouble.UNSENT: _("See that it is on and has a network. Its sales are safe on it, and nowhere else."),
    Trouble.SILENT: _("If it is put away, nothing is to be done. Otherwise switch it on near the network."),
}


def title(alert: AlertView) -> str:
    """With the till or the number, where it has one."""
    if alert.kind is Trouble.QUEUE:
        return f"{TITLES[alert.kind]} · {WORK[Work(alert.subject)]} ({alert.name})"
    return f"{TITLES[alert.kind]} · {alert.name}" if alert.name else str(TITLES[alert.kind])


def line(alert: AlertView, zone: str, language: str) -> str:
    """One line of a mail."""
    return f"{title(alert)} ({formats.moment(alert.since, zone, language)}). {ADVICE[alert.kind]}"


def place(alert: AlertView) -> str:
    """The page where somebody looks."""
    match alert.kind:
        case Trouble.CHAIN:
            return reverse("incident", args=[alert.subject])
        case Trouble.QUARANTINE:
            return reverse("incidents")
        case Trouble.WITNESS:
            return reverse("witnesses")
        case Trouble.BACKUP | Trouble.NO_BACKUP:
            return reverse("backups")
        case Trouble.QUEUE | Trouble.DISK:
            return reverse("operations")
        case Trouble.UNSENT | Trouble.SILENT | Trouble.CLOCK:
            return reverse("till", args=[alert.subject])
        case Trouble.OFFICE:
            return reverse("fiscal")
