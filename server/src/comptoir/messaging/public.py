"""How other apps write to people outside."""

from django.conf import settings

from comptoir.messaging import mail, sms
from comptoir.messaging.addresses import hint_of, read_email, read_phone
from comptoir.messaging.errors import NotDelivered, TryLater, Undeliverable
from comptoir.messaging.mail import Attachment, Mail
from comptoir.messaging.sms import Sms

__all__ = [
    "Attachment",
    "Mail",
    "NotDelivered",
    "Sms",
    "TryLater",
    "Undeliverable",
    "channels",
    "hint_of",
    "read_email",
    "read_phone",
    "send_mail",
    "send_sms",
]


def channels() -> list[str]:
    """How this server can write: what an administrator set up, in the order that a cashier sees."""
    ways = [("email", settings.COMPTOIR_EMAIL_URL), ("sms", settings.COMPTOIR_SMS_URL)]
    return [name for name, address in ways if address]


def send_mail(message: Mail) -> None:
    """Send a mail, or raise `NotDelivered`."""
    if not settings.COMPTOIR_EMAIL_URL:
        raise TryLater("not_set_up")
    mail.send_mail(message, sender=settings.COMPTOIR_EMAIL_FROM)


def send_sms(message: Sms) -> None:
    """Send an SMS, or raise `NotDelivered`."""
    driver = sms.driver_of(settings.COMPTOIR_SMS_URL)
    if driver is None:
        raise TryLater("not_set_up")
    driver.send(message)
