"""A link by mail or SMS, at once and once for each press: whoever asks is told whether it went."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.kernel import currency_exponent
from comptoir.links.errors import LinkOver, LinkUnknown, NotDeliverable
from comptoir.links.paying import LinkView, link_of
from comptoir.messaging.public import Mail, NotDelivered, Sms, read_email, read_phone, send_mail, send_sms
from comptoir.platform.buckets import TokenBuckets
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import reading
from comptoir.receipts import speech
from comptoir.receipts.figures import money

# Somebody who mistypes tries again; nobody's mailbox is filled.
_buckets = TokenBuckets(burst=5, per_minute=1, name="link_sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLink:
    """To whom, in which language. `origin`: where this server's pages are. The address is kept nowhere."""

    organization: UUID
    store: UUID
    link: UUID
    channel: str
    address: str = field(repr=False)
    language: str
    origin: str
    now: datetime


def send_link(command: SendLink) -> None:
    """Send it now. Refuses what can't be delivered, and too many for one link."""
    with reading(command.organization):
        link, shop = link_of(command.now, key=command.link), organization_view()
    if link is None or link.store != command.store:
        raise LinkUnknown
    if link.state not in ("open", "part"):
        raise LinkOver
    if not command.origin or not _buckets.take(str(link.id)):
        raise NotDeliverable(reason="too_often" if command.origin else "not_set_up")
    sign = sha256(f"{link.id} {command.address}".encode()).hexdigest()[:32]
    try:
        with override(command.language):
            said = _said(link, shop.name, command.language, shop.country)
            address = f"{command.origin}/pay/{link.token}"
            if command.channel == "sms":
                send_sms(Sms(to=read_phone(command.address, shop.country), text=f"{said} {address}", id=sign))
                return
            host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
            send_mail(
                Mail(
                    to=read_email(command.address), subject=f"{link.text} · {shop.name}", text=f"{said}\n\n{address}\n",
                    html=f'<p>{escape(said)}</p><p><a href="{escape(address)}">{escape(address)}</a></p>',
                    sender_name=shop.name, message_id=f"<{sign}@{host}>",
                )
            )  # fmt: skip
    except NotDelivered as failure:
        raise NotDeliverable(reason=failure.code) from None


def _said(link: LinkView, shop: str, language: str, country: str) -> str:
    amount = money(link.rest, link.currency, currency_exponent(link.currency), speech(language, country))
    return _("%(shop)s asks you to pay %(amount)s for “%(text)s”:") % {
        "shop": shop, "amount": amount, "text": link.text,
    }  # fmt: skip
