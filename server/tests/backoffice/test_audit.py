"""Who changed what, in words: to search, as a file, and only of one's own shop."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from comptoir.backoffice.audit_words import ACTIONS, CODES, FIELDS, action_words, area_of
from comptoir.backoffice.queries.audit import history_of
from comptoir.backoffice.scope import read_range
from comptoir.backoffice.words import WORDS
from comptoir.catalog.commands import ChangePrice, EditProduct, SavePromotion
from comptoir.catalog.public import change_price, edit_product, item_view, save_promotion
from comptoir.identity.commands import AddEmployee, EditEmployee
from comptoir.identity.public import Role, add_employee, edit_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import SaveRole
from comptoir.staff.public import Right, save_role
from tests.backoffice.test_access import SignIn
from tests.sales.shop import Shop, open_shop

SOURCE = Path(__file__).resolve().parents[2] / "src" / "comptoir"
UUIDS = re.compile(r">[^<]*[0-9a-f]{8}-[0-9a-f]{4}-[^<]*<")


@pytest.fixture
def owner(shop: Shop, sign_in: SignIn) -> Client:
    return sign_in(shop.organization, Role.OWNER)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode().split('id="list"', 1)[1]
    assert UUIDS.search(page) is None
    return " ".join(re.sub(r"<[^>]+>", " ", page.replace("\N{NO-BREAK SPACE}", " ")).split())


def person_of(client: Client) -> UUID:
    return UUID(client.session["_auth_user_id"])


def bread_of(shop: Shop) -> UUID:
    assert shop.bread.item is not None
    return shop.bread.item


def rename_bread(shop: Shop, person: UUID | None) -> None:
    with reading(shop.organization):
        bread = item_view(bread_of(shop))
    assert bread is not None
    edit_product(
        EditProduct(
            organization=shop.organization, person=person, item=bread_of(shop), name="Pain complet",
            category=bread.category, tax_class=bread.tax_class, unit="KGM", barcodes=("4006381333931",),
            day=date(2026, 11, 1),
        )
    )  # fmt: skip


def test_an_item_says_what_it_was_before(shop: Shop, owner: Client) -> None:
    person = person_of(owner)
    rename_bread(shop, person)
    change_price(
        ChangePrice(
            organization=shop.organization, person=person, item=bread_of(shop), unit_price=125, day=date(2026, 11, 1)
        )
    )

    page = text_of(owner, f"/audit?person={person}")

    assert "Price changed · Pain complet" in page
    assert "Price before €1.15 → since then €1.25" in page
    assert "Item changed · Pain complet" in page
    assert page.count("Name before Pain → since then Pain complet") == 1
    assert "Sold by before Piece → since then Kilogram" in page
    assert "Barcodes before – → since then 4006381333931" in page
    assert "Store added" not in page


def test_rights_and_promotions_are_said_in_words(shop: Shop, owner: Client) -> None:
    role, rule, person = new_uuid7(), new_uuid7(), person_of(owner)
    for limit in (100_000, 50_000):
        rights = {Right.DISCOUNT: limit, Right.TRAINING: 1}
        save_role(SaveRole(organization=shop.organization, person=person, id=role, name="Trainee", rights=rights))
    for percent in (500_000, 250_000):
        document = {"name": "Half", "kind": "each", "percent_ppm": percent}
        save_promotion(SavePromotion(organization=shop.organization, person=person, id=rule, document=document))

    page = text_of(owner, f"/audit?person={person}")

    assert "Discount before 10% → since then 5%" in page
    assert "Training before No → since then Yes" in page
    assert "Promotion saved · Half" in page
    assert "Says before 50% off · All items → since then 25% off · All items" in page


def test_the_list_is_searched_by_person_time_thing_and_area(shop: Shop, owner: Client) -> None:
    anna, person = new_uuid7(), person_of(owner)
    add_employee(AddEmployee(organization=shop.organization, person=person, id=anna, name="Anna"))
    edit_employee(
        EditEmployee(organization=shop.organization, person=None, id=anna, name="Änne", color="#2f6f5e", is_active=True)
    )
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()

    assert "Person changed · Änne" in text_of(owner, "/audit?words=änn")
    assert "Store added" not in text_of(owner, "/audit?words=änn")
    by_person = text_of(owner, f"/audit?person={person}")
    assert "Person added at the tills · Änne" in by_person
    assert "Person changed" not in by_person
    by_area = text_of(owner, "/audit?area=shop")
    assert "Store added · Centre" in by_area
    assert "Item added" not in by_area
    assert "Nobody changed anything here" in text_of(owner, f"/audit?from={tomorrow}&to={tomorrow}")
    assert "Nobody changed anything here" in text_of(owner, "/audit?words=nothing-is-called-so")
    assert "Person changed · Änne" in text_of(owner, f"/audit?thing={anna}")


def test_at_night_the_list_ends_with_the_day_of_the_clock(shop: Shop) -> None:
    """The business day before still runs: what was changed after midnight must not wait until four to be seen."""
    night = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)  # 02:30 in Paris
    with reading(shop.organization):
        places = stores()

    days = [
        read_range(QueryDict(), shop.organization, places, night, days=28, by_clock=by_clock).last
        for by_clock in (True, False)
    ]

    assert days == [date(2026, 11, 27), date(2026, 11, 26)]


def test_the_file_holds_every_change_and_a_broken_address_narrows_nothing(shop: Shop, owner: Client) -> None:
    rename_bread(shop, person_of(owner))

    answer = owner.get("/audit.csv?area=articles&after=nonsense&person=nobody&thing=1")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert rows[0] == ["Time", "Person", "What", "Thing", "Field", "Before", "After"]
    assert ["Item changed", "Pain complet", "Name", "Pain", "Pain complet"] in [row[2:] for row in rows]
    assert "'" not in rows[1][0]


def test_pages_follow_each_other_without_a_gap(shop: Shop, owner: Client) -> None:
    for number in range(60):
        add_employee(
            AddEmployee(organization=shop.organization, person=person_of(owner), id=new_uuid7(), name=f"P{number:02d}")
        )
    first = owner.get("/audit?area=people").content.decode()
    address = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert address is not None

    second = owner.get(address[1].replace("&amp;", "&")).content.decode()

    found = re.findall(r">(P\d\d)<", first), re.findall(r">(P\d\d)<", second)
    assert [len(names) for names in found] == [50, 10]
    assert len(set(found[0] + found[1])) == 60


def test_another_shop_and_a_cashier_read_nothing(shop: Shop, sign_in: SignIn) -> None:
    rename_bread(shop, None)
    other = open_shop()
    stranger = sign_in(other.organization, Role.OWNER)

    assert "Pain complet" not in text_of(stranger, "/audit")
    assert "Nobody changed anything here" in text_of(stranger, f"/audit?thing={shop.bread.item}")
    assert sign_in(shop.organization, Role.CASHIER).get("/audit").status_code == 403
    assert sign_in(shop.organization, Role.ACCOUNTANT).get("/audit").status_code == 200


def test_the_page_asks_little_however_much_it_shows(shop: Shop, owner: Client) -> None:
    for number in range(30):
        rename = EditEmployee(
            organization=shop.organization, person=None, id=new_uuid7(), name=f"N{number}", color="#2f6f5e",
            is_active=True,
        )  # fmt: skip
        add_employee(AddEmployee(organization=shop.organization, person=None, id=rename.id, name="Anna"))
        edit_employee(rename)

    with CaptureQueriesContext(connection) as queries:
        owner.get("/audit?words=N")

    asked = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(asked) <= 12


def test_the_history_of_a_thing_is_there_for_its_own_page(shop: Shop) -> None:
    rename_bread(shop, None)
    now = datetime.now(UTC)

    with reading(shop.organization):
        found = history_of(shop.organization, bread_of(shop), "Pain", since=now - timedelta(days=1), until=now)

    assert [noted.event.action for noted in found.rows] == ["catalog.product_edited", "catalog.product_added"]
    assert {change.kind for change in found.rows[0].changes} == {"catalog_item", "catalog_product", "catalog_barcode"}


def test_every_action_of_the_source_is_said_in_words() -> None:
    written = set()
    for path in SOURCE.rglob("*.py"):
        written |= set(re.findall(r'audit\.record\(\s*"([^"]+)"', path.read_text("utf-8")))

    with override("en"):
        silent = {action for action in written if not area_of(action) or action_words(action) == "Changed"}
    assert silent == set()
    assert len(set(ACTIONS) & written) > 70
    assert set(CODES.values()) <= set(WORDS)
    assert set(CODES) <= set(FIELDS)
