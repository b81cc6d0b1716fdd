"""The first-run assistant, in a database that nobody has claimed."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from comptoir.backoffice.beginning.code import ensure_code, fits, forget_code, read_code
from comptoir.backoffice.beginning.errors import AlreadyOpen, CountryUnknown, TradeUnknown
from comptoir.backoffice.beginning.opening import Opened, OpenShop, open_shop, plan_for
from comptoir.backoffice.beginning.samples import RemoveSamples, remaining_samples, remaining_shelves, remove_samples
from comptoir.backoffice.beginning.trades import TRADES, sample_item, sample_items
from comptoir.backoffice.words import WORDS
from comptoir.catalog.bottle_deposits import ContainerView, bottle_deposits, containers_of
from comptoir.catalog.commands import AddProduct, ArchiveProduct, ChangePrice, RestoreProduct
from comptoir.catalog.models import FeedRow
from comptoir.catalog.public import (
    add_product,
    archive_product,
    categories,
    change_price,
    count_items,
    item_view,
    restore_product,
)
from comptoir.countries import COUNTRIES, DUTIES, TaxKind
from comptoir.identity.errors import PasswordTooShort
from comptoir.identity.public import Role, has_users, memberships_of
from comptoir.kernel import new_uuid7
from comptoir.payments.commands import SaveTenderKind
from comptoir.payments.public import save_tender_kind
from comptoir.platform.postgres import RunningServer
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import reading
from comptoir.staff.public import roles
from comptoir.tax.public import classes_on
from comptoir.tills.public import till_exists
from tests.databases import EMPTY, TestDatabase, copy_database, make_database, point_django_at

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PASSWORD = "quiet-zinc-counter"


@pytest.fixture(scope="module")
def unclaimed_database(
    postgres: RunningServer, database: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> TestDatabase:
    copy_database(postgres, "comptoir_unclaimed", of=EMPTY)
    with django_db_blocker.unblock():
        made = make_database(postgres, "comptoir_unclaimed")
        point_django_at(database)
    return made


@pytest.fixture
def unclaimed(
    unclaimed_database: TestDatabase,
    database: TestDatabase,
    django_db_blocker: DjangoDbBlocker,
    settings,
    tmp_path: Path,
) -> Iterator[Path]:
    """A database without users, and the folder with the set-up code."""
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    settings.HOME = tmp_path
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    with django_db_blocker.unblock():
        point_django_at(unclaimed_database)
        with psycopg.connect(unclaimed_database.superuser) as connection:
            connection.execute("TRUNCATE identity_user, platform_organization CASCADE")
        yield secrets
        point_django_at(database)


def wish(**changes: object) -> OpenShop:
    values: dict[str, object] = {
        "organization": new_uuid7(), "country": "CH", "trade": "cafe", "language": "fr", "name": "Chez Léa",
        "address": "1 rue Haute\n1200 Genève", "owner": "Léa Favre", "password": PASSWORD, "is_exempt": False,
        "with_samples": True, "now": NOW,
    }  # fmt: skip
    return OpenShop(**{**values, **changes})  # type: ignore[arg-type]  # a test builds a command from parts


def test_a_shop_opens_with_all_that_its_country_and_trade_decide(unclaimed: Path) -> None:
    command = wish()

    opened = open_shop(command)

    with reading(command.organization):
        organization, [store] = organization_view(), stores()
        assert (organization.country, organization.currency, organization.locale) == ("CH", "CHF", "fr-CH")
        assert (store.name, store.timezone, store.training_only) == ("Chez Léa", "Europe/Zurich", "")
        rates = [(tax.name, tax.rate.rate_ppm if tax.rate else None) for tax in classes_on(NOW.date())]
        assert rates == [("Taux normal", 81_000), ("Taux réduit", 26_000), ("Hébergement", 38_000)]
        assert [role.name for role in roles()] == ["Propriétaire", "Responsable", "Caissier", "En formation"]
        assert [category.name for category in categories()] == ["Boissons chaudes", "Boissons fraîches", "À manger"]
        assert count_items() == 8
        espresso = item_view(sample_item(command.organization, "espresso"))
        assert espresso is not None
        assert (espresso.name, espresso.unit_price, espresso.tax_rate_ppm) == ("Expresso", 220, 81_000)
        assert till_exists(opened.counter)
        assert till_exists(opened.phone)
    assert [(member.organization, member.role) for member in memberships_of(opened.owner)] == [
        (command.organization, Role.OWNER)
    ]


def test_the_trades_own_rate_comes_first_for_an_amount_without_an_article() -> None:
    first = {trade: plan_for("FR", trade, NOW.date()).taxes[0].kind for trade in ("cafe", "boutique", "corner_shop")}

    assert first == {"cafe": TaxKind.INTERMEDIATE, "boutique": TaxKind.STANDARD, "corner_shop": TaxKind.REDUCED}


def test_a_country_with_a_duty_that_we_cannot_fulfil_opens_for_training_only(unclaimed: Path) -> None:
    command = wish(country="DE", trade="boutique", language="de", is_exempt=True)

    open_shop(command)

    with reading(command.organization):
        assert [store.training_only for store in stores()] == ["de_tse"]


def test_whoever_charges_no_vat_in_france_sells_without_tax(unclaimed: Path) -> None:
    command = wish(country="FR", trade="market", is_exempt=True)

    open_shop(command)

    with reading(command.organization):
        assert [store.training_only for store in stores()] == [""]
        [only] = classes_on(NOW.date())
        assert only.rate is not None
        assert (only.name, only.rate.category, only.rate.rate_ppm) == ("Sans taxe", "E", 0)
        # Six articles, and the jar that honey and jam come in.
        assert count_items() == 7


@pytest.mark.parametrize("country", [country.code for country in COUNTRIES])
@pytest.mark.parametrize("trade", [trade.key for trade in TRADES])
def test_every_country_and_trade_can_be_planned(country: str, trade: str) -> None:
    plan = plan_for(country, trade, NOW.date(), is_exempt=True)

    assert plan.taxes
    assert plan.training_only in ({"de_tse"} if country == "DE" else {""})


def test_every_word_of_the_tables_is_there() -> None:
    trades = {trade.key for trade in TRADES}

    assert {kind.value for kind in TaxKind} == set(WORDS["tax_kind"])
    assert {duty.code for duty in DUTIES} == set(WORDS["duty"])
    assert {duty.exemption for duty in DUTIES if duty.exemption} == set(WORDS["duty_exemption"])
    assert all(set(duty.trades) <= trades for duty in DUTIES)


def test_a_sample_of_two_trades_is_the_same_article() -> None:
    shop = new_uuid7()
    by_key = {sample.key: sample for trade in TRADES for sample in trade.samples()}

    assert len(sample_items(shop)) == len(by_key)
    assert all(by_key[sample.key] == sample for trade in TRADES for sample in trade.samples())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"country": "XX"}, CountryUnknown),
        ({"trade": "circus"}, TradeUnknown),
        ({"password": "short"}, PasswordTooShort),
    ],
)
def test_a_refusal_writes_nothing(unclaimed: Path, changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        open_shop(wish(**changes))

    assert has_users() is False
    assert count_of_organizations() == 0


def test_a_second_shop_is_refused(unclaimed: Path) -> None:
    open_shop(wish())

    with pytest.raises(AlreadyOpen):
        open_shop(wish(owner="Mallory"))

    assert count_of_organizations() == 1


def test_of_two_at_once_one_opens(unclaimed: Path, django_db_blocker: DjangoDbBlocker) -> None:
    def attempt(owner: str) -> Opened | None:
        with django_db_blocker.unblock():
            try:
                return open_shop(wish(owner=owner))
            except AlreadyOpen:
                return None
            finally:
                connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, ["Ada", "Bob"]))

    assert sum(outcome is not None for outcome in outcomes) == 1
    assert count_of_organizations() == 1


def test_one_tap_removes_the_samples_but_not_what_became_the_shops_own(unclaimed: Path) -> None:
    command = wish()
    owner = open_shop(command).owner
    kept = sample_item(command.organization, "tea")
    change_price(
        ChangePrice(organization=command.organization, person=owner, item=kept, unit_price=350, day=NOW.date())
    )

    first = remove_samples(RemoveSamples(organization=command.organization, person=owner))
    again = remove_samples(RemoveSamples(organization=command.organization, person=owner))

    assert (first, again) == (7, 0)
    with reading(command.organization):
        assert count_items() == 1
        assert remaining_samples(command.organization) == []
        # Its category stays with it; the others have gone from the tills, and their names from no sale.
        assert [category.name for category in categories()] == ["Boissons chaudes"]
        assert [category.name for category in categories(with_ended=True)] == [
            "Boissons chaudes", "Boissons fraîches", "À manger",
        ]  # fmt: skip
        assert remaining_shelves(command.organization) == []
        tea = item_view(kept)
        assert tea is not None
        assert tea.is_archived is False


def test_one_tap_leaves_nothing_of_the_samples(unclaimed: Path) -> None:
    command = wish()
    owner = open_shop(command).owner
    wanted = RemoveSamples(organization=command.organization, person=owner)

    assert remove_samples(wanted) == 8
    with reading(command.organization):
        assert (count_items(), categories(), remaining_shelves(command.organization)) == (0, [], [])
        position = FeedRow.objects.filter(organization_id=command.organization).latest("position").position
        kinds = set(FeedRow.objects.filter(organization_id=command.organization).values_list("kind", flat=True))
    assert FeedRow.Kind.SETTINGS in kinds

    assert remove_samples(wanted) == 0
    with reading(command.organization):
        assert FeedRow.objects.filter(organization_id=command.organization).latest("position").position == position


@pytest.mark.parametrize(
    ("country", "category", "rate_ppm", "follows"),
    [("DE", "S", 70_000, True), ("FR", "O", 0, False), ("CH", "O", 0, False), ("GB", "Z", 0, True)],
)
def test_samples_show_deposits_as_the_country_taxes_them(
    unclaimed: Path, country: str, category: str, rate_ppm: int, follows: bool
) -> None:
    command = wish(country=country, trade="corner_shop")
    owner = open_shop(command).owner
    organization = command.organization
    water = sample_item(organization, "water")

    with reading(organization):
        [bottle] = bottle_deposits()
        assert (bottle.name, bottle.unit_price) == ("Consigne bouteille", 25)
        assert (bottle.tax_category, bottle.tax_rate_ppm, bottle.follows_tax) == (category, rate_ppm, follows)
        assert containers_of(water) == [ContainerView(bottle.item, 1)]
        assert containers_of(sample_item(organization, "milk")) == []

    assert remove_samples(RemoveSamples(organization=organization, person=owner)) == 8
    with reading(organization):
        assert (bottle_deposits(), count_items(), categories()) == ([], 0, [])


def test_a_deposit_that_the_shop_uses_stays_with_its_category(unclaimed: Path) -> None:
    command = wish(trade="corner_shop")
    organization, owner = command.organization, open_shop(command).owner
    water = sample_item(organization, "water")
    change_price(ChangePrice(organization=organization, person=owner, item=water, unit_price=110, day=NOW.date()))

    assert remove_samples(RemoveSamples(organization=organization, person=owner)) == 7

    with reading(organization):
        [bottle] = bottle_deposits()
        assert containers_of(water) == [ContainerView(bottle.item, 1)]
        assert [category.name for category in categories()] == ["Boissons"]


def test_samples_are_looked_for_with_few_questions(unclaimed: Path, django_assert_num_queries) -> None:
    command = wish(trade="corner_shop")
    open_shop(command)

    with reading(command.organization), django_assert_num_queries(2):
        assert len(remaining_samples(command.organization)) == 8


def test_a_category_that_the_shop_uses_stays(unclaimed: Path) -> None:
    """For an article of its own, even an archived one, or for a way to pay."""
    command = wish()
    opened = open_shop(command)
    organization, owner = command.organization, opened.owner
    with reading(organization):
        hot, cold, food = (category.id for category in categories())
        tax = classes_on(NOW.date())[0].id
    item = new_uuid7()
    add_product(
        AddProduct(
            organization=organization, person=owner, id=new_uuid7(), item=item, name="Sirop maison", category=cold,
            tax_class=tax, unit_price=400, day=NOW.date(),
        )
    )  # fmt: skip
    archive_product(ArchiveProduct(organization=organization, person=owner, item=item))
    save_tender_kind(
        SaveTenderKind(
            organization=organization, person=owner, id=new_uuid7(), name="Chèque-repas", kind="meal_voucher",
            gives_change=False, opens_drawer=False, is_counted=False, categories=(food,),
        )
    )  # fmt: skip

    assert remove_samples(RemoveSamples(organization=organization, person=owner)) == 8

    with reading(organization):
        assert [category.id for category in categories()] == [cold, food]
    # A sample that is put back brings its category back.
    restore_product(RestoreProduct(organization=organization, person=owner, item=sample_item(organization, "tea")))
    with reading(organization):
        assert [category.id for category in categories()] == [hot, cold, food]


def test_two_taps_at_once_remove_the_samples_once(unclaimed: Path) -> None:
    command = wish()
    owner = open_shop(command).owner

    def tap(_: int) -> int:
        try:
            return remove_samples(RemoveSamples(organization=command.organization, person=owner))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(tap, range(2)))

    assert max(counts) == 8
    with reading(command.organization):
        assert (count_items(), categories()) == (0, [])
        ended = FeedRow.objects.filter(organization_id=command.organization, kind=FeedRow.Kind.REMOVED)
        assert ended.count() == 8


def test_the_code_is_read_kindly_and_made_once(tmp_path: Path) -> None:
    code = ensure_code(tmp_path)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert ensure_code(tmp_path) == code
    assert (tmp_path / "setup-code").stat().st_mode & 0o777 == 0o600
    assert fits(tmp_path, f" {code.lower().replace('-', '').replace('0', 'o').replace('1', 'l')} ")
    assert not fits(tmp_path, "")
    assert not fits(tmp_path, code[:-1])
    forget_code(tmp_path)
    assert not fits(tmp_path, code)
    assert not fits(tmp_path, "")
    assert read_code(tmp_path) == ""


def test_without_the_code_nobody_begins(unclaimed: Path) -> None:
    ensure_code(unclaimed)
    stranger = Client()

    assert stranger.get("/")["Location"] == "/begin"
    assert stranger.get("/sign-in")["Location"] == "/begin"
    assert stranger.get("/begin?country=CH&trade=cafe").content.count(b'name="code"') == 1
    assert stranger.get("/begin?code=AAAAA-AAAAA").status_code == 403
    answer = stranger.post("/begin", answers())
    assert b'name="code"' in answer.content
    assert has_users() is False


def test_the_code_of_a_server_that_kept_none_opens_nothing(unclaimed: Path) -> None:
    assert Client().post("/begin", {"code": ""}).status_code == 200
    assert Client().post("/begin", {"code": "-"}).status_code == 403


def test_from_the_printed_address_to_a_till(unclaimed: Path) -> None:
    code = ensure_code(unclaimed)
    client = Client(headers={"accept-language": "fr-CH"})

    claimed = client.get(f"/begin?code={code}")
    assert (claimed.status_code, claimed["Location"]) == (302, "/begin")
    assert '<option value="CH" selected>' in client.get("/begin").content.decode()
    asked = client.get("/begin?country=CH&trade=cafe").content.decode()
    assert "MWSTG art. 25" in asked
    refused = client.post("/begin", answers(password="short"))
    assert (refused.status_code, has_users()) == (422, False)
    opened = client.post("/begin", answers())

    assert (opened.status_code, opened["Location"]) == (302, "/begin/first-sale")
    assert read_code(unclaimed) == ""
    page = client.get("/begin/first-sale").content.decode()
    assert "lea.favre" in page
    here = client.post("/begin/here")
    assert re.fullmatch(r"/till/#code=[\w-]{24}&at-once", here["Location"])
    assert client.get("/begin")["Location"] == "/"
    other = Client()
    assert other.get("/begin")["Location"] == "/"
    assert other.post("/sign-in", {"email": "Léa Favre", "password": PASSWORD}).status_code == 302
    assert client.post("/begin/samples")["Location"] == "/products"


def test_a_duty_is_said_before_and_after(unclaimed: Path) -> None:
    code = ensure_code(unclaimed)
    client = Client(headers={"accept-language": "de-AT"})
    client.get(f"/begin?code={code}")

    asked = client.get("/begin?country=AT&trade=boutique").content.decode()
    client.post("/begin", answers(country="AT", trade="boutique"))

    assert "RKSV" in asked
    assert "is_exempt" in asked
    assert "RKSV" in client.get("/begin/first-sale").content.decode()


def answers(**changes: str) -> dict[str, str]:
    values = {
        "country": "CH", "trade": "cafe", "name": "Chez Léa", "owner": "Léa Favre", "password": PASSWORD,
        "address": "", "with_samples": "on",
    }  # fmt: skip
    return {**values, **changes}


def count_of_organizations() -> int:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM platform_organization").fetchone()
    assert row is not None
    return int(row[0])
