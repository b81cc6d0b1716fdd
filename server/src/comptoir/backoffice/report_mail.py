"""Reports that go by mail: what each says, and the worker's round that sends those that are due."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.backoffice import formats
from comptoir.backoffice.report_choice import SLUGS, made_table
from comptoir.backoffice.report_files import ROWS_PRINTED, report_file
from comptoir.backoffice.report_tables import Asked, Table
from comptoir.backoffice.report_words import TITLES
from comptoir.backoffice.scope import business_today
from comptoir.insights.commands import ClaimMailings, ConcludeMailing
from comptoir.insights.public import (
    MailingView,
    Report,
    claim_mailings,
    conclude_mailing,
    days_told,
    mailing,
    report_of,
    saved_report,
    stop_code,
)
from comptoir.messaging.public import Attachment, Mail, NotDelivered, Undeliverable, send_mail
from comptoir.platform.public import organization_view, stores
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

POLL_SECONDS = 20.0
ROWS_MAX = 50_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A report that may be sent: by its name, or a kept one."""

    slug: str
    title: str
    report: Report | None


def chosen(key: str) -> Chosen | None:
    """What a key means; nothing when somebody removed it. Inside `reading`."""
    if key in SLUGS:
        return Chosen(key, str(TITLES[key][0]), report_of(key))
    try:
        kept = saved_report(UUID(key))
    except ValueError:
        return None
    return Chosen("report", kept.name, kept.report) if kept else None


def work_once(now: datetime) -> int:
    """Try every one that is due once; answers how many there were."""
    return sum(send_due(organization, now) for organization in organizations_of("insights_mailing_organizations"))


def send_due(organization: UUID, now: datetime) -> int:
    """Those of one organization."""
    taken = claim_mailings(ClaimMailings(organization=organization, now=now))
    for key in taken:
        _send(organization, key, now)
    return len(taken)


def report_mail(organization: UUID, view: MailingView) -> Mail | None:
    """The mail that is due, in its language; nothing when its report is gone. Inside `reading`.

    What it tells of, and its number, follow from when it was due: each try is the same mail, and a mailbox that got it
    twice can tell.
    """
    with override(view.language):
        found = chosen(view.report)
        if found is None:
            return None
        places, house = stores(), organization_view()
        place = next((one for one in places if one.id == view.store), None)
        first, last = days_told(view.rhythm, business_today(place, places, view.due_at))
        asked = Asked(
            organization=organization, first=first, last=last, store=view.store, compare=view.compare,
            currency=house.currency, language=view.language,
            day_starts_minute=(place or places[0]).day_starts_minute if places else 0,
            limit=ROWS_PRINTED if view.form == "pdf" else ROWS_MAX, is_for_programs=view.form != "pdf",
        )  # fmt: skip
        table = made_table(found.slug, found.report, asked)
        days = formats.short_day(last, view.language)
        if first != last:
            days = f"{formats.short_day(first, view.language)} – {days}"
        about = " · ".join([house.name, *([place.name] if place else []), days])
        file = report_file(
            view.form, f"{found.slug}-{first}-{last}", table, title=found.title, about=about, currency=house.currency,
            language=view.language,
        )  # fmt: skip
        name = f"{found.slug}-{first}-{last}.{view.form}"
        lines = [about, _answer(table), "", *_stop(organization, view)]
        host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
        return Mail(
            to=view.address,
            subject=f"{found.title} · {days}",
            text="\n".join(lines) + "\n",
            html="".join(f"<p>{escape(line)}</p>" for line in lines if line),
            sender_name=house.name,
            attachments=(Attachment(name, file.content, file["Content-Type"].partition(";")[0]),),
            message_id=f"<{view.id}.{view.due_at:%Y%m%d%H%M}@{host}>",
        )


def _answer(table: Table) -> str:
    """The whole in words: what stands below the table."""
    if table.whole is None:
        return _("Nothing in this time")
    told = zip(table.columns, table.whole.figures, strict=True)
    return " · ".join(f"{column.title}: {figure.text}" for column, figure in told)


def _stop(organization: UUID, view: MailingView) -> list[str]:
    address = settings.PUBLIC_ADDRESS or settings.ADDRESS
    if not address:
        return [_("To stop it, ask whoever runs the shop: Reports, By mail.")]
    link = f"{address}/reports/mail/stop/{stop_code(organization, view.id)}"
    return [_("You don’t want it any more? Stop it here:"), link]


def _send(organization: UUID, key: UUID, now: datetime) -> None:
    """One try. Whatever the weather, the row says afterwards how it went."""
    with reading(organization):
        view = mailing(key)
        if view is None:
            return  # stopped meanwhile
        message = report_mail(organization, view)
    code, is_permanent = "", False
    if message is None:
        code, is_permanent = "report_gone", True
    else:
        try:
            send_mail(message)
        except NotDelivered as failure:
            code, is_permanent = failure.code, isinstance(failure, Undeliverable)
    conclude_mailing(
        ConcludeMailing(
            organization=organization, id=key, attempt=view.attempts, now=now, code=code, is_permanent=is_permanent
        )
    )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: what is due is claimed."""
    await run_rounds(work_once, stop, poll_seconds=POLL_SECONDS, what="reports by mail")
