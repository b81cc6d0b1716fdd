"""Who calls: a token's holder, what it may do, and how often it may ask."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from comptoir.api.errors import ScopeMissing, TokenRefused, TooFast
from comptoir.api.limits import TokenBuckets
from comptoir.identity.public import (
    Bearer,
    NoteTokenUse,
    Permission,
    bearer_of,
    is_use_to_note,
    note_token_use,
)
from comptoir.identity.refused import note_refused
from comptoir.platform.tenancy import limited_to, reading

# A till's worth of calls at once, and ten a second for as long as it likes.
program_buckets = TokenBuckets(burst=100, per_minute=600, name="program")
# Who has no token that is good learns so slowly.
stranger_buckets = TokenBuckets(burst=20, per_minute=30, name="stranger")


@dataclass(frozen=True, slots=True)
class Caller:
    """A program on one request. What it changes is `person`'s doing, who made its token."""

    request: HttpRequest
    bearer: Bearer
    now: datetime

    @property
    def organization(self) -> UUID:
        return self.bearer.organization

    @property
    def person(self) -> UUID | None:
        return self.bearer.person

    def limited(self) -> AbstractContextManager[None]:
        """As far as whoever made the token may look."""
        return limited_to(self.bearer.stores)

    def reading(self) -> AbstractContextManager[None]:
        return reading(self.organization)


class Token(HttpBearer):
    """Lets in who holds a token with one permission. The specification names the scheme after this class."""

    openapi_bearerFormat = "comptoir_…"  # OpenAPI's own word

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        now = datetime.now(UTC)
        bearer = bearer_of(token, now)
        if bearer is None:
            if not (turn := stranger_buckets.take(request.META.get("REMOTE_ADDR", ""))):
                raise TooFast(seconds=turn.wait_seconds)
            raise TokenRefused
        if not (turn := program_buckets.take(str(bearer.token))):
            raise TooFast(seconds=turn.wait_seconds)
        if not bearer.may(self.permission):
            note_refused(bearer.organization, bearer.person, self.permission, asker=bearer.token)
            raise ScopeMissing(scope=str(self.permission))
        if is_use_to_note(bearer, now):
            note_token_use(NoteTokenUse(organization=bearer.organization, token=bearer.token, now=now))
        return Caller(request, bearer, now)
