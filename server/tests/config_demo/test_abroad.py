"""Small demo shops of other countries: made once, with their law's demonstration begun, and known to the command."""

from datetime import UTC, datetime
from pathlib import Path

from comptoir.config.cli.opening import ABROAD
from comptoir.config.demo.abroad import AUSTRIA, SHOPS, prepare_abroad
from comptoir.fiscal.public import till_documents
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.sales.shop import count

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_the_command_offers_every_shop_there_is() -> None:
    assert tuple(SHOPS) == ABROAD
    assert {shop.country.lower() for shop in SHOPS.values()} == set(ABROAD)


def test_the_austrian_shop_is_made_once_with_its_registers_begun(alone: TestDatabase, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()

    first = prepare_abroad("at", "http://localhost:1", tmp_path, now=NOW)
    with reading(AUSTRIA.organization):
        told = till_documents("at")
    again = prepare_abroad("at", "http://localhost:1", tmp_path, now=NOW)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.password == again.password
    assert first.enrolment_code != again.enrolment_code
    assert count("catalog_item", AUSTRIA.organization) == sum(len(shelf.goods) for shelf in AUSTRIA.shelves)
    assert count("tills_till", AUSTRIA.organization) == 1
    with reading(AUSTRIA.organization):
        assert till_documents("at") == told
    [document] = told.values()
    assert isinstance(document, dict)
    assert (document["device"], document["company_id"]) == ("software", "U:ATU12345675")
