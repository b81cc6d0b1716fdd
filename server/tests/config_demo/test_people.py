"""The demo's people: everybody can be tried, and what a visitor changed stays."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comptoir.config.demo import founding, people
from comptoir.config.demo.access import DemoAccess
from comptoir.config.demo.exemptions import add_exemptions
from comptoir.config.demo.shop import CASHIER_IDS, CASHIERS, ORGANIZATION
from comptoir.config.demo_access import describe, phone_code
from comptoir.invoices.models import Issuer
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import SetPin
from comptoir.staff.operations.secrets import is_weak
from comptoir.staff.public import policy, posts, roles, secrets_set, set_pin

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    founding._found_company()
    founding._hire("quiet-zinc-counter")
    add_exemptions(founding.OWNER)


def test_everybody_has_a_role_and_a_pin_and_invoices_can_be_made(shop: None) -> None:
    people.move_in(NOW)

    with reading(ORGANIZATION):
        names = {role.id: role.name for role in roles()}
        held = {post.employee: names[post.role] for post in posts() if post.role is not None}
        found = [held[CASHIER_IDS[key]] for key in ("adele", "karim", "ines", "louis")]
        assert found == ["Propriétaire", "Responsable", "Caissier", "En formation"]
        assert {secret.employee for secret in secrets_set()} == {cashier.id for cashier in CASHIERS}
        assert policy().sign_in_note == people.pins_text()
        assert Issuer.objects.filter(organization_id=ORGANIZATION).count() == 1
    assert people.pins_text().startswith("Adèle\N{NO-BREAK SPACE}2846 · Karim\N{NO-BREAK SPACE}7193 · ")
    assert not [pin for pin in people.PINS.values() if is_weak(pin)]


def test_a_second_start_changes_nothing_that_a_visitor_did(shop: None) -> None:
    people.move_in(NOW)
    set_pin(SetPin(organization=ORGANIZATION, person=None, employee=CASHIER_IDS["adele"], pin="4072", now=NOW))
    with reading(ORGANIZATION):
        before = (secrets_set(), roles(), posts(), policy())

    people.move_in(datetime(2026, 11, 26, 9, tzinfo=UTC))

    with reading(ORGANIZATION):
        assert (secrets_set(), roles(), posts(), policy()) == before


def test_the_visitor_is_told_the_pins() -> None:
    access = DemoAccess("Shop", "http://x", "a@b.example", "word", "Till", "code", "http://x/till/", NOW, is_new=True)

    assert "PINs at tills Adèle\N{NO-BREAK SPACE}2846" in describe(access, people.pins_text())
    assert "PIN" not in describe(access)


def test_a_phone_is_shown_a_code_only_where_its_page_is_secure() -> None:
    drawn = phone_code("https://comptoir.local:8443")

    assert phone_code("http://localhost:8420") == ""
    assert drawn.endswith("or type https://comptoir.local:8443/start there.\n")
    assert len([line for line in drawn.splitlines() if set(line) <= set("█▀▄ ")]) == 17
