"""Tills and enrolments by their operations."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from comptoir.journal import load_server_key, parse_certificate, verify_certificate
from comptoir.kernel import DomainError, new_uuid7
from comptoir.tills.commands import CreateTill, IssueCode, RevokeEnrolment
from comptoir.tills.operations import create_till, issue_code, revoke_enrolment
from comptoir.tills.server_key import server_key, server_public_key
from tests.sales.shop import Shop, add_till, count, enrol, open_shop, rows

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def test_a_till_is_created_once_and_its_code_is_its_own(shop: Shop) -> None:
    command = CreateTill(organization=shop.organization, id=new_uuid7(), store=shop.store, code="A1", name="Caisse")

    assert create_till(command)
    assert not create_till(command)
    with pytest.raises(DomainError, match=r"tills\.code_taken"):
        create_till(
            CreateTill(organization=shop.organization, id=new_uuid7(), store=shop.store, code="A1", name="Autre")
        )

    assert count("tills_till", shop.organization) == 1


def test_a_code_for_an_unknown_till_is_refused(shop: Shop) -> None:
    with pytest.raises(DomainError, match=r"tills\.unknown"):
        issue_code(IssueCode(organization=shop.organization, till=new_uuid7(), now=NOW))

    assert count("tills_enrolmentcode", shop.organization) == 0


def test_neither_code_nor_token_is_kept(shop: Shop) -> None:
    till = add_till(shop, "A1")
    issued = issue_code(IssueCode(organization=shop.organization, till=till, now=NOW))
    enrolled = enrol(shop, till)

    kept = repr(rows("tills_enrolmentcode", shop.organization)) + repr(rows("tills_enrolment", shop.organization))
    assert issued.code not in kept
    assert enrolled.identity.token not in kept
    assert len(enrolled.identity.token) == 43


def test_enrolments_are_numbered_without_holes_and_name_the_one_before(shop: Shop) -> None:
    till = add_till(shop, "A1")

    first, second = enrol(shop, till), enrol(shop, till)

    assert (first.identity.enrolment, second.identity.enrolment) == (1, 2)
    assert second.identity.previous_chain == first.identity.chain
    certificate = parse_certificate(second.identity.certificate)
    assert (certificate.enrolment, certificate.chain) == (2, str(second.identity.chain))
    assert verify_certificate(load_server_key(server_public_key()), second.identity.certificate)


def test_a_revocation_is_once_audited_and_known(shop: Shop) -> None:
    enrolled = enrol(shop, add_till(shop, "A1"))
    person = new_uuid7()
    command = RevokeEnrolment(organization=shop.organization, chain=enrolled.identity.chain, now=NOW, person=person)

    assert revoke_enrolment(command)
    assert not revoke_enrolment(command)

    [row] = rows("tills_enrolment", shop.organization)
    assert (row["revoked_at"], row["revoked_by"]) == (NOW, person)
    events = [e["action"] for e in rows("platform_auditevent", shop.organization, "happened_at")]
    assert events.count("enrolment.revoked") == 1
    with pytest.raises(DomainError, match=r"tills\.enrolment_unknown"):
        revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=new_uuid7(), now=NOW))


def test_the_server_key_is_made_once_for_its_owner_only(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "new"

    with ThreadPoolExecutor(4) as pool:
        keys = {key.private_bytes_raw() for key in pool.map(lambda _: server_key(), range(8))}
    connections.close_all()

    path = settings.HOME / "secrets" / "server-key"
    assert len(keys) == 1
    assert bytes.fromhex(path.read_text().strip()) in keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["server-key"]
