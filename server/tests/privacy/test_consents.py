"""What customers agreed to is only added to, proved by the text that they were shown, and asked by its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from comptoir.customers.commands import RecordConsent, SaveCustomer, TakeAddresses
from comptoir.customers.errors import ConsentInvalid, ConsentMomentInvalid, ConsentUnproved, CustomerUnknown
from comptoir.customers.public import (
    consents_of,
    record_consent,
    save_customer,
    standing_consents,
    take_addresses,
    who_said_yes,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import as_one, reading
from comptoir.privacy.public import ErasePerson, erase_person
from tests.privacy.known import owner
from tests.sales.shop import Shop, open_shop, rows

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TEXT = "Oui, écrivez-moi."


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def customer(shop: Shop, name: str = "Mme Petit", email: str = "petit@example.fr") -> UUID:
    key = new_uuid7()
    save_customer(
        SaveCustomer(organization=shop.organization, person=None, id=key, name=name, email=email, phone="0612345678")
    )
    return key


def yes(shop: Shop, key: UUID) -> RecordConsent:
    return RecordConsent(
        organization=shop.organization, person=None, id=new_uuid7(), customer=key, purpose="news", channel="email",
        is_given=True, place="till", happened_at=NOW, now=NOW, text=TEXT, text_version="2026-11", language="fr",
    )  # fmt: skip


def no(shop: Shop, key: UUID, *, later: timedelta = timedelta(days=1)) -> RecordConsent:
    return replace(
        yes(shop, key), is_given=False, text="", text_version="", happened_at=NOW + later, now=NOW + timedelta(days=9)
    )


def addressed(shop: Shop, purpose: str = "news", channel: str = "email") -> list[str]:
    with reading(shop.organization):
        return [one.address for one in who_said_yes(purpose, channel)]


def test_the_last_word_counts_and_all_of_them_stay(shop: Shop) -> None:
    petit = customer(shop)
    assert addressed(shop) == []

    given, withdrawn = yes(shop, petit), no(shop, petit)
    assert (record_consent(given), record_consent(given)) == (True, False)
    assert addressed(shop) == ["petit@example.fr"]
    assert record_consent(withdrawn)

    assert addressed(shop) == []
    with reading(shop.organization):
        newest, first = consents_of(petit)
        [standing] = standing_consents(petit)
        audited = list(
            AuditEvent.objects.filter(action__contains="consent").order_by("action").values_list("action", "details")
        )
    assert (first.text, first.digest) == (TEXT, sha256(b"comptoir-consent-text-v1\n" + TEXT.encode()).hexdigest())
    assert (first.text_version, first.language, first.place) == ("2026-11", "fr", "till")
    assert (standing.id, newest.id, newest.is_given, newest.digest) == (withdrawn.id, withdrawn.id, False, "")
    details = {"purpose": "news", "channel": "email"}
    assert audited == [("customers.consent_given", details), ("customers.consent_withdrawn", details)]
    # Word of a till that was away comes late, and is older.
    record_consent(yes(shop, petit))
    assert addressed(shop) == []


def test_what_nobody_can_have_agreed_to_is_refused_and_nothing_is_written(shop: Shop) -> None:
    petit = customer(shop)
    good = yes(shop, petit)
    refused: list[tuple[RecordConsent, type[DomainError]]] = [
        (replace(good, purpose="spam"), ConsentInvalid), (replace(good, channel="none"), ConsentInvalid),
        (replace(good, purpose="loyalty"), ConsentInvalid), (replace(good, place="street"), ConsentInvalid),
        (replace(good, text=" "), ConsentUnproved), (replace(good, text_version=""), ConsentUnproved),
        (replace(good, text="x" * 4_001), ConsentUnproved),
        (replace(good, happened_at=NOW + timedelta(minutes=11)), ConsentMomentInvalid),
        (replace(good, customer=new_uuid7()), CustomerUnknown),
    ]  # fmt: skip

    for command, refusal in refused:
        with pytest.raises(refusal):
            record_consent(command)

    assert rows("customers_consent", shop.organization) == []
    assert rows("customers_consent_text", shop.organization) == []


def test_nobody_changes_what_was_said_not_even_the_owner_of_the_database(shop: Shop) -> None:
    record_consent(yes(shop, customer(shop)))
    before = rows("customers_consent", shop.organization), rows("customers_consent_text", shop.organization)

    for statement in (
        "UPDATE customers_consent SET is_given = false", "DELETE FROM customers_consent",
        "UPDATE customers_consent_text SET text = 'x'", "DELETE FROM customers_consent_text",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="permission denied"), as_one(shop.organization):
            connection.cursor().execute(statement)
        with owner() as over, pytest.raises(psycopg.errors.RaiseException, match="only added"):
            over.execute(f"{statement} WHERE organization_id = %s", [shop.organization])

    assert (rows("customers_consent", shop.organization), rows("customers_consent_text", shop.organization)) == before


def test_a_list_to_write_to_holds_those_who_said_yes_and_is_noted(shop: Shop) -> None:
    petit, erased = customer(shop), customer(shop, "Mme Partie", "partie@example.fr")
    customer(shop, "M. Muet", "muet@example.fr")
    for key in (petit, erased):
        record_consent(yes(shop, key))
    record_consent(replace(yes(shop, petit), channel="sms"))
    erase_person(ErasePerson(organization=shop.organization, person=None, customer=erased, reason="withdrawn", now=NOW))

    taken = take_addresses(TakeAddresses(organization=shop.organization, person=None, purpose="news", channel="email"))

    assert [(one.id, one.name, one.address) for one in taken] == [(petit, "Mme Petit", "petit@example.fr")]
    assert addressed(shop, channel="sms") == ["0612345678"]
    with reading(shop.organization):
        [noted] = AuditEvent.objects.filter(action="customers.addresses_taken")
        assert len(consents_of(erased)) == 1
    assert noted.details == {"purpose": "news", "channel": "email", "lines": 1}
    with pytest.raises(ConsentInvalid):
        take_addresses(TakeAddresses(organization=shop.organization, person=None, purpose="news", channel="none"))
    with pytest.raises(CustomerUnknown):
        record_consent(yes(shop, erased))
