"""People at the tills: who they are, what holds for all of them, and the hours that they worked."""

from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import FirstDay, LastDay, scope_of
from comptoir.api.doors import Door, match
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.people import (
    Correction,
    Corrections,
    Employee,
    Employees,
    EmployeeTerms,
    NewCorrection,
    NewEmployee,
    PurchaseLimit,
    Shift,
    Shifts,
    TillPolicy,
    TillPolicyTerms,
    TimeDecision,
    Worked,
)
from comptoir.api.wishes import Kept, told, wish
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import AddEmployee, EditEmployee
from comptoir.identity.public import Permission, add_employee, cashiers, edit_employee, lock_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.sales.scope import Scope
from comptoir.sales.times import corrections_in, shifts_in
from comptoir.staff.commands import DecideTime, ProposeTime, SetPolicy, SetPurchaseLimit
from comptoir.staff.public import decide_time, lock_policy, policy, propose_time, set_policy, set_purchase_limit

door = Door(tags=["People at the tills"])
SEE, EDIT = Permission.SEE_TEAM, Permission.MANAGE_TEAM
PEOPLE = Kept(Employee, cashiers)
DAYS_LOOKED_BACK = 92


@door.reads("/employees", permission=SEE, answer=Employees, summary="Everybody who works, or worked, at tills")
def get_employees(_caller: Caller) -> Employees:
    return Employees(employees=PEOPLE.all())


@door.writes("POST", "/employees", permission=EDIT, answer=Employee, status=201, summary="Add somebody")
def add_one_employee(caller: Caller, employee: NewEmployee) -> Employee:
    key = PEOPLE.fresh(employee.id)
    add_employee(wish(AddEmployee, caller, employee, id=key))
    publish_settings(PublishSettings(organization=caller.organization))
    return PEOPLE.one(key)


@door.reads("/employees/{employee}", permission=SEE, answer=Employee, summary="Somebody")
def get_employee(_caller: Caller, employee: Id) -> Employee:
    return PEOPLE.one(employee)


@door.writes(
    "PUT", "/employees/{employee}", permission=EDIT, answer=Employee, needs_match=True,
    summary="Show somebody otherwise, or let them work at tills no longer",
)  # fmt: skip
def put_employee(caller: Caller, employee: Id, terms: EmployeeTerms) -> Employee:
    lock_employee(employee)
    PEOPLE.match(caller, employee)
    edit_employee(wish(EditEmployee, caller, terms, id=employee))
    publish_settings(PublishSettings(organization=caller.organization))
    return PEOPLE.one(employee)


@door.reads("/till-policy", permission=SEE, answer=TillPolicy, summary="What holds for everybody at the tills")
def get_till_policy(_caller: Caller) -> TillPolicy:
    return TillPolicy.from_orm(policy())


@door.writes(
    "PUT", "/till-policy", permission=EDIT, answer=TillPolicy, needs_match=True,
    summary="Decide what holds for everybody at the tills",
)  # fmt: skip
def put_till_policy(caller: Caller, terms: TillPolicyTerms) -> TillPolicy:
    lock_policy()
    match(caller, TillPolicy.from_orm(policy()))
    set_policy(wish(SetPolicy, caller, terms))
    return TillPolicy.from_orm(policy())


@door.writes(
    "PUT", "/till-policy/purchase-limit", permission=EDIT, answer=TillPolicy,
    summary="What people of the house may buy in a month",
)  # fmt: skip
def put_purchase_limit(caller: Caller, limit: PurchaseLimit) -> TillPolicy:
    set_purchase_limit(wish(SetPurchaseLimit, caller, limit))
    return TillPolicy.from_orm(policy())


@door.reads("/times", permission=Permission.SEE_REPORTS, answer=Shifts, summary="Hours worked, by person and time")
def get_times(
    caller: Caller,
    first: FirstDay = None,
    last: LastDay = None,
    store: Annotated[Id | None, Query()] = None,
    employee: Annotated[Id | None, Query()] = None,
) -> Shifts:
    scope = scope_of(caller, store, first, last, days=7)
    return Shifts(shifts=told(Shift, shifts_in(scope, employee=employee)))


@door.reads(
    "/times/corrections", permission=Permission.SEE_REPORTS, answer=Corrections, summary="Hours that somebody proposed"
)
def get_corrections(
    caller: Caller, first: FirstDay = None, last: LastDay = None, store: Annotated[Id | None, Query()] = None
) -> Corrections:
    return Corrections(corrections=told(Correction, corrections_in(scope_of(caller, store, first, last))))


@door.writes(
    "POST", "/times/corrections", permission=Permission.MANAGE_TIMES, answer=Correction, status=201,
    summary="Say what somebody's hours were; it counts when it is approved",
)  # fmt: skip
def add_correction(caller: Caller, correction: NewCorrection) -> Correction:
    key = correction.id or new_uuid7()
    place = next((store for store in stores() if store.id == correction.store), None)
    if place is None:
        raise Unknown
    zone = ZoneInfo(place.timezone)
    propose_time(
        wish(
            ProposeTime, caller, correction, id=key, before=_before(caller, correction, zone),
            after=_words(correction.worked, zone),
        )
    )  # fmt: skip
    return _correction(caller, key)


@door.writes(
    "POST", "/times/corrections/{correction}/decide", permission=Permission.MANAGE_TIMES, answer=Correction,
    summary="Approve or reject proposed hours",
)  # fmt: skip
def decide_correction(caller: Caller, correction: Id, decision: TimeDecision) -> Correction:
    decide_time(wish(DecideTime, caller, decision, id=correction))
    return _correction(caller, correction)


def _correction(caller: Caller, key: Id) -> Correction:
    return Kept(Correction, lambda: corrections_in(_always(caller))).one(key)


def _always(caller: Caller) -> Scope:
    return scope_of(caller, None, None, None, days=366 * 30)


def _before(caller: Caller, correction: NewCorrection, zone: ZoneInfo) -> dict[str, str | int] | None:
    """What the clock tells of the hours that are replaced; refuses hours that are not this person's."""
    if correction.shift is None:
        return None
    scope = scope_of(caller, None, None, None, days=DAYS_LOOKED_BACK)
    shift = next((row for row in shifts_in(scope, employee=correction.employee) if row.id == correction.shift), None)
    if shift is None:
        raise Unknown
    moments = {"came": shift.came_at, "left": shift.left_at}
    words: dict[str, str | int] = {
        name: moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") for name, moment in moments.items() if moment
    }
    return {**words, "break_minutes": shift.break_minutes}


def _words(worked: Worked, zone: ZoneInfo) -> dict[str, str | int]:
    """Hours as the history of changes shows them."""
    return {
        "came": worked.came_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "left": worked.left_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "break_minutes": worked.break_minutes,
    }
