"""A role that holds in some stores: every page, walked by somebody of another store than all that is there."""

import os
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.errors import LastOwner, OwnerEverywhere, StoresMissing
from comptoir.identity.invitations import Invite, SetMembership, invite, set_membership
from comptoir.identity.models import Membership
from comptoir.identity.public import MakeToken, Permission, Role, add_membership, create_user, make_token
from comptoir.kernel import new_uuid7
from comptoir.kernel.errors import DomainError
from comptoir.platform.commands import SetStoreDay
from comptoir.platform.errors import OtherStore, StoreUnknown
from comptoir.platform.operations import set_store_day
from comptoir.platform.tenancy import limited_to, reading
from tests.backoffice.conftest import PASSWORD, Day
from tests.backoffice.test_access import OF_A_ROW, POST_ONLY, addresses
from tests.catalog.stores import new_store

__all__ = ["addresses"]  # a fixture

WIDE = "?from=2026-01-01&to=2026-12-31&day=2026-11-19"


@pytest.fixture
def elsewhere(day: Day) -> UUID:
    """A second store, where nothing has happened yet."""
    return new_store(day.organization)


def member_of(organization: UUID, role: Role, stores: frozenset[UUID] | None) -> tuple[Client, UUID]:
    user = new_uuid7()
    create_user(CreateUser(id=user, email=f"{user}@shop.example", name="Lea", password=PASSWORD, language="en"))
    add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=role))
    if stores is not None:
        command = SetMembership(organization=organization, person=new_uuid7(), user=user, role=role, stores=stores)
        set_membership(command)
    client = Client()
    client.post("/sign-in", {"email": f"{user}@shop.example", "password": PASSWORD})
    return client, user


def marks(day: Day) -> dict[str, bytes]:
    """What no page may say to somebody of another store."""
    with reading(day.organization):
        from comptoir.sales.models import Incident, Order, Quarantine, Sale

        sales = [str(sale.pk) for sale in Sale.objects.all()]
        found = {
            "store": str(day.shop.store), "till": str(day.till.identity.till), "chain": str(day.till.identity.chain),
            "name": "Centre", "till name": "Caisse A1", "street": "1 rue Haute", "gross": "19.21", "card": "8.01",
            "incident": str(Incident.objects.get().pk), "quarantine": str(Quarantine.objects.get().pk),
            "order": str(Order.objects.get().pk),
        }  # fmt: skip
    return {name: text.encode() for name, text in (found | {f"sale {n}": sale for n, sale in enumerate(sales)}).items()}


def content(client: Client, address: str) -> tuple[int, bytes]:
    page = client.get(address + WIDE)
    assert isinstance(page, HttpResponse | StreamingHttpResponse)
    return page.status_code, page.getvalue()


def test_every_page_says_nothing_of_another_store(
    addresses: dict[str, str],
    day: Day,
    elsewhere: UUID,
) -> None:
    limited, _ = member_of(day.organization, Role.MANAGER, frozenset({elsewhere}))
    whole, _ = member_of(day.organization, Role.MANAGER, None)
    secret = marks(day)
    told, leaks, opened = set(), [], set()

    for name, address in addresses.items():
        if name in POST_ONLY:
            continue
        status, body = content(limited, address)
        # Whose address a page has, it may repeat.
        leaks += [(name, what) for what, mark in secret.items() if mark in body and mark not in address.encode()]
        if name in OF_A_ROW and status == 200:
            opened.add(name)
        _, page = content(whole, address)
        if any(mark in page for mark in secret.values()):
            told.add(name)

    assert leaks == []
    # The marks are there to be found: who holds the role everywhere meets them on most pages of trade.
    assert told >= {"today", "stores-today", "sales", "sales-csv", "sale", "acts", "acts-csv", "cash", "tills", "till"}
    assert len(told) > 25, sorted(told)
    assert opened.isdisjoint(OF_A_STORE), sorted(opened & OF_A_STORE)


OF_A_STORE = {
    "sale", "sale-entry", "entry", "order", "till", "incident", "quarantined", "transfer", "counting",
    "purchase-order", "issuer", "card-payment",
}  # fmt: skip


def test_an_operation_writes_to_ones_own_stores_only(day: Day, elsewhere: UUID) -> None:
    def hours(store: UUID) -> SetStoreDay:
        return SetStoreDay(
            organization=day.organization, person=None, store=store, day_starts_minute=300, opening_hours=()
        )

    with limited_to(frozenset({elsewhere})):
        set_store_day(hours(elsewhere))
        with pytest.raises(OtherStore):
            set_store_day(hours(day.shop.store))

    with reading(day.organization):
        from comptoir.platform.models import Store

        starts = dict(Store.objects.values_list("id", "day_starts_minute"))
    assert starts == {elsewhere: 300, day.shop.store: 240}


