"""What a person decides about entries that the ledger did not store by itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models

from comptoir.catalog.public import (
    categories,
    codes_of,
    label_history,
    list_price_histories,
    price_histories,
    rule_history,
)
from comptoir.catalog.traits import recall_goods
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.sales.adopted_closings import judge_adopted
from comptoir.sales.adopted_codes import read_uses, write_uses
from comptoir.sales.adopted_promises import read_promises, write_promises
from comptoir.sales.adopted_reading import read_named
from comptoir.sales.adopted_tenders import read_bottle_vouchers, read_tenders, write_tenders
from comptoir.sales.adopted_told import tell
from comptoir.sales.bodies import SaleBody
from comptoir.sales.commands import AdoptEntry, RejectEntry, ResolveIncident
from comptoir.sales.decide import store_entry
from comptoir.sales.entries import Code, Received, check_seals, receive, sender_of
from comptoir.sales.errors import (
    AlreadyDecided,
    IncidentResolved,
    IncidentUnknown,
    NotAdoptable,
    QuarantineUnknown,
)
from comptoir.sales.models import (
    Act,
    Discrepancy,
    Entry,
    Incident,
    Line,
    LinePromotion,
    Quarantine,
    Sale,
    Session,
    TaxSubtotal,
    Tender,
)
from comptoir.sales.own_chains import own_chain_of
from comptoir.sales.rows import Rows, SessionRow
from comptoir.sales.state import Head, ShopRules, ShopTerms, State, TaxCalendar
from comptoir.staff.public import staff_history
from comptoir.stock.public import Moved, record_movements
from comptoir.tax.public import dated_rates, places_history, switch_history
from comptoir.tills.public import ChainState, enrolled, lock_chain, move_head, recognize_chain


@operation
def adopt_entry(command: AdoptEntry) -> UUID:
    """Store a quarantined entry; answers the stored entry's id.

    Only genuine bytes: readable, of this till, sealed by the key of its chain. A chain that the till began by itself is
    one of its own if an enrolled key of the till vouched for it. Where another entry stands at the same sequence, this
    one stands on a branch, so its goods and money count and the fork stays visible. What looks wrong in it is flagged
    as in any other entry.
    """
    found = _lock_quarantine(command.organization, command.quarantine)
    received = _genuine(found, command)
    envelope = received.envelope
    assert envelope is not None
    state = _read_state(received)
    standing = _standing(command.organization, received.sender.chain, envelope.sequence)
    if any(digest == bytes(found.digest) for _, digest in standing):
        raise AlreadyDecided(quarantine=str(command.quarantine))
    branch = max((branch for branch, _ in standing), default=-1) + 1
    rows = Rows()
    entry = new_uuid7()
    store_entry(received, envelope, state, rows, now=command.now, entry=entry, branch=branch)
    _write(rows)
    _decide(found, Quarantine.State.ADOPTED, command)
    return entry


@operation
def reject_entry(command: RejectEntry) -> None:
    """Decide that a quarantined entry does not count. The bytes stay, with who decided and why."""
    found = _lock_quarantine(command.organization, command.quarantine)
    _decide(found, Quarantine.State.REJECTED, command)


@operation
def resolve_incident(command: ResolveIncident) -> None:
    """Close an incident. The next entry of the same kind opens a new one."""
    incidents = Incident.objects.filter(organization_id=command.organization, id=command.incident)
    incident = incidents.select_for_update(of=("self",)).first()
    if incident is None:
        raise IncidentUnknown(incident=str(command.incident))
    if incident.resolved_at is not None:
        raise IncidentResolved(incident=str(command.incident))
    incidents.update(resolved_at=command.now, resolved_by=command.person, note=command.note)
    audit.record("incident.resolved", person=command.person, subject=str(command.incident), code=incident.code)


def _lock_quarantine(organization: UUID, quarantine: UUID) -> Quarantine:
    rows = Quarantine.objects.filter(organization_id=organization, id=quarantine)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise QuarantineUnknown(quarantine=str(quarantine))
    if found.state != Quarantine.State.OPEN:
        raise AlreadyDecided(quarantine=str(quarantine))
    return found


def _genuine(found: Quarantine, command: AdoptEntry) -> Received:
    """Read the bytes again, as they would be read from the till, with the key of the chain that they name.

    A chain that the till began by itself becomes known with the first of its entries that somebody adopts.
    """
    if found.chain is None:
        raise NotAdoptable(quarantine=str(found.id))
    own = own_chain_of(command.organization, found.till_id, found.chain) if found.code == Code.UNKNOWN_CHAIN else None
    if own is not None:
        recognize_chain(own, person=command.person, now=command.now)
    enrolment = enrolled(till=found.till_id, chain=found.chain)
    if enrolment is None:
        raise NotAdoptable(quarantine=str(found.id))
    sender = sender_of(
        {
            "organization_id": found.organization_id,
            "till_id": enrolment.till,
            "store_id": enrolment.store,
            "chain_id": enrolment.chain,
            "device_id": enrolment.device,
            "public_key": enrolment.public_key,
            "issued_at": enrolment.issued_at,
        }
    )
    received = receive(sender, bytes(found.seal) + b" " + bytes(found.content))
    check_seals([received])
    envelope = received.envelope
    if received.code is not None or envelope is None or envelope.chain != sender.chain_text:
        raise NotAdoptable(quarantine=str(found.id))
    return received


def _read_state(received: Received) -> State:
    """The same state that the ledger reads for a batch, for this one entry; the chain's head is locked."""
    sender = received.sender
    chain = lock_chain(sender.chain)
    store = next(place for place in stores() if place.id == sender.store)
    state = State()
    state.heads[sender.chain] = Head(
        chain.sequence,
        chain.digest.hex(),
        chain.device_time,
        chain.boot,
        chain.monotonic_ms,
        chain.has_quarantine,
        is_revoked=False,
        training_only=store.training_only,
        returns_days=store.returns_days,
        returns_in_cash=store.returns_in_cash,
    )
    state.staff[sender.organization] = staff_history()
    if isinstance(received.body, SaleBody):
        _read_prices(received.body, sender.organization, state)
        read_named(received, state)
        _read_unreceipted(received.body, sender.organization, state)
        read_tenders(received.body, sender.organization, state)
        read_promises(received.body, sender.organization, state)
        read_uses(received.body, sender.organization, state)
        read_bottle_vouchers(received.body, sender.organization, state)
    return state


