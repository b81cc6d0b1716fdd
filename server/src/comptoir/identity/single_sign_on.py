"""Signing in where the company signs in: which provider, and whom its word opens this organization to.

A provider is chosen by one organization, and its owner could let it say anything. So its word counts in that
organization only: a session that it opened sees no other, and touches none of the user's own keys (ADR 0029).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.identity.errors import SignOnAddress, SignOnInvalid, SignOnStranger, SignOnWeak
from comptoir.identity.models import Membership, SignOnLink, SignOnProvider, User
from comptoir.identity.openid import is_issuer
from comptoir.identity.roles import Role
from comptoir.identity.sealing import seal, unseal
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation

PURPOSE = "single sign-on"
NAME_LENGTH_MAX = 80
DOMAINS_MAX = DEMANDS_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProvider:
    """Where the organization's people sign in. `secret` null: the one that is kept."""

    organization: UUID
    person: UUID
    name: str
    issuer: str
    client_id: str
    secret: str | None
    domains: Sequence[str]
    groups_claim: str
    group_roles: Mapping[str, Role]
    is_active: bool
    demands: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterBySignOn:
    """What a verified ID token says of somebody."""

    organization: UUID
    issuer: str
    claims: Mapping[str, Any]
    language: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider as its page shows it; `secret` is for the protocol alone."""

    organization: UUID
    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    groups_claim: str
    group_roles: Mapping[str, Role]
    is_active: bool
    demands: tuple[str, ...] = ()


@operation
def set_provider(command: SetProvider) -> None:
    """Say where people sign in. The secret is sealed, and never shown again."""
    domains = sorted({domain.strip().lower().lstrip("@") for domain in command.domains} - {""})
    known = SignOnProvider.objects.filter(organization_id=command.organization).first()
    is_whole = bool(command.client_id.strip() and (command.secret or known) and command.name.strip())
    if not is_whole or not is_issuer(command.issuer) or not 0 < len(domains) <= DOMAINS_MAX:
        raise SignOnInvalid
    if any("." not in domain or set(domain) & set("@ /:") for domain in domains):
        raise SignOnInvalid
    demands = sorted({demand.strip() for demand in command.demands} - {""})
    if len(demands) > DEMANDS_MAX or any(" " in demand for demand in demands):
        raise SignOnInvalid
    name = command.name.strip()[:NAME_LENGTH_MAX]
    values: dict[str, object] = {
        "name": name,
        "issuer": command.issuer,
        "client_id": command.client_id.strip(),
        "domains": domains,
        "groups_claim": command.groups_claim.strip(),
        "group_roles": {group: str(role) for group, role in command.group_roles.items()},
        "is_active": command.is_active,
        "demands": demands,
    }
    if command.secret:
        values["secret"] = seal(command.secret.encode(), purpose=PURPOSE, owner=command.organization.bytes)
    SignOnProvider.objects.update_or_create(organization_id=command.organization, defaults=values)
    audit.record("identity.sign_on_set", person=command.person, subject=str(command.organization), name=name)


@operation
def enter_by_sign_on(command: EnterBySignOn) -> UUID:
    """Who it is here. Somebody new gains a role by a group that the organization named, or nothing at all.

    The provider's row is locked: two first visits of one person at once make one user.
    """
    provider = SignOnProvider.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, issuer=command.issuer, is_active=True
    ).first()  # fmt: skip
    if provider is None:
        raise SignOnStranger
    if not _is_strong(command.claims, provider.demands):
        raise SignOnWeak
    subject = str(command.claims["sub"])
    link = SignOnLink.objects.filter(
        organization_id=command.organization, issuer=command.issuer, subject=subject
    ).first()  # fmt: skip
    if link is not None:
        return _still_here(command, link.user_id)

    email = _address(command.claims, provider.domains)
    user = User.objects.filter(email=email).first()
    if user is not None and not user.is_active:
        raise SignOnStranger
    is_member = user is not None and _is_member(command.organization, user.pk)
    role = None if is_member else _role_of(command.claims, provider)
    if not is_member and role is None:
        raise SignOnStranger
    if user is None:
        user = User(id=new_uuid7(), email=email, name=_name(command.claims, email), language=command.language)
        user.set_unusable_password()
        user.save(force_insert=True)
    if role is not None:
        membership = Membership(
            organization_id=command.organization, id=new_uuid7(), user_id=user.pk, role=role
        )  # fmt: skip
        membership.save(force_insert=True)
        audit.record("identity.membership_added", person=user.pk, subject=str(user.pk), role=role)
        emit("identity.membership_added", membership.id)
    SignOnLink.objects.create(
        organization_id=command.organization, id=new_uuid7(), user_id=user.pk, issuer=command.issuer,
        subject=subject, made_at=command.now,
    )  # fmt: skip
    audit.record("identity.sign_on_linked", person=user.pk, subject=str(user.pk))
    return user.pk


def provider_of(*, is_active: bool = True) -> ProviderView | None:
    """The current organization's provider."""
    row = SignOnProvider.objects.filter(organization_id=current_organization()).first()
    if row is None or (is_active and not row.is_active):
        return None
    secret = unseal(bytes(row.secret), purpose=PURPOSE, owner=row.organization_id.bytes) or b""
    roles = {group: Role(role) for group, role in row.group_roles.items()}
    return ProviderView(
        row.organization_id, row.name, row.issuer, row.client_id, secret.decode(), tuple(row.domains),
        row.groups_claim, roles, row.is_active, tuple(row.demands),
    )  # fmt: skip


def organizations_of_domain(domain: str) -> list[tuple[UUID, str]]:
    """Which organizations sign in the addresses of a domain, and what they call it (security definer)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, name FROM identity_sign_on_of_domain(%s)", [domain.lower()])
        return [(organization, name) for organization, name in cursor.fetchall()]


def _still_here(command: EnterBySignOn, user: UUID) -> UUID:
    """A link outlives no membership: whoever left comes back by an invitation, not by the company's word."""
    if not _is_member(command.organization, user) or not User.objects.filter(pk=user, is_active=True).exists():
        raise SignOnStranger
    return user


def _is_member(organization: UUID, user: UUID) -> bool:
    return Membership.objects.filter(organization_id=organization, user_id=user).exists()


def _address(claims: Mapping[str, Any], domains: Sequence[str]) -> str:
    """The verified address; of a domain that the organization named."""
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise SignOnAddress
    email = email.strip().lower()
    if email.count("@") != 1 or email.split("@")[1] not in domains:
        raise SignOnAddress
    return email


def _role_of(claims: Mapping[str, Any], provider: SignOnProvider) -> Role | None:
    """The widest role that one of the groups brings; an owner is never made by a group."""
    groups = claims.get(provider.groups_claim) if provider.groups_claim else None
    named = {str(group) for group in groups} if isinstance(groups, list) else set()
    found = {Role(role) for group, role in provider.group_roles.items() if group in named}
    return next((role for role in (Role.MANAGER, Role.ACCOUNTANT, Role.CASHIER) if role in found), None)


def _is_strong(claims: Mapping[str, Any], demands: Sequence[str]) -> bool:
    """Whether the token names one of what is demanded: its class (`acr`), or one of the ways it names (`amr`)."""
    ways = claims.get("amr")
    named = {str(claims.get("acr", "")), *(str(way) for way in (ways if isinstance(ways, list) else ()))}
    return not demands or bool(named & set(demands))


def _name(claims: Mapping[str, Any], email: str) -> str:
    said = claims.get("name")
    return " ".join(said.split())[:NAME_LENGTH_MAX] if isinstance(said, str) and said.strip() else email
