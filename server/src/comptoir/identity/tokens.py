"""Tokens of programs: made by a person for some of what that person may do, shown once, and revoked."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection

from comptoir.identity.errors import NameMissing, ScopesMissing, ScopesTooWide, TokenDaysInvalid, TokenUnknown
from comptoir.identity.models import ApiToken, Membership, User
from comptoir.identity.roles import PERMISSIONS, WHOLE_SHOP, Permission, Role
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

# So that a token found in a file says what it opens, and scanners of repositories know it.
PREFIX = "comptoir_"
TOKEN_LENGTH = len(PREFIX) + 43
DAYS_MAX = 3_650
NAME_LENGTH_MAX = 80
# A use is noted once in so long: it says whether a token is still needed, and costs a write.
USE_NOTED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeToken:
    """A token for a program. `days`: how long it is good; null: until it is revoked."""

    organization: UUID
    person: UUID
    id: UUID
    name: str
    scopes: frozenset[Permission]
    days: int | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """From now on it opens nothing."""

    organization: UUID
    person: UUID
    token: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTokenUse:
    """A program called with it."""

    organization: UUID
    token: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class MadeToken:
    """`secret` is shown once and kept as its hash; null when the token had been made already."""

    id: UUID
    secret: str | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its page shows it."""

    id: UUID
    name: str
    scopes: tuple[Permission, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The program behind a request. `person` made its token and answers for it."""

    organization: UUID
    token: UUID
    person: UUID | None
    scopes: frozenset[Permission]
    used_at: datetime | None
    # Where whoever made the token holds their role now: it reaches no further. Null: everywhere.
    stores: frozenset[UUID] | None = None

    def may(self, permission: Permission) -> bool:
        is_out_of_reach = self.stores is not None and permission in WHOLE_SHOP
        return permission in self.scopes and not is_out_of_reach


@operation
def make_token(command: MakeToken) -> MadeToken:
    """Make a token. A repeat makes no second one, and its secret is not told again: nobody knows it any more."""
    if ApiToken.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return MadeToken(command.id, None)
    name = " ".join(command.name.split())[:NAME_LENGTH_MAX]
    if not name:
        raise NameMissing
    if not command.scopes:
        raise ScopesMissing
    if command.days is not None and not 1 <= command.days <= DAYS_MAX:
        raise TokenDaysInvalid(days_max=DAYS_MAX)
    role = Membership.objects.filter(organization_id=command.organization, user_id=command.person).first()
    if role is None or not command.scopes <= PERMISSIONS[Role(role.role)]:
        raise ScopesTooWide

    secret = PREFIX + secrets.token_urlsafe(32)
    scopes = sorted(command.scopes)
    ApiToken.objects.create(
        organization_id=command.organization,
        id=command.id,
        name=name,
        token_hash=sha256(secret.encode("ascii")).digest(),
        scopes=scopes,
        person=command.person,
        made_at=command.now,
        expires_at=None if command.days is None else command.now + timedelta(days=command.days),
    )
    audit.record(
        "identity.token_made", person=command.person, subject=str(command.id), name=name, scopes=" ".join(scopes)
    )
    return MadeToken(command.id, secret)


@operation
def revoke_token(command: RevokeToken) -> bool:
    """Revoke a token for good. Answers whether it was good until now."""
    tokens = ApiToken.objects.filter(organization_id=command.organization, pk=command.token)
    if not tokens.exists():
        raise TokenUnknown(token=str(command.token))
    if not tokens.filter(revoked_at__isnull=True).update(revoked_at=command.now):
        return False
    audit.record("identity.token_revoked", person=command.person, subject=str(command.token))
    return True


@operation
def note_token_use(command: NoteTokenUse) -> None:
    """Remember when a token was last used, to the hour."""
    ApiToken.objects.filter(organization_id=command.organization, pk=command.token).update(used_at=command.now)


def tokens() -> list[TokenView]:
    """Every token of the current organization, the newest first."""
    rows = list(ApiToken.objects.filter(organization_id=current_organization()).order_by("-id"))
    names = dict(User.objects.filter(pk__in={row.person for row in rows if row.person}).values_list("id", "name"))
    return [
        TokenView(
            row.id, row.name, _scopes(row.scopes), names.get(row.person, "") if row.person else "", row.made_at,
            row.expires_at, row.used_at, row.revoked_at,
        )
        for row in rows
    ]  # fmt: skip


def bearer_of(secret: str, now: datetime) -> Bearer | None:
    """Who holds a token that is good; needs no tenant: this is how one is found (security definer)."""
    if len(secret) != TOKEN_LENGTH or not secret.startswith(PREFIX) or not secret.isascii():
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.organization_id, b.id, b.person, b.scopes::text, b.used_at, m.stores "
            "FROM identity_bearer_of_token(%s, %s) b "
            "LEFT JOIN LATERAL identity_members_of(b.person) m ON m.organization_id = b.organization_id",
            [sha256(secret.encode("ascii")).digest(), now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    organization, token, person, scopes, used_at, stores = row
    limit = None if stores is None else frozenset(stores)
    return Bearer(organization, token, person, frozenset(_scopes(json.loads(scopes))), used_at, limit)


def is_use_to_note(bearer: Bearer, now: datetime) -> bool:
    """Whether the last use that was noted is long ago."""
    return bearer.used_at is None or now - bearer.used_at >= USE_NOTED_AFTER


def _scopes(kept: Sequence[str]) -> tuple[Permission, ...]:
    """What is kept, less what this version no longer knows: a right that is gone opens nothing."""
    known = {str(permission) for permission in Permission}
    return tuple(Permission(scope) for scope in kept if scope in known)
