"""Choosing another password: with the one of now, or by a link that was mailed or handed over.

Users belong to no organization, so none of this is an `@operation`; the caller notes it where the person works.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from comptoir.identity.errors import (
    PasswordGuessable,
    PasswordLinkOver,
    PasswordTooShort,
    PasswordWrong,
)
from comptoir.identity.guessable import is_guessable
from comptoir.identity.models import PasswordReset, PasswordWish, User
from comptoir.identity.sessions import end_sessions
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import is_joint

PASSWORD_LENGTH_MIN = 12
NAME_LENGTH_MAX = 200
AGAIN_AFTER = timedelta(minutes=1)
VALID = timedelta(minutes=30)
CODE_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """Another password for who knows the one of now. `session`: the one that stays open."""

    user: UUID
    current: str = field(repr=False)
    new: str = field(repr=False)
    session: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPassword:
    """A new password for whoever holds a link."""

    code: str = field(repr=False)
    new: str = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPassword:
    """Somebody wants a link to where `name` gets mail. `origin`: where this server's pages are."""

    name: str
    language: str
    origin: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What the worker takes up; `user` is null when nobody signs in so, or no mail reaches them."""

    id: UUID
    user: UUID | None
    email: str
    language: str
    origin: str


def check_password(password: str, *, of: tuple[str, ...]) -> None:
    """Refuse what is too short or guessed early."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(length_min=PASSWORD_LENGTH_MIN)
    if is_guessable(password, of=of):
        raise PasswordGuessable


def change_password(command: ChangePassword) -> int:
    """Take the new one and end the other sessions; answers how many those were. A wrong one of now changes nothing."""
    with transaction.atomic(durable=not is_joint()):
        user = User.objects.select_for_update(of=("self",)).get(pk=command.user)
        if not user.check_password(command.current):
            raise PasswordWrong
        _set(user, command.new)
        return end_sessions(user.pk, keep=command.session)


def wish_password(command: WishPassword) -> None:
    """Note the wish. Whether there is anybody is looked at later, so that this takes equally long for every name."""
    PasswordWish.objects.create(
        id=new_uuid7(), name=command.name[:NAME_LENGTH_MAX], language=command.language, origin=command.origin,
        made_at=command.now, due_at=command.now,
    )  # fmt: skip


def take_wishes(now: datetime, *, limit: int = 20) -> list[Wish]:
    """What is due to be mailed, oldest first, for one worker: what it does not end is due again in a minute.

    What has waited for half an hour is forgotten, and so are links that nobody used.
    """
    PasswordWish.objects.filter(made_at__lte=now - VALID).delete()
    PasswordReset.objects.filter(expires_at__lte=now).delete()
    due = PasswordWish.objects.filter(due_at__lte=now).order_by("id")[:limit]
    ours = [
        row for row in due
        if PasswordWish.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + AGAIN_AFTER)
    ]  # fmt: skip
    users = {user.email: user for user in User.objects.filter(email__in=[one.name for one in ours], is_active=True)}
    return [_wish(row, users.get(row.name)) for row in ours]


def forget_wish(wish: UUID) -> None:
    """It was mailed, or can't be."""
    PasswordWish.objects.filter(pk=wish).delete()


def make_password_link(user: UUID, now: datetime) -> str:
    """The code of a link for somebody: told once and kept as its hash. One of before opens nothing any more."""
    code = secrets.token_urlsafe(32)
    with transaction.atomic(durable=not is_joint()):
        User.objects.select_for_update(of=("self",)).get(pk=user)
        PasswordReset.objects.filter(user_id=user).delete()
        PasswordReset.objects.create(
            id=new_uuid7(), user_id=user, code_hash=_hash(code), made_at=now, expires_at=now + VALID
        )
    return code


def user_of_link(code: str, now: datetime) -> UUID | None:
    """Whose link this is, while it is good."""
    if not 0 < len(code) <= CODE_LENGTH_MAX or not code.isascii():
        return None
    row = PasswordReset.objects.filter(code_hash=_hash(code), expires_at__gt=now, user__is_active=True).first()
    return row.user_id if row is not None else None


def reset_password(command: ResetPassword) -> UUID:
    """Spend the link: the new password holds and every session ends. Of two who hold one link, one chooses."""
    user = user_of_link(command.code, command.now)
    if user is None:
        raise PasswordLinkOver
    with transaction.atomic(durable=not is_joint()):
        person = User.objects.select_for_update(of=("self",)).get(pk=user)
        _set(person, command.new)
        if not PasswordReset.objects.filter(user_id=user, code_hash=_hash(command.code)).delete()[0]:
            raise PasswordLinkOver
        end_sessions(user)
    return user


def _set(user: User, password: str) -> None:
    check_password(password, of=(user.name, user.email))
    user.set_password(password)
    user.save(update_fields=["password"])


def _wish(row: PasswordWish, user: User | None) -> Wish:
    """Who comes in by a company's sign-in only has no password to forget."""
    is_reached = user is not None and "@" in user.email and user.has_usable_password()
    return Wish(row.pk, user.pk if user is not None and is_reached else None, row.name, row.language, row.origin)


def _hash(code: str) -> bytes:
    return sha256(code.encode("ascii", "replace")).digest()
