"""One try of one delivery: read what it needs, send it outside of any transaction, note how it ended."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from comptoir.messaging.public import Attachment, Mail, NotDelivered, Sms, Undeliverable, send_mail, send_sms
from comptoir.papers.commands import ClaimDeliveries, ConcludeDelivery
from comptoir.papers.documents import receipt_of
from comptoir.papers.models import Delivery
from comptoir.papers.operations import claim_deliveries, conclude_delivery
from comptoir.papers.queries import DeliveryJob, SealedEntry, entry_of, job_of
from comptoir.platform.tenancy import reading
from comptoir.receipts import ReceiptDocument, receipt_address, speech
from comptoir.receipts.html import html_of, text_of
from comptoir.receipts.pdf import pdf_of


def deliver_due(organization: UUID, now: datetime) -> int:
    """Try every due delivery of an organization once; answers how many there were."""
    taken = claim_deliveries(ClaimDeliveries(organization=organization, now=now))
    for delivery in taken:
        deliver(organization, delivery, now)
    return len(taken)


def deliver(organization: UUID, delivery: UUID, now: datetime) -> None:
    """One try. Whatever the weather, the row says afterwards how it went."""
    with reading(organization):
        job = job_of(delivery)
        entry = entry_of(job.entry) if job else None
        if job is None or entry is None:
            return  # erased meanwhile
        document = receipt_of(
            entry, essentials=job.essentials, public_address=settings.PUBLIC_ADDRESS, language=job.language
        )
    code, detail, is_permanent = "", "", False
    try:
        if job.channel == Delivery.Channel.EMAIL:
            send_mail(mail_of(job, entry, document))
        else:
            send_sms(sms_of(job, entry, document))
    except NotDelivered as failure:
        code, detail, is_permanent = failure.code, failure.detail, isinstance(failure, Undeliverable)
    conclude_delivery(
        ConcludeDelivery(
            organization=organization,
            id=job.id,
            attempt=job.attempt,
            now=now,
            code=code,
            detail=detail,
            is_permanent=is_permanent,
        )
    )


def mail_of(job: DeliveryJob, entry: SealedEntry, document: ReceiptDocument) -> Mail:
    """The receipt as the mail itself, with the file to keep."""
    host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
    name = document.title.split(" ")[-1]
    return Mail(
        to=job.address,
        subject=f"{document.title} · {entry.store_name}",
        text=text_of(document),
        html=html_of(document),
        sender_name=entry.store_name,
        attachments=(Attachment(f"{name}.pdf", pdf_of(document), "application/pdf"),),
        message_id=f"<{job.id}@{host}>",
    )


def sms_of(job: DeliveryJob, entry: SealedEntry, document: ReceiptDocument) -> Sms:
    """The address of the receipt: an SMS has no room for more."""
    if not settings.PUBLIC_ADDRESS:
        raise Undeliverable("page_missing")
    words = speech(job.language, entry.country)
    text = words.say(
        "sms",
        store=entry.store_name,
        receipt=document.title,
        address=receipt_address(settings.PUBLIC_ADDRESS, job.essentials),
    )
    return Sms(to=job.address, text=text, id=str(job.id))
