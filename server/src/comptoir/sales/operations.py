"""What a person decides about entries that the ledger did not store by itself."""

from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.sales.adopted_reading import read_state
from comptoir.sales.adopted_writing import write
from comptoir.sales.commands import AdoptEntry, RejectEntry, ResolveIncident
from comptoir.sales.decide import store_entry
from comptoir.sales.entries import Code, Received, check_seals, kept_bytes, receive, sender_of
from comptoir.sales.errors import (
    AlreadyDecided,
    IncidentResolved,
    IncidentUnknown,
    NotAdoptable,
    QuarantineUnknown,
)
from comptoir.sales.models import Entry, Incident, Quarantine
from comptoir.sales.own_chains import own_chain_of
from comptoir.sales.rows import Rows
from comptoir.tills.public import enrolled, recognize_chain


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
    state = read_state(received)
    standing = _standing(command.organization, received.sender.chain, envelope.sequence)
    if any(digest == bytes(found.digest) for _, digest in standing):
        raise AlreadyDecided(quarantine=str(command.quarantine))
    branch = max((branch for branch, _ in standing), default=-1) + 1
    rows = Rows()
    entry = new_uuid7()
    store_entry(received, envelope, state, rows, now=command.now, entry=entry, new_id=new_uuid7, branch=branch)
    write(rows)
    _decide(found, Quarantine.State.ADOPTED, command)
    return entry


@operation
def reject_entry(command: RejectEntry) -> None:
    """Decide that a quarantined entry does not count. The bytes stay, with who decided and why.

    Nobody can adopt it any more: what no enrolled key sealed keeps no card's number from now on.
    """
    found = _lock_quarantine(command.organization, command.quarantine)
    seal, content = kept_bytes(bytes(found.seal), bytes(found.content), Code(found.code), is_rejected=True)
    Quarantine.objects.filter(organization_id=found.organization_id, id=found.id).update(seal=seal, content=content)
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


def _standing(organization: UUID, chain: UUID, sequence: int) -> list[tuple[int, bytes]]:
    entries = Entry.objects.filter(organization_id=organization, chain_id=chain, sequence=sequence)
    return [(branch, bytes(digest)) for branch, digest in entries.values_list("branch", "digest")]


def _decide(found: Quarantine, state: Quarantine.State, command: AdoptEntry | RejectEntry) -> None:
    Quarantine.objects.filter(organization_id=found.organization_id, id=found.id).update(
        state=state, decided_at=command.now, decided_by=command.person, note=command.note
    )
    audit.record(f"quarantine.{state.value}", person=command.person, subject=str(found.id), code=found.code)
