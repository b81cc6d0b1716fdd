"""What is kept of somebody of the house."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comptoir.platform.privacy import Basis, Purpose
from comptoir.platform.public import stores
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.scope import Scope
from comptoir.sales.times import corrections_in, shifts_in
from comptoir.staff.public import posts, roles, secrets_set

# Before the first entry that any shop here can have.
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of what is kept, before it is written down."""

    name: str
    purpose: Purpose
    basis: Basis
    rows: list[Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """Who they are at the tills, and as whom they sign in to the back office."""

    id: UUID
    name: str
    color: str
    is_active: bool
    user: UUID | None
    user_name: str | None
    email: str | None
    language: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey of theirs, without what proves anything."""

    label: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """What they did in the back office."""

    action: str
    subject: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """What they did at a till that a shop looks at; `as_other`: what somebody did with their yes, or sold to them."""

    deed: str
    happened_at: datetime
    store: str
    amount: int | None
    reason: str
    proof: str
    as_other: bool


@dataclass(frozen=True, slots=True)
class SoldDay:
    """How many entries a day are signed with their name; which ones, the books say."""

    day: date
    kind: str
    entries: int


def staff_sections(employee: UUID, now: datetime) -> list[Part] | None:
    """Null when nobody of the house is called so."""
    asked: Parameters = {"organization": current_organization(), "employee": employee}
    profile = select(Profile, _PROFILE, asked)
    if not profile:
        return None
    places = stores()
    zone = places[0].timezone if places else "UTC"
    scope = Scope(current_organization(), None, FIRST_DAY, now.date(), now.date(), zone)
    named = {role.id: role.name for role in roles()}
    held = [
        {"role": named.get(post.role, "") if post.role else "", "store": post.store, "till": post.till}
        for post in posts()
        if post.employee == employee
    ]
    secrets = [{"kind": one.kind, "set_at": one.set_at} for one in secrets_set() if one.employee == employee]
    found = [
        Part("profile", Purpose.STAFF, Basis.CONTRACT, profile),
        Part("posts", Purpose.STAFF, Basis.CONTRACT, held),
        Part("secrets", Purpose.ACCESS, Basis.INTEREST, secrets),
        Part("passkeys", Purpose.ACCESS, Basis.INTEREST, select(Key, _KEYS, asked)),
        Part("shifts", Purpose.HOURS, Basis.LAW, shifts_in(scope, employee=employee)),
        Part("time_corrections", Purpose.HOURS, Basis.LAW, corrections_in(scope, employee=employee)),
        Part("deeds", Purpose.TRACE, Basis.INTEREST, select(Deed, _DEEDS, asked)),
        Part("sold", Purpose.BOOKS, Basis.LAW, select(SoldDay, _SOLD, asked)),
        Part("back_office", Purpose.TRACE, Basis.INTEREST, select(Done, _DONE, asked)),
    ]
    return [part for part in found if part.rows]


_USER = "(SELECT user_id FROM identity_employee WHERE organization_id = %(organization)s AND id = %(employee)s)"
_PROFILE = """
    SELECT e.id, e.name, e.color, e.is_active, u.id, u.name, u.email, u.language, m.role
    FROM identity_employee e
    LEFT JOIN identity_membership m ON m.organization_id = e.organization_id AND m.user_id = e.user_id
    LEFT JOIN identity_user u ON u.id = e.user_id
    WHERE e.organization_id = %(organization)s AND e.id = %(employee)s
"""
_KEYS = f"SELECT label, made_at, used_at FROM identity_passkey WHERE user_id = {_USER} ORDER BY made_at"  # noqa: S608
_DEEDS = """
    SELECT a.deed, a.happened_at, p.name, a.amount, a.reason, a.proof, a.cashier IS DISTINCT FROM %(employee)s
    FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    WHERE a.organization_id = %(organization)s AND %(employee)s IN (a.cashier, a.other) ORDER BY a.happened_at
"""
_SOLD = """
    SELECT (s.sold_at AT TIME ZONE p.timezone)::date, s.kind, count(*)
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    WHERE s.organization_id = %(organization)s AND s.cashier = %(employee)s
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_DONE = f"""
    SELECT action, subject, happened_at FROM platform_auditevent
    WHERE organization_id = %(organization)s AND person = {_USER} ORDER BY happened_at, id
"""  # noqa: S608  # constants of ours