def test_the_database_itself_hides_the_other_store(day: Day, elsewhere: UUID) -> None:
    """As the application's role in psql: the limit is no filter of a page."""
    queries = {"sales_sale": 3, "sales_line": 5, "sales_entry": 7, "tills_till": 1, "sales_tender": 3}
    with psycopg.connect(os.environ["COMPTOIR_APP_DATABASE_URL"]) as connection:
        for stores, seen in ((day.shop.store, True), (elsewhere, False)):
            connection.execute(
                "SELECT set_config('comptoir.organizations', %s, true), set_config('comptoir.stores', %s, true), "
                "set_config('role', 'comptoir_limited', true)",
                [str(day.organization), str(stores)],
            )
            for table in queries:
                row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                assert row is not None
                assert (row[0] > 0) is seen, table
            connection.rollback()
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(day.organization)])
        row = connection.execute("SELECT current_user::text, (SELECT count(*) FROM sales_sale)").fetchone()
    assert row == ("comptoir_app", 3)


def test_the_limit_is_set_asked_and_refused(day: Day, elsewhere: UUID) -> None:
    owner, owner_id = member_of(day.organization, Role.OWNER, None)
    _, user = member_of(day.organization, Role.MANAGER, None)

    def to(who: UUID, role: Role, *stores: UUID) -> SetMembership:
        return SetMembership(
            organization=day.organization, person=owner_id, user=who, role=role, stores=frozenset(stores)
        )

    refused: list[tuple[SetMembership, type[DomainError]]] = [
        (to(user, Role.OWNER, elsewhere), OwnerEverywhere),
        (to(user, Role.MANAGER), StoresMissing),
        (to(user, Role.MANAGER, new_uuid7()), StoreUnknown),
        (to(owner_id, Role.MANAGER, elsewhere), LastOwner),
    ]
    for command, refusal in refused:
        with pytest.raises(refusal):
            set_membership(command)
    with reading(day.organization):
        assert list(Membership.objects.filter(user_id=user).values_list("role", "stores")) == [("manager", None)]

    assert owner.post(f"/team/members/{user}", {"role": "cashier", "stores": [str(elsewhere)]}).status_code == 302
    with reading(day.organization):
        assert list(Membership.objects.filter(user_id=user).values_list("role", "stores")) == [("cashier", [elsewhere])]
    assert owner.post(f"/team/members/{owner_id}", {"role": "cashier"}).status_code == 422


def test_a_link_carries_its_stores(day: Day, elsewhere: UUID) -> None:
    code = invite(
        Invite(
            organization=day.organization, person=None, id=new_uuid7(), name="Bea", role=Role.MANAGER, employee=None,
            now=datetime.now(UTC), stores=frozenset({elsewhere}),
        )
    )  # fmt: skip
    client = Client()
    client.post(f"/join/{code}", {"name": "Bea", "email": f"{new_uuid7()}@shop.example", "password": PASSWORD})

    body = client.get("/tills").content
    assert b"Caisse A1" not in body
    assert client.get(f"/tills/{day.till.identity.till}").status_code == 404
    assert client.get("/audit").status_code == 403
    assert b"Who can change that" in client.get("/audit", headers={"Accept-Language": "en"}).content


def test_a_token_reaches_no_further_than_whoever_made_it(day: Day, elsewhere: UUID) -> None:
    member_of(day.organization, Role.OWNER, None)
    _, user = member_of(day.organization, Role.OWNER, None)
    scopes = frozenset({Permission.SEE_SALES, Permission.SEE_TILLS, Permission.SEE_PRODUCTS, Permission.EDIT_PRODUCTS})
    made = make_token(
        MakeToken(
            organization=day.organization, person=user, id=new_uuid7(), name="Books", scopes=scopes, days=None,
            now=datetime.now(UTC),
        )
    )  # fmt: skip

    def ask(address: str) -> tuple[int, bytes]:
        answer = Client().get(f"/api/v1{address}", headers={"Authorization": f"Bearer {made.secret}"})
        return answer.status_code, answer.content

    before = {address: ask(address) for address in ("/sales", "/tills", "/stores")}
    assert [status for status, _ in before.values()] == [200, 200, 200], before
    assert b"Caisse A1" in before["/tills"][1]

    command = SetMembership(
        organization=day.organization, person=user, user=user, role=Role.MANAGER, stores=frozenset({elsewhere})
    )
    set_membership(command)

    found = b"".join(ask(address)[1] for address in before)
    for mark in (str(day.shop.store), str(day.till.identity.till), "Caisse A1", "Centre"):
        assert mark.encode() not in found
    assert str(elsewhere).encode() in found
