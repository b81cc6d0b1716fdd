"""Mail by Django's back end: SMTP, one of anymail's providers, or files in a folder.

`COMPTOIR_EMAIL_URL` says which: `smtp://user:password@host:587?tls=starttls`, `smtps://…`, `mailgun://key@?sender_domain=…`,
`brevo://key@`, …, `file:///folder`.
"""

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formataddr
from urllib.parse import parse_qsl, unquote, urlsplit

from comptoir.messaging.errors import TryLater, Undeliverable

# django-anymail's providers that ask for one key; the rest of their settings may stand behind the `?`.
PROVIDERS = {
    "brevo": ("BREVO", "API_KEY"), "mailersend": ("MAILERSEND", "API_TOKEN"), "mailgun": ("MAILGUN", "API_KEY"),
    "mailtrap": ("MAILTRAP", "API_TOKEN"), "mandrill": ("MANDRILL", "API_KEY"),
    "postmark": ("POSTMARK", "SERVER_TOKEN"),
    "resend": ("RESEND", "API_KEY"), "scaleway": ("SCALEWAY", "SECRET_KEY"), "sendgrid": ("SENDGRID", "API_KEY"),
    "sparkpost": ("SPARKPOST", "API_KEY"),
}  # fmt: skip
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person."""

    to: str
    subject: str
    text: str
    html: str
    sender_name: str
    reply_to: str = ""
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    # Equal for each try, so that a mailbox that got it twice can tell.
    message_id: str


def email_settings(url: str) -> dict[str, object]:
    """Django's settings for an address; without one there is no mail."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": user,
            "EMAIL_HOST_PASSWORD": password,
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp" and options.get("tls", "starttls") == "starttls",
            "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
        }
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme in PROVIDERS:
        prefix, secret = PROVIDERS[parts.scheme]
        provider = {f"{prefix}_{name.upper()}": value for name, value in options.items()}
        anymail = {f"{prefix}_{secret}": user, "REQUESTS_TIMEOUT": TIMEOUT_SECONDS, **provider}
        return {"EMAIL_BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend", "ANYMAIL": anymail}
    assert not url, f"COMPTOIR_EMAIL_URL begins with {parts.scheme}: smtp, smtps, file, {', '.join(PROVIDERS)}"
    return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def send_mail(mail: Mail, *, sender: str) -> None:
    """Hand a mail to the back end. When this returns, the other side has taken it.

    Slow: never inside a transaction. Raises `Undeliverable` or `TryLater`.
    """
    from anymail.exceptions import AnymailError
    from django.core.mail import EmailMultiAlternatives

    message = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=mail.text,
        from_email=formataddr((one_line(mail.sender_name), sender)),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        message.attach(attachment.name, attachment.content, attachment.media_type)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        _refused(error.recipients)
    except smtplib.SMTPAuthenticationError as error:
        raise TryLater("sign_in_refused", _said(error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        kind = Undeliverable if error.smtp_code >= 500 else TryLater
        raise kind("refused", _said(error.smtp_error)) from error
    except smtplib.SMTPException as error:
        raise TryLater("server_unreachable", str(error)) from error
    except AnymailError as error:
        _provider_refused(error)
    except OSError as error:
        raise TryLater("server_unreachable", str(error)) from error


def one_line(text: str) -> str:
    """A header has no line breaks, whoever wrote the text."""
    return " ".join(text.split())


def _refused(recipients: Mapping[str, tuple[int, bytes]]) -> None:
    [(code, said)] = list(recipients.values())[:1] or [(500, b"")]
    kind = Undeliverable if code >= 500 else TryLater
    raise kind("address_refused" if code >= 500 else "mailbox_busy", _said(said))


def _provider_refused(error: Exception) -> None:
    from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailRecipientsRefused

    if isinstance(error, AnymailRecipientsRefused):
        raise Undeliverable("address_refused", str(error)) from error
    if isinstance(error, AnymailConfigurationError):
        raise TryLater("sign_in_refused", str(error)) from error
    status = error.status_code if isinstance(error, AnymailAPIError) else None
    if status in (401, 403):
        raise TryLater("sign_in_refused", str(error)) from error
    if status is not None and 400 <= status < 500 and status not in (408, 429):
        raise Undeliverable("refused", str(error)) from error
    raise TryLater("server_unreachable", str(error)) from error


def _said(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
