"""The worker's look at what is wrong, and the mail that tells the owners, once for each trouble."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comptoir.alerts.public import (
    AlertView,
    Found,
    Machine,
    NoteTold,
    NoteTroubles,
    Trouble,
    note_told,
    note_troubles,
    open_alerts,
    troubles,
)
from comptoir.backoffice.alert_words import line
from comptoir.backoffice.scope import zone_of
from comptoir.fiscal.public import waiting_too_long
from comptoir.identity.public import Owner, owners
from comptoir.messaging.public import Mail, NotDelivered, channels, send_mail
from comptoir.platform.public import organization_view, stores
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

POLL_SECONDS = 60.0


def look_once(now: datetime) -> int:
    """Look at every shop. What concerns the machine is told to the shop that has it for itself."""
    every = organizations_of("platform_organizations")
    machine = Machine(Path(settings.HOME)) if len(every) == 1 else None
    for organization in every:
        look(organization, now, machine)
    return 0


def look(organization: UUID, now: datetime, machine: Machine | None) -> None:
    """Note what is wrong and what is over, and tell what nobody was told."""
    with reading(organization):
        found = (*troubles(organization, now, machine), *of_offices(now))
    note_troubles(NoteTroubles(organization=organization, now=now, found=found))
    if "email" not in channels():
        return
    with reading(organization):
        new = [alert for alert in open_alerts() if alert.told_at is None]
        mails = [alert_mail(owner, new) for owner in owners()] if new else []
    if mails and sum(_is_sent(mail) for mail in mails):
        note_told(NoteTold(organization=organization, now=now, alerts=tuple(alert.id for alert in new)))


def of_offices(now: datetime) -> Iterator[Found]:
    """Offices outside for which the law's messages wait too long. Inside `reading`."""
    for one in waiting_too_long(now):
        assert one.oldest is not None
        yield Found(Trouble.OFFICE, one.oldest, one.channel, str(one.waiting))


def alert_mail(owner: Owner, alerts: list[AlertView]) -> Mail:
    """What one owner reads, in their language. Inside `reading`. Each try is the same mail."""
    with override(owner.language):
        house, zone = organization_view(), zone_of(None, stores())
        count = len(alerts)
        subject = ngettext("%(count)d thing needs you", "%(count)d things need you", count) % {"count": count}
        lines = [line(alert, zone, owner.language) for alert in alerts]
        address = settings.PUBLIC_ADDRESS or settings.ADDRESS
        if address:
            lines.append(_("All of it: %(address)s") % {"address": f"{address}/alerts"})
        host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
        return Mail(
            to=owner.email,
            subject=f"{house.name} · {subject}",
            text="\n\n".join(lines) + "\n",
            html="".join(f"<p>{escape(one)}</p>" for one in lines),
            sender_name=house.name,
            attachments=(),
            message_id=f"<{alerts[0].id}.{len(alerts)}.{owner.id}@{host}>",
        )


def _is_sent(mail: Mail) -> bool:
    """A mailbox that takes nothing keeps no other owner from being told."""
    try:
        send_mail(mail)
    except NotDelivered:
        return False
    return True


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: an alert is open once."""
    await run_rounds(look_once, stop, poll_seconds=POLL_SECONDS, what="alerts")
