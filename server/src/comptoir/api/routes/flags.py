"""What waits for a person: incidents and flagged entries, papers on their way, and words of people to be forgotten."""

from typing import Annotated

from ninja import Path, Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.flags import (
    Adopted,
    Decision,
    Deliveries,
    Incident,
    Incidents,
    Note,
    Notes,
    OrderPaper,
    Quarantined,
    QuarantinedList,
    SentPaper,
)
from comptoir.api.wishes import told, wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.papers.public import (
    EraseAddress,
    EraseNote,
    RetryDelivery,
    SendOrder,
    deliveries_of,
    erase_address,
    erase_note,
    newest_deliveries,
    notes_of,
    retry_delivery,
    send_order,
)
from comptoir.sales.detail import sale_detail
from comptoir.sales.incidents import incident_row, incident_rows, quarantine_row, quarantine_rows
from comptoir.sales.public import (
    AdoptEntry,
    RejectEntry,
    ResolveIncident,
    adopt_entry,
    reject_entry,
    resolve_incident,
)

door = Door(tags=["Flags and papers"])
SEE, DECIDE = Permission.SEE_INCIDENTS, Permission.DECIDE_INCIDENTS
SEE_SALES, EDIT = Permission.SEE_SALES, Permission.MANAGE_TILLS
Open = Annotated[bool, Query(description="Those that wait, instead of those that were decided.")]
LINE_MAX = 1_000_000


@door.reads("/incidents", permission=SEE, answer=Incidents, summary="What happened to tills' chains")
def get_incidents(caller: Caller, is_open: Open = True) -> Incidents:  # a query's own
    return Incidents(incidents=told(Incident, incident_rows(caller.organization, is_open=is_open)))


@door.writes(
    "POST",
    "/incidents/{incident}/resolve",
    permission=DECIDE,
    answer=Incident,
    summary="Close an incident, and say why",
)
def resolve_one_incident(caller: Caller, incident: Id, decision: Decision) -> Incident:
    resolve_incident(wish(ResolveIncident, caller, decision, incident=incident))
    return Incident.from_orm(incident_row(caller.organization, incident))


@door.reads("/quarantine", permission=SEE, answer=QuarantinedList, summary="Entries that were set aside")
def get_quarantine(caller: Caller, is_open: Open = True) -> QuarantinedList:  # a query's own
    return QuarantinedList(quarantined=told(Quarantined, quarantine_rows(caller.organization, is_open=is_open)))


@door.reads("/quarantine/{quarantined}", permission=SEE, answer=Quarantined, summary="One of them")
def get_quarantined(caller: Caller, quarantined: Id) -> Quarantined:
    row = quarantine_row(caller.organization, quarantined)
    if row is None:
        raise Unknown
    return Quarantined.from_orm(row)


@door.writes(
    "POST", "/quarantine/{quarantined}/adopt", permission=DECIDE, answer=Adopted, status=201,
    summary="Let an entry that was set aside count",
)  # fmt: skip
def adopt_one_entry(caller: Caller, quarantined: Id, decision: Decision) -> Adopted:
    return Adopted(entry=adopt_entry(wish(AdoptEntry, caller, decision, quarantine=quarantined)))


@door.writes(
    "POST", "/quarantine/{quarantined}/reject", permission=DECIDE, answer=Quarantined,
    summary="Decide that it does not count; its bytes are kept",
)  # fmt: skip
def reject_one_entry(caller: Caller, quarantined: Id, decision: Decision) -> Quarantined:
    reject_entry(wish(RejectEntry, caller, decision, quarantine=quarantined))
    return Quarantined.from_orm(quarantine_row(caller.organization, quarantined))


@door.reads("/deliveries", permission=SEE_SALES, answer=Deliveries, summary="Receipts and papers that were sent")
def get_deliveries(
    _caller: Caller, sale: Annotated[Id | None, Query(description="Those of one sale or order.")] = None
) -> Deliveries:
    found = newest_deliveries(state=None) if sale is None else deliveries_of(sale)
    return Deliveries(deliveries=told(SentPaper, found))


@door.writes("POST", "/deliveries/{delivery}/retry", permission=EDIT, answer=Deliveries, summary="Send it again")
def retry_one_delivery(caller: Caller, delivery: Id) -> Deliveries:
    retry_delivery(wish(RetryDelivery, caller, id=delivery))
    return _delivery(delivery)


@door.writes(
    "POST", "/deliveries/{delivery}/erase-address", permission=EDIT, answer=Deliveries, summary="Forget where it went"
)
def erase_delivery_address(caller: Caller, delivery: Id) -> Deliveries:
    erase_address(wish(EraseAddress, caller, id=delivery))
    return _delivery(delivery)


@door.writes(
    "POST", "/orders/{order}/send", permission=EDIT, answer=Deliveries, status=201, summary="Send an order's paper"
)
def send_order_paper(caller: Caller, order: Id, paper: OrderPaper) -> Deliveries:
    send_order(wish(SendOrder, caller, paper, order=order, id=paper.id or new_uuid7()))
    return Deliveries(deliveries=told(SentPaper, deliveries_of(order)))


@door.reads("/sales/{sale}/notes", permission=SEE_SALES, answer=Notes, summary="What was written to a sale")
def get_notes(caller: Caller, sale: Id) -> Notes:
    if sale_detail(caller.organization, sale) is None:
        raise Unknown
    return Notes(notes=told(Note, notes_of(sale)))


@door.writes(
    "POST", "/sales/{sale}/notes/{line}/erase", permission=EDIT, answer=Notes,
    summary="Forget what was written; the sale's entry stays as it was sealed",
)  # fmt: skip
def erase_one_note(caller: Caller, sale: Id, line: Annotated[int, Path(ge=-LINE_MAX, le=LINE_MAX)]) -> Notes:
    erase_note(wish(EraseNote, caller, entry=sale, line=line))
    return Notes(notes=told(Note, notes_of(sale)))


def _delivery(key: Id) -> Deliveries:
    return Deliveries(deliveries=[one for one in told(SentPaper, newest_deliveries(state=None)) if one.id == key])
