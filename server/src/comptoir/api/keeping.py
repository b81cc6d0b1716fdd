"""Idempotency: an answer is kept in the transaction that made it, so that a repeat is told the same and does nothing.

A request that was refused keeps nothing: its key may be sent again, with the same wish or a better one.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from django.http import HttpRequest

from comptoir.api.bearers import Caller
from comptoir.api.errors import KeyInvalid, KeyReused
from comptoir.api.models import KeptAnswer

KEY_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it goes out; `etag` is empty for what has no version."""

    status: int
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A request's own key and what it asks for."""

    key: str
    asked: bytes


def wish_of(request: HttpRequest) -> Wish | None:
    """What is to be kept of a request; null when it carries no key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LENGTH_MAX or not (key.isascii() and key.isprintable()):
        raise KeyInvalid
    head = f"{request.method} {request.get_full_path()}\n{request.headers.get('If-Match', '')}\n"
    return Wish(key, sha256(head.encode() + request.body).digest())


def recognize(caller: Caller, wish: Wish) -> Told | None:
    """What was answered to this key; null when it is new, and then it is taken until the transaction ends.

    Two at once: the insert of the second waits for the first one's end, and then finds its answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_kept_answer (organization_id, token_id, key, asked, status, body, etag, made_at) "
            "VALUES (%s, %s, %s, %s, 0, '', '', %s) ON CONFLICT DO NOTHING",
            [caller.organization, caller.bearer.token, wish.key, wish.asked, caller.now],
        )
        if cursor.rowcount:
            return None
    kept = KeptAnswer.objects.get(
        organization_id=caller.organization, token_id=caller.bearer.token, key=wish.key
    )  # fmt: skip
    if bytes(kept.asked) != wish.asked:
        raise KeyReused
    return Told(kept.status, bytes(kept.body), kept.etag)


def keep(caller: Caller, wish: Wish, told: Told) -> None:
    """Keep the answer, in the transaction that did what it says."""
    KeptAnswer.objects.filter(
        organization_id=caller.organization, token_id=caller.bearer.token, key=wish.key
    ).update(status=told.status, body=told.body, etag=told.etag)  # fmt: skip
