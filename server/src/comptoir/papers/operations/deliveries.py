"""Receipts on their way to people: asked for once, tried a bounded number of times, and then somebody is told."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F

from comptoir.journal import load_public_key, parse_essentials, to_base64url, verify_essentials
from comptoir.journal.errors import JournalError
from comptoir.messaging.public import Undeliverable, channels, hint_of, read_email, read_phone
from comptoir.papers.commands import (
    ClaimDeliveries,
    ConcludeDelivery,
    EraseAddress,
    RequestDelivery,
    RetryDelivery,
    SendOrder,
)
from comptoir.papers.errors import (
    AddressErased,
    AddressInvalid,
    ChannelOff,
    CustomerErased,
    DeliveryUnknown,
    EssentialsInvalid,
    LanguageUnknown,
    SaleUnknown,
)
from comptoir.papers.forgetting import names_erased
from comptoir.papers.models import Delivery
from comptoir.papers.queries import SealedEntry, entry_of, find_entry, store_of_till
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import operation
from comptoir.receipts import languages

# Minutes to the next try. After the last one a person must look.
PAUSES = (1, 5, 15, 60, 180, 360, 720)
ATTEMPTS_MAX = len(PAUSES) + 1
# Longer than any try takes: a worker that died in the middle leaves it to the next.
LEASE = timedelta(minutes=5)


@operation
def request_delivery(command: RequestDelivery) -> bool:
    """Note that a customer wants this receipt. Answers whether it is new; a repeat changes nothing."""
    if Delivery.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    _require_way(command.channel, command.language)
    entry = find_entry(command.chain, command.sequence, command.digest, till=command.till) or _order_of_store(command)
    if entry is None:
        raise SaleUnknown
    # The paper of an order has no code, so whoever asks for it needs none.
    if command.essentials or entry.kind != "order":
        check_essentials(command.essentials, entry, command.digest)
    if names_erased(entry.id):
        raise CustomerErased
    address = _read_address(command.channel, command.address)
    Delivery.objects.create(
        organization_id=command.organization,
        id=command.id,
        entry_id=entry.id,
        channel=command.channel,
        address=address,
        hint=hint_of(address),
        language=command.language,
        essentials=command.essentials,
        cashier=command.cashier,
        consented_at=command.consented_at,
        next_try_at=command.now,
    )
    emit("papers.delivery_requested", command.id)
    return True


@operation
def send_order(command: SendOrder) -> bool:
    """Queue the paper of an order. Answers whether it is new; a repeat changes nothing."""
    if Delivery.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    _require_way(Delivery.Channel.EMAIL, command.language)
    entry = entry_of(command.order)
    if entry is None or entry.kind != "order":
        raise SaleUnknown
    if names_erased(entry.id):
        raise CustomerErased
    address = _read_address(Delivery.Channel.EMAIL, command.address)
    _, is_new = Delivery.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "entry_id": entry.id,
            "channel": Delivery.Channel.EMAIL,
            "address": address,
            "hint": hint_of(address),
            "language": command.language,
            "essentials": "",
            "cashier": command.person,
            "consented_at": command.now,
            "next_try_at": command.now,
        },
    )
    if not is_new:
        return False  # a second tap, at the same moment
    emit("papers.delivery_requested", command.id)
    audit.record("papers.order_sent", person=command.person, subject=str(entry.id))
    return True


@operation
def claim_deliveries(command: ClaimDeliveries) -> list[UUID]:
    """Take due deliveries for one try each. Two workers never get the same one."""
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        organization_id=command.organization, state=Delivery.State.QUEUED, next_try_at__lte=command.now
    )
    taken = [row.id for row in due.order_by("next_try_at", "id")[: command.limit]]
    Delivery.objects.filter(organization_id=command.organization, id__in=taken).update(
        attempts=F("attempts") + 1, next_try_at=command.now + LEASE
    )
    return taken


@operation
def conclude_delivery(command: ConcludeDelivery) -> str:
    """Note how a try ended, and plan the next one while there is one. Answers the state."""
    row = _lock(command.organization, command.id)
    if row.state != Delivery.State.QUEUED or row.attempts != command.attempt:
        return row.state  # another worker concluded it after this one's lease had ended
    row.code, row.detail = command.code, command.detail
    if not command.code:
        row.state, row.concluded_at = Delivery.State.SENT, command.now
    elif command.is_permanent or row.attempts >= ATTEMPTS_MAX:
        row.state, row.concluded_at = Delivery.State.FAILED, command.now
    else:
        row.next_try_at = command.now + pause_after(row.attempts)
    row.save(update_fields=["code", "detail", "state", "concluded_at", "next_try_at"])
    if row.state != Delivery.State.QUEUED:
        emit(f"papers.delivery_{row.state}", row.id)
    return row.state


@operation
def retry_delivery(command: RetryDelivery) -> bool:
    """Begin again with one that failed. One that is on its way is left alone."""
    row = _lock(command.organization, command.id)
    if row.state != Delivery.State.FAILED:
        return False
    if not row.address:
        raise AddressErased
    row.state, row.attempts, row.next_try_at, row.concluded_at = Delivery.State.QUEUED, 0, command.now, None
    row.save(update_fields=["state", "attempts", "next_try_at", "concluded_at"])
    audit.record("papers.delivery_retried", person=command.person, subject=str(row.id))
    return True


@operation
def erase_address(command: EraseAddress) -> bool:
    """Forget where it went. One that was still on its way will not be sent."""
    row = _lock(command.organization, command.id)
    if not row.address:
        return False
    row.address, row.hint, row.detail = "", "", ""
    if row.state == Delivery.State.QUEUED:
        row.state, row.code = Delivery.State.FAILED, "address_erased"
    row.save(update_fields=["address", "hint", "detail", "state", "code"])
    audit.record("papers.address_erased", person=command.person, subject=str(row.id))
    return True


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return timedelta(minutes=PAUSES[min(attempts, len(PAUSES)) - 1])


def check_essentials(text: str, entry: SealedEntry, digest: str) -> None:
    """The till's key must have signed this text for this very entry: it will stand in what we send."""
    try:
        essentials = parse_essentials(text)
        genuine = verify_essentials(load_public_key(to_base64url(entry.public_key)), text)
    except JournalError:
        raise EssentialsInvalid from None
    names = (essentials.chain, essentials.sequence, essentials.digest)
    if not genuine or names != (str(entry.chain), entry.sequence, digest):
        raise EssentialsInvalid


def _order_of_store(command: RequestDelivery) -> SealedEntry | None:
    """A quote is sent by any till of the store that made it, as any of them may sell it."""
    found = find_entry(command.chain, command.sequence, command.digest)
    if found is None or found.kind != "order" or command.till is None:
        return None
    return found if store_of_till(command.till) == found.store else None


def _require_way(channel: str, language: str) -> None:
    if channel not in channels():
        raise ChannelOff(channel=channel)
    if language not in languages():
        raise LanguageUnknown(language=language[:8])


def _read_address(channel: str, said: str) -> str:
    try:
        if channel == Delivery.Channel.SMS:
            return read_phone(said, organization_view().country)
        return read_email(said)
    except Undeliverable:
        raise AddressInvalid from None


def _lock(organization: UUID, delivery: UUID) -> Delivery:
    row = Delivery.objects.select_for_update(of=("self",)).filter(organization_id=organization, id=delivery).first()
    if row is None:
        raise DeliveryUnknown
    return row
