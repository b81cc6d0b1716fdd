"""The people's part of the settings document: who may stand at this till, what each may do, and how they prove it.

Verifiers are made for one enrolment (ADR 0011): they are of use only in the browser that holds its exchange key.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.edge.database import Connection
from comptoir.journal import load_public_key, to_base64url
from comptoir.staff.public import Right, limits_of, mac_key, reveal, verifier

READ_POLICY = """
    SELECT pin_length, pin_salt, pin_iterations, purchase_limit FROM staff_policy WHERE organization_id = $1
"""
READ_ROLES = "SELECT id, name, rights FROM staff_role WHERE organization_id = $1 ORDER BY position, name, id"
# The narrowest post counts; one without a role says that the person does not work here.
READ_CASHIERS = """
    SELECT e.id, e.name, e.color, p.role_id
    FROM identity_employee e
    LEFT JOIN LATERAL (
        SELECT p.id, p.role_id FROM staff_post p
        WHERE p.organization_id = e.organization_id AND p.employee_id = e.id
            AND (p.till_id = $3 OR p.store_id = $2 OR (p.till_id IS NULL AND p.store_id IS NULL))
        ORDER BY p.till_id NULLS LAST, p.store_id NULLS LAST LIMIT 1
    ) p ON true
    WHERE e.organization_id = $1 AND e.is_active AND (p.id IS NULL OR p.role_id IS NOT NULL)
    ORDER BY e.name, e.id
"""
READ_SECRETS = "SELECT employee_id, kind, sealed FROM staff_secret WHERE organization_id = $1"
# Of those who sign in here too. A suspected one is refused everywhere.
READ_PASSKEYS = """
    SELECT e.id AS employee_id, p.credential_id, p.spki, p.algorithm, p.rp_id
    FROM identity_employee e JOIN identity_passkey p ON p.user_id = e.user_id
    WHERE e.organization_id = $1 AND e.is_active AND p.suspected_at IS NULL
    ORDER BY p.id
"""
READ_EXCHANGE_KEY = "SELECT exchange_key FROM tills_enrolment WHERE organization_id = $1 AND id = $2"


class PasskeySettings(msgspec.Struct, frozen=True):
    """The public half of a passkey: with it a till verifies by itself, whatever the line does."""

    id: str
    public_key: str
    algorithm: int
    rp_id: str


class CashierSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who may be chosen here. Without a PIN and a badge, a tap on the name is enough."""

    id: UUID
    name: str
    color: str
    role: UUID | None = None
    pin: str = ""
    badge: str = ""
    # A secret exists, but this till can't check it: it has no exchange key yet, or the server lost its key file.
    is_guarded: bool = False
    passkeys: list[PasskeySettings] = []


class PinSettings(msgspec.Struct, frozen=True):
    """How a PIN is hashed before it is compared."""

    length: int
    salt: str
    iterations: int


class RoleSettings(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    rights: Mapping[Right, int]


class PeopleSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Without roles, everybody may do everything: a shop of one or two needs none."""

    roles: list[RoleSettings]
    # The exchange key that the verifiers are made for; empty while the device has none.
    key: str = ""
    pin: PinSettings | None = None
    lock_after_s: int = 0
    difference_limit: int | None = None
    note: str = ""
    # What one person may buy as staff in a month.
    purchase_limit: int | None = None


class People(msgspec.Struct, frozen=True):
    """Both parts of the document that are about people."""

    settings: PeopleSettings
    cashiers: list[CashierSettings]


Verifiers: TypeAlias = Mapping[tuple[UUID, str], str]


async def read_people(
    connection: Connection, organization: UUID, *, store: UUID, till: UUID, chain: UUID, counts: Mapping[str, Any]
) -> People:
    """Who works at a till, inside a reading; `counts` is what the till inherits."""
    policy = await connection.fetchrow(READ_POLICY, organization)
    roles = await connection.fetch(READ_ROLES, organization)
    cashiers = await connection.fetch(READ_CASHIERS, organization, store, till)
    secrets = await connection.fetch(READ_SECRETS, organization)
    passkeys = _passkeys(await connection.fetch(READ_PASSKEYS, organization))
    point = await connection.fetchval(READ_EXCHANGE_KEY, organization, chain)
    verifiers = _verifiers(organization, chain, point, secrets) if point is not None else {}
    guarded = {row["employee_id"] for row in secrets}
    return People(
        PeopleSettings(
            roles=[_role(row) for row in roles],
            key="" if point is None else to_base64url(point),
            pin=_pin(policy),
            lock_after_s=counts["lock_after_s"],
            difference_limit=counts["difference_limit"],
            note=counts["sign_in_note"],
            purchase_limit=policy["purchase_limit"] if policy else None,
        ),
        [
            _cashier(
                row,
                verifiers,
                passkeys.get(row["id"], []),
                has_roles=bool(roles),
                is_guarded=row["id"] in guarded,
            )
            for row in cashiers
        ],
    )


def _role(row: asyncpg.Record) -> RoleSettings:
    return RoleSettings(row["id"], row["name"], limits_of(msgspec.json.decode(row["rights"])))


def _passkeys(rows: Sequence[asyncpg.Record]) -> Mapping[UUID, list[PasskeySettings]]:
    found: dict[UUID, list[PasskeySettings]] = {}
    for row in rows:
        passkey = PasskeySettings(
            to_base64url(row["credential_id"]), to_base64url(row["spki"]), row["algorithm"], row["rp_id"]
        )
        found.setdefault(row["employee_id"], []).append(passkey)
    return found


def _cashier(
    row: asyncpg.Record,
    verifiers: Verifiers,
    passkeys: list[PasskeySettings],
    *,
    has_roles: bool,
    is_guarded: bool,
) -> CashierSettings:
    pin, badge = verifiers.get((row["id"], "pin"), ""), verifiers.get((row["id"], "badge"), "")
    return CashierSettings(
        row["id"],
        row["name"],
        row["color"],
        row["role_id"] if has_roles else None,
        pin,
        badge,
        is_guarded and not pin and not badge,
        passkeys,
    )


def _pin(policy: asyncpg.Record | None) -> PinSettings | None:
    if policy is None:
        return None
    return PinSettings(policy["pin_length"], to_base64url(policy["pin_salt"]), policy["pin_iterations"])


def _verifiers(organization: UUID, chain: UUID, point: bytes, secrets: Sequence[asyncpg.Record]) -> Verifiers:
    if not secrets:
        return {}
    key = mac_key(load_public_key(to_base64url(point)), chain)
    made = {}
    for row in secrets:
        employee, kind = row["employee_id"], row["kind"]
        secret = reveal(row["sealed"], organization=organization, employee=employee, kind=kind)
        if secret is not None:
            made[employee, kind] = verifier(key, kind, employee, secret)
    return made
