"""A code of six digits from an app on somebody's phone, asked after the password (RFC 6238: SHA-1, 30 seconds).

The secret is kept encrypted by a key that the database does not know. Each code is good once, and so is each of the
ten recovery codes that stand in for a lost phone. Not an `@operation`: users belong to no organization.
"""

import base64
import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote
from uuid import UUID

from django.db import transaction

from comptoir.identity.errors import CodeRefused, CodesLocked, SecondFactorMissing
from comptoir.identity.models import RecoveryCode, SecondFactor, User
from comptoir.identity.sealing import seal, unseal
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import is_joint

DIGITS = 6
PERIOD_SECONDS = 30
# A phone's clock may be a step early or late: what it shows then is taken, and nothing further away.
DRIFT_STEPS = 1
SECRET_BYTES = 20
PURPOSE = "second factor"
TRIES_MAX = 5
LOCKED_FOR = timedelta(minutes=15)
RECOVERY_CODES = 10
# 80 bits: nobody finds one by trying, not even who holds the hashes.
RECOVERY_BYTES = 10
RECOVERY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class FactorView:
    """What a person sees of their own second factor."""

    confirmed_at: datetime
    codes_left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that an app can take up: as text to type, and as the address that a QR code carries."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCode:
    """What somebody typed: the app's six digits or a recovery code."""

    user: UUID
    code: str
    now: datetime


def code_at(secret: bytes, step: int) -> str:
    """The six digits of a step (RFC 4226 §5.3)."""
    # SHA-1 is what every app computes; HMAC does not rest on what is broken in it.
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def offer_second_factor(user: UUID, *, shop: str, is_new: bool) -> Offer:
    """A secret for a user's app. It asks for nothing until a code proves that the app has it.

    `is_new`: not the one that was offered before, which somebody else may have read.
    """
    with transaction.atomic(durable=not is_joint()):
        person = User.objects.select_for_update(of=("self",)).get(pk=user)
        row = SecondFactor.objects.filter(user_id=user).first()
        if row is not None and row.confirmed_at is not None:
            raise SecondFactorMissing
        secret = None if row is None or is_new else unseal(bytes(row.secret), purpose=PURPOSE, owner=user.bytes)
        if secret is None:
            secret = secrets.token_bytes(SECRET_BYTES)
            SecondFactor.objects.update_or_create(
                user_id=user, defaults={"secret": seal(secret, purpose=PURPOSE, owner=user.bytes)}
            )
    text = base64.b32encode(secret).decode("ascii")
    label, issuer = quote(f"{shop}:{person.email}", safe=""), quote(shop, safe="")
    address = f"otpauth://totp/{label}?secret={text}&issuer={issuer}&digits={DIGITS}&period={PERIOD_SECONDS}"
    return Offer(" ".join(text[at : at + 4] for at in range(0, len(text), 4)), address)


def confirm_second_factor(command: ShowCode) -> list[str]:
    """From now on each sign-in asks for a code. Answers the recovery codes: shown once, kept as hashes."""
    with transaction.atomic(durable=not is_joint()):
        row = _locked(command.user)
        if row is None or row.confirmed_at is not None:
            raise SecondFactorMissing
        is_right = _take(row, command)
        codes = _new_codes(command.user) if is_right else []
        if is_right:
            row.confirmed_at = command.now
        row.save()
    if not is_right:
        raise CodeRefused
    return codes


def check_second_factor(command: ShowCode) -> bool:
    """Let a code prove who signs in, once. Answers whether it was a recovery code.

    A wrong one is counted although it is refused; the row is locked, so that of two who show one code, one enters.
    """
    with transaction.atomic(durable=True):
        row = _locked(command.user)
        if row is None or row.confirmed_at is None:
            raise SecondFactorMissing
        is_code = _take(row, command)
        is_recovery = not is_code and _spend(row, command)
        row.save()
    if not is_code and not is_recovery:
        raise CodeRefused
    return is_recovery


def renew_recovery_codes(user: UUID) -> list[str]:
    """Ten new ones; those of before open nothing any more. The caller has checked a code."""
    with transaction.atomic(durable=not is_joint()):
        row = _locked(user)
        if row is None or row.confirmed_at is None:
            raise SecondFactorMissing
        return _new_codes(user)


def remove_second_factor(user: UUID) -> bool:
    """Ask this user for a password only. Answers whether there was a second factor."""
    with transaction.atomic(durable=not is_joint()):
        RecoveryCode.objects.filter(user_id=user).delete()
        removed, _ = SecondFactor.objects.filter(user_id=user).delete()
    return removed > 0


def has_second_factor(user: UUID) -> bool:
    """Whether a sign-in by password asks this user for a code."""
    return SecondFactor.objects.filter(user_id=user, confirmed_at__isnull=False).exists()


def second_factor_of(user: UUID) -> FactorView | None:
    """A user's second factor, when one is in use."""
    row = SecondFactor.objects.filter(user_id=user, confirmed_at__isnull=False).first()
    if row is None:
        return None
    assert row.confirmed_at is not None
    return FactorView(row.confirmed_at, RecoveryCode.objects.filter(user_id=user, used_at__isnull=True).count())


def with_second_factor(users: Iterable[UUID]) -> set[UUID]:
    """Those of these users whom a sign-in by password asks for a code."""
    rows = SecondFactor.objects.filter(user_id__in=list(users), confirmed_at__isnull=False)
    return set(rows.values_list("user_id", flat=True))


def _locked(user: UUID) -> SecondFactor | None:
    return SecondFactor.objects.select_for_update(of=("self",)).filter(user_id=user).first()


def _take(row: SecondFactor, command: ShowCode) -> bool:
    """Whether these are the app's digits of now, not used before; a wrong answer counts as a try."""
    if row.locked_until is not None and command.now < row.locked_until:
        raise CodesLocked
    secret = unseal(bytes(row.secret), purpose=PURPOSE, owner=command.user.bytes)
    digits = "".join(command.code.split())
    now = int(command.now.timestamp()) // PERIOD_SECONDS
    if secret is not None and len(digits) == DIGITS and digits.isascii() and digits.isdigit():
        for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
            if step > row.last_step and hmac.compare_digest(code_at(secret, step), digits):
                row.last_step, row.tries, row.locked_until = step, 0, None
                return True
    row.tries += 1
    if row.tries >= TRIES_MAX:
        row.tries, row.locked_until = 0, command.now + LOCKED_FOR
    return False


def _spend(row: SecondFactor, command: ShowCode) -> bool:
    """Whether this is a recovery code that nobody used; it is used now, and takes the try back."""
    typed = "".join(letter for letter in command.code.lower() if letter.isalnum())
    if len(typed) != RECOVERY_LENGTH or not typed.isascii():
        return False
    rows = RecoveryCode.objects.filter(user_id=command.user, code_hash=_hash(typed), used_at__isnull=True)
    if not rows.update(used_at=command.now):
        return False
    row.tries, row.locked_until = 0, None
    return True


def _new_codes(user: UUID) -> list[str]:
    RecoveryCode.objects.filter(user_id=user).delete()
    plain = [
        base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii").lower() for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(id=new_uuid7(), user_id=user, code_hash=_hash(code)) for code in plain
    )  # fmt: skip
    return ["-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)) for code in plain]


def _hash(code: str) -> bytes:
    return sha256(code.encode("ascii")).digest()
