"""Invitations to the back office by mail: queued with the invitation in one act, and sent by the worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.identity.public import invitations
from comptoir.identity.sealing import seal, unseal
from comptoir.messaging.public import Mail, NotDelivered, Undeliverable, channels, read_email, send_mail
from comptoir.papers.errors import AddressInvalid, ChannelOff
from comptoir.papers.models import InvitationLetter
from comptoir.papers.operations import ATTEMPTS_MAX, LEASE, pause_after
from comptoir.platform import audit
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import current_organization, operation, reading

PURPOSE = "invitation"
AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MailInvitation:
    """Send the link of an invitation. `inviter`: whose name stands in it."""

    organization: UUID
    person: UUID
    id: UUID
    invitation: UUID
    address: str
    language: str
    inviter: str
    link: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimInvitations:
    """Take what is due for one try."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeInvitation:
    """How a try ended; `code` empty: it was sent."""

    organization: UUID
    id: UUID
    attempt: int
    now: datetime
    code: str
    is_permanent: bool


@operation
def mail_invitation(command: MailInvitation) -> bool:
    """Queue the mail; answers whether it is new. In one act with `invite`: no link is sent that opens nothing."""
    if "email" not in channels():
        raise ChannelOff
    try:
        address = read_email(command.address)
    except Undeliverable:
        raise AddressInvalid from None
    if InvitationLetter.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return False
    InvitationLetter.objects.create(
        organization_id=command.organization,
        id=command.id,
        invitation_id=command.invitation,
        address=address,
        language=command.language,
        inviter=command.inviter,
        link=seal(command.link.encode(), purpose=PURPOSE, owner=command.id.bytes),
        next_try_at=command.now,
    )
    audit.record("identity.invitation_mailed", person=command.person, subject=str(command.invitation))
    return True


@operation
def claim_invitations(command: ClaimInvitations) -> list[UUID]:
    """Two workers never get the same one."""
    rows = InvitationLetter.objects.filter(organization_id=command.organization)
    due = rows.select_for_update(skip_locked=True, of=("self",)).filter(
        state=InvitationLetter.State.QUEUED, next_try_at__lte=command.now
    )  # fmt: skip
    taken = [row.id for row in due.order_by("next_try_at", "id")[:AT_ONCE]]
    rows.filter(id__in=taken).update(attempts=F("attempts") + 1, next_try_at=command.now + LEASE)
    return taken


@operation
def conclude_invitation(command: ConcludeInvitation) -> str:
    """Note how a try ended, and plan the next one while there is one. Answers the state."""
    row = InvitationLetter.objects.select_for_update(of=("self",)).get(
        organization_id=command.organization, id=command.id
    )  # fmt: skip
    if row.state != InvitationLetter.State.QUEUED or row.attempts != command.attempt:
        return row.state  # another worker concluded it after this one's lease had ended
    row.code = command.code
    if not command.code:
        row.state = InvitationLetter.State.SENT
    elif command.is_permanent or row.attempts >= ATTEMPTS_MAX:
        row.state = InvitationLetter.State.FAILED
    else:
        row.next_try_at = command.now + pause_after(row.attempts)
    if row.state != InvitationLetter.State.QUEUED:
        row.link = b""
    row.save(update_fields=["code", "state", "next_try_at", "link"])
    return row.state


def send_due_invitations(organization: UUID, now: datetime) -> int:
    """Try every due mail of an organization once; answers how many there were."""
    taken = claim_invitations(ClaimInvitations(organization=organization, now=now))
    for letter in taken:
        _send(organization, letter, now)
    return len(taken)


def invitation_mails() -> dict[UUID, tuple[str, str]]:
    """Where the invitations of the current organization went by mail, and how that stands."""
    rows = InvitationLetter.objects.filter(organization_id=current_organization()).order_by("id")
    return {row.invitation_id: (row.address, row.state) for row in rows}


def _send(organization: UUID, letter: UUID, now: datetime) -> None:
    """One try. Whatever the weather, the row says afterwards how it went."""
    with reading(organization):
        row = InvitationLetter.objects.get(organization_id=organization, id=letter)
        is_open = row.invitation_id in {waiting.id for waiting in invitations(now)}
        shop = organization_view().name
    code, is_permanent = "", False
    link = unseal(bytes(row.link), purpose=PURPOSE, owner=row.id.bytes) if is_open else None
    if link is None:
        code, is_permanent = "invitation_over", True
    else:
        try:
            send_mail(_mail(row, shop, link.decode()))
        except NotDelivered as failure:
            code, is_permanent = failure.code, isinstance(failure, Undeliverable)
    conclude_invitation(
        ConcludeInvitation(
            organization=organization, id=letter, attempt=row.attempts, now=now, code=code, is_permanent=is_permanent
        )
    )


def _mail(row: InvitationLetter, shop: str, link: str) -> Mail:
    host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
    with override(row.language):
        lines = [
            _("%(inviter)s invites you to the back office of %(shop)s.") % {"inviter": row.inviter, "shop": shop},
            _("Open this link and choose what you sign in with:"),
            link,
            _("It is good once, for seven days. If you expect nothing from %(shop)s, do nothing.") % {"shop": shop},
        ]
        subject = _("Your invitation to %(shop)s") % {"shop": shop}
    html = "".join(
        f'<p><a href="{escape(line)}">{escape(line)}</a></p>' if line == link else f"<p>{escape(line)}</p>"
        for line in lines
    )
    return Mail(
        to=row.address, subject=subject, text="\n\n".join(lines) + "\n", html=html, sender_name=shop,
        message_id=f"<{row.id}@{host}>",
    )  # fmt: skip
