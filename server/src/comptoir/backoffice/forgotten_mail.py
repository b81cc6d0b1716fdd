"""The worker mails links for forgotten passwords, and forgets what is over: wishes, links, sessions, limits."""

import asyncio
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.backoffice.sessions import note_everywhere
from comptoir.identity.commands import AccountEvent
from comptoir.identity.passwords import Wish, forget_wish, make_password_link, take_wishes
from comptoir.identity.sessions import clear_sessions
from comptoir.messaging.public import Mail, NotDelivered, Undeliverable, send_mail
from comptoir.platform.buckets import sweep
from comptoir.platform.rounds import run_rounds

POLL_SECONDS = 5.0
ATTEMPTS_KEPT = timedelta(days=1)
SENDER = "Comptoir"


def mail_links(now: datetime) -> int:
    """Mail what waits; answers how much was done. A mailbox that is busy is tried
    again each minute until the wish is over.

    After a crash between the mail and its end a second mail goes out, whose link is the only one that is good.
    """
    done = 0
    for wish in take_wishes(now):
        if wish.user is not None and not _is_through(wish, now):
            continue
        forget_wish(wish.id)
        done += 1
    return done


def round_once(now: datetime) -> int:
    """Mail, then forget."""
    done = mail_links(now)
    clear_sessions(now)
    sweep()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    return done


def link_mail(wish: Wish, code: str) -> Mail:
    """What the person reads, in the language of the page they asked on."""
    with override(wish.language):
        link = f"{wish.origin}/forgotten/{code}"
        lines = [
            _("Somebody asked for a new password for this address."),
            _("This link lets you choose one, once, for half an hour:"),
            link,
            _("If it was not you, do nothing: your password stays as it is."),
        ]
        host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
        return Mail(
            to=wish.email,
            subject=_("A new password for Comptoir"),
            text="\n\n".join(lines) + "\n",
            html="".join(
                f'<p><a href="{escape(one)}">{escape(one)}</a></p>' if one == link else f"<p>{escape(one)}</p>"
                for one in lines
            ),
            sender_name=SENDER,
            attachments=(),
            message_id=f"<{wish.id}@{host}>",
        )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set."""
    await run_rounds(round_once, stop, poll_seconds=POLL_SECONDS, what="forgotten passwords")


def _is_through(wish: Wish, now: datetime) -> bool:
    """Whether nothing is left to try: it was taken, or never will be."""
    assert wish.user is not None
    code = make_password_link(wish.user, now)
    try:
        send_mail(link_mail(wish, code))
    except Undeliverable:
        return True
    except NotDelivered:
        return False
    note_everywhere(wish.user, AccountEvent.PASSWORD_LINK_MADE)
    return True