def _read_prices(sale: SaleBody, organization: UUID, state: State) -> None:
    named = list(dict.fromkeys(article for line in sale.lines for article in line.articles))
    state.prices.update({(organization, item): history for item, history in price_histories(named).items()})
    rates, zones = dated_rates(), {store.id: store.timezone for store in stores()}
    changing = {tax_class: dated for tax_class, dated in rates.items() if len(dated) > 1}
    if changing:
        state.calendars[organization] = TaxCalendar(changing, zones)
    codes = {item: frozenset(known) for item, known in codes_of(named).items()}
    state.terms[organization] = ShopTerms(switch_history(), places_history(), rates, zones, label_history(), codes)
    parents = {category.id: category.parent for category in categories(with_ended=True)}
    state.rules[organization] = ShopRules(rule_history(), recall_goods(), parents, list_price_histories(named))


def _read_unreceipted(sale: SaleBody, organization: UUID, state: State) -> None:
    if not sale.without_receipt:
        return
    given = Act.objects.filter(
        organization_id=organization, session=sale.session, cashier=sale.cashier, deed="refund_without_receipt"
    ).aggregate(amount=models.Sum("amount"))
    state.unreceipted[organization, sale.session, sale.cashier] = -(given["amount"] or 0)


def _standing(organization: UUID, chain: UUID, sequence: int) -> list[tuple[int, bytes]]:
    entries = Entry.objects.filter(organization_id=organization, chain_id=chain, sequence=sequence)
    return [(branch, bytes(digest)) for branch, digest in entries.values_list("branch", "digest")]


def _decide(found: Quarantine, state: Quarantine.State, command: AdoptEntry | RejectEntry) -> None:
    Quarantine.objects.filter(organization_id=found.organization_id, id=found.id).update(
        state=state, decided_at=command.now, decided_by=command.person, note=command.note
    )
    audit.record(f"quarantine.{state.value}", person=command.person, subject=str(found.id), code=found.code)


def _write(rows: Rows) -> None:
    _insert(Entry, rows.entries)
    _insert(Sale, rows.sales)
    _insert(Line, rows.lines)
    _insert(LinePromotion, rows.promotions)
    _insert(TaxSubtotal, rows.subtotals)
    _insert(Tender, rows.tenders)
    _insert(Discrepancy, rows.discrepancies)
    _insert(Act, rows.acts)
    write_tenders(rows)
    write_promises(rows)
    rows.late_findings += judge_adopted(rows)
    write_uses(rows)
    record_movements(
        [
            Moved(
                document=row.document,
                line=row.line,
                store=row.store_id,
                item=row.item_id,
                quantity_milli=row.quantity_milli,
                reason=row.reason,
                moved_at=row.moved_at,
            )
            for row in rows.movements
        ]
    )
    for fact in rows.outbox:
        emit(fact.topic, fact.subject, digest=fact.digest)
    for session in rows.sessions.values():
        _write_session(session)
    for head in rows.heads.values():
        move_head(
            head.chain_id,
            ChainState(head.sequence, head.digest, head.device_time, head.boot, head.monotonic_ms, head.has_quarantine),
        )
    tell(rows.told)


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    manager: Any = model._default_manager
    manager.bulk_create([model(**row._asdict()) for row in rows])


def _write_session(row: SessionRow) -> None:
    """Add what this entry knows of a session; the other half may be there already."""
    known = Session.objects.filter(organization_id=row.organization_id, id=row.id)
    facts = {name: fact for name, fact in row._asdict().items() if fact is not None}
    if not known.exists():
        _insert(Session, [row])
    else:
        known.filter(till_id=row.till_id).update(**facts)
