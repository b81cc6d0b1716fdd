"""Codes from an app: the vectors of the RFC, once each, drift, the lock, recovery codes, encryption at rest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.errors import CodeRefused, CodesLocked, SecondFactorMissing
from comptoir.identity.models import Passkey, RecoveryCode, SecondFactor
from comptoir.identity.public import Role, add_membership, create_user
from comptoir.identity.resetting import Reset, reset
from comptoir.identity.second_factor import (
    ShowCode,
    check_second_factor,
    code_at,
    confirm_second_factor,
    has_second_factor,
    offer_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    second_factor_of,
)
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.public import found_organization
from tests.identity.phone import secret_of
from tests.sales.shop import rows

NOW = datetime(2026, 11, 26, 12, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def user(db: None, settings) -> UUID:
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    key = new_uuid7()
    create_user(
        CreateUser(id=key, email=f"{key}@shop.example", name="Ada", password="quiet-zinc-counter", language="en")
    )
    return key


@pytest.fixture
def secret(user: UUID) -> bytes:
    """The secret of an app that was set up five minutes ago."""
    secret = secret_of(offer_second_factor(user, shop="Épicerie", is_new=True).address)
    confirm_second_factor(shown(user, secret, NOW - 10 * STEP))
    return secret


def shown(user: UUID, secret: bytes, now: datetime, *, drift: int = 0) -> ShowCode:
    return ShowCode(user=user, code=code_at(secret, int(now.timestamp()) // 30 + drift), now=now)


def wrong(user: UUID, now: datetime = NOW) -> ShowCode:
    return ShowCode(user=user, code="not a code", now=now)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_vectors_of_rfc_6238(seconds: int, digits: str) -> None:
    assert code_at(b"12345678901234567890", seconds // 30) == digits


def test_nothing_is_asked_before_a_code_proved_the_app(user: UUID) -> None:
    offer = offer_second_factor(user, shop="Épicerie & fils", is_new=True)

    assert not has_second_factor(user)
    assert offer.address.startswith("otpauth://totp/%C3%89picerie%20%26%20fils%3A")
    assert offer_second_factor(user, shop="x", is_new=False).text == offer.text
    assert offer_second_factor(user, shop="x", is_new=True).text != offer.text
    with pytest.raises(SecondFactorMissing):
        check_second_factor(wrong(user))
    with pytest.raises(CodeRefused):
        confirm_second_factor(wrong(user))
    assert (has_second_factor(user), RecoveryCode.objects.filter(user_id=user).count()) == (False, 0)


def test_a_code_is_good_once_and_none_before_it(user: UUID, secret: bytes) -> None:
    assert check_second_factor(shown(user, secret, NOW)) is False

    for drift in (0, -1):
        with pytest.raises(CodeRefused):
            check_second_factor(shown(user, secret, NOW, drift=drift))
    assert check_second_factor(shown(user, secret, NOW + STEP)) is False


@pytest.mark.parametrize(("drift", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(user: UUID, secret: bytes, drift: int, is_taken: bool) -> None:
    command = shown(user, secret, NOW, drift=drift)

    if is_taken:
        assert check_second_factor(command) is False
    else:
        with pytest.raises(CodeRefused):
            check_second_factor(command)


def test_five_wrong_codes_lock_the_right_one_out_for_a_quarter_of_an_hour(user: UUID, secret: bytes) -> None:
    for _ in range(5):
        with pytest.raises(CodeRefused):
            check_second_factor(wrong(user))

    with pytest.raises(CodesLocked):
        check_second_factor(shown(user, secret, NOW))
    later = NOW + timedelta(minutes=15)
    assert check_second_factor(shown(user, secret, later)) is False
    assert SecondFactor.objects.get(user_id=user).tries == 0


def test_a_recovery_code_is_good_once_and_new_ones_replace_the_old(user: UUID) -> None:
    secret = secret_of(offer_second_factor(user, shop="x", is_new=True).address)
    codes = confirm_second_factor(shown(user, secret, NOW))

    assert (len(set(codes)), len(codes[0])) == (10, 19)
    assert check_second_factor(ShowCode(user=user, code=f" {codes[0].upper()} ", now=NOW)) is True
    with pytest.raises(CodeRefused):
        check_second_factor(ShowCode(user=user, code=codes[0], now=NOW))
    view = second_factor_of(user)
    assert view is not None
    assert view.codes_left == 9
    renew_recovery_codes(user)
    with pytest.raises(CodeRefused):
        check_second_factor(ShowCode(user=user, code=codes[1], now=NOW))


def test_of_two_who_show_one_code_at_once_one_enters(user: UUID, secret: bytes) -> None:
    command = shown(user, secret, NOW)

    def enter(_: int) -> str:
        try:
            check_second_factor(command)
        except CodeRefused:
            return "refused"
        else:
            return "entered"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == ["entered", "refused"]


def test_the_secret_is_not_what_the_database_holds(user: UUID, secret: bytes, settings) -> None:
    row = SecondFactor.objects.get(user_id=user)
    assert secret not in bytes(row.secret)

    # Another server's key opens nothing; the key of before a change of keys still does.
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    with pytest.raises(CodeRefused):
        check_second_factor(shown(user, secret, NOW))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert check_second_factor(shown(user, secret, NOW)) is False


def test_taken_away_nothing_is_left(user: UUID, secret: bytes) -> None:
    assert remove_second_factor(user)

    assert not remove_second_factor(user)
    assert SecondFactor.objects.filter(user_id=user).count() == 0
    assert RecoveryCode.objects.filter(user_id=user).count() == 0


def test_the_command_takes_it_away_and_every_shop_says_so(user: UUID, secret: bytes) -> None:
    first, second = new_uuid7(), new_uuid7()
    for organization in (first, second):
        found_organization(
            FoundOrganization(organization=organization, name="Essai", country="FR", currency="EUR", locale="fr-FR")
        )
        add_membership(
            AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=Role.MANAGER)
        )
    Passkey.objects.create(
        id=new_uuid7(), user_id=user, label="Téléphone", credential_id=user.bytes, public_key=b"y", spki=b"y",
        algorithm=-7, rp_id="shop.example", made_at=NOW,
    )  # fmt: skip
    email = f"{user}@shop.example"

    assert reset("nobody@x.example", with_passkeys=True) is None
    assert reset(email.upper(), with_passkeys=False) == Reset("Ada", had_code=True, passkeys=0, shops=2)
    assert (has_second_factor(user), Passkey.objects.filter(user_id=user).count()) == (False, 1)
    assert reset(email, with_passkeys=True) == Reset("Ada", had_code=False, passkeys=1, shops=2)
    assert reset(email, with_passkeys=True) == Reset("Ada", had_code=False, passkeys=0, shops=0)
    for organization in (first, second):
        told = [
            (row["action"], row["subject"], row["person"])
            for row in rows("platform_auditevent", organization)
            if row["subject"] == str(user) and "membership" not in str(row["action"])
        ]
        assert told == [
            ("identity.second_factor_removed", str(user), None), ("identity.passkey_removed", str(user), None),
        ]  # fmt: skip
