"""Books by program: bookings, files, closing and opening again, each with its right."""

import pytest

from comptoir.identity.public import Permission
from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop, new_till, open_shop


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def test_a_month_is_closed_once_and_opened_again_by_right(program: Program, shop: Shop, connect: Connect) -> None:
    with reading(shop.organization):
        company = legal_entities()[0].id
    address = f"/companies/{company}/closings"
    days = "?first=2026-10-01&last=2026-10-31"

    assert program.get(address).json() == {"open_from": None, "ends": [], "closings": []}
    early = program.post(address, {"first": "2026-10-01", "last": "2026-10-31"})
    assert (early.status_code, early.json()["code"]) == (409, "accounting.period_not_next")
    empty = program.get(f"/companies/{company}/books{days}").json()
    assert (empty["state"], empty["bookings"], empty["currency"]) == ("open", [], "EUR")
    assert program.get(f"/companies/{company}/books/fec{days}").json()["code"] == "accounting.registration_missing"
    two_years = program.get(f"/companies/{company}/books?first=2025-12-31&last=2026-10-31")
    assert (two_years.status_code, two_years.json()["code"]) == (422, "accounting.period_invalid")
    again = program.post(f"{address}/1/reopen", {"reason": "Because"})
    assert (again.status_code, again.json()["code"]) == (409, "accounting.not_last_closing")

    keeper = connect(shop.organization, Permission.SEE_BOOKS, Permission.KEEP_BOOKS)
    assert keeper.post(f"{address}/1/reopen", {"reason": "Because"}).json()["code"] == "api.scope_missing"
    stranger = connect(open_shop().organization)
    for path in ("closings", f"books{days}", f"books/fec{days}", f"books/datev{days}"):
        assert stranger.get(f"/companies/{company}/{path}").status_code == 404


def test_a_rule_of_commissions_is_made_once_and_ended(program: Program, shop: Shop, connect: Connect) -> None:
    wish = {"basis": "piece", "amount": 50, "item": str(shop.wine.item), "valid_from": "2026-11-01"}

    made = program.post("/commission-rules", wish, Idempotency_Key="one")
    again = program.post("/commission-rules", wish, Idempotency_Key="one")
    wrong = program.post("/commission-rules", {**wish, "rate_ppm": 10_000})
    address = f"/commission-rules/{made.json()['id']}/end"

    assert (made.status_code, again.content) == (201, made.content)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "commissions.rule_invalid")
    assert program.post(address, {"last": "2026-11-30"}).json()["valid_until"] == "2026-11-30"
    assert len(program.get("/commission-rules").json()["rules"]) == 1
    assert program.get("/commissions?first=2026-11-01&last=2026-11-30").json() == {
        "currency": "EUR", "total": 0, "earnings": [],
    }  # fmt: skip
    stranger = connect(open_shop().organization)
    assert stranger.post(address, {"last": "2026-11-30"}).json()["code"] == "commissions.rule_unknown"
    assert stranger.get("/commission-rules").json() == {"rules": []}


def test_a_month_is_sealed_by_program_once_and_in_order(program: Program, shop: Shop, connect: Connect) -> None:
    with reading(shop.organization):
        company = legal_entities()[0].id
    address = f"/companies/{company}/period-closings"

    made = program.post(address, {"name": "2026-08"})
    again = program.post(address, {"name": "2026-08"})
    skipped = program.post(address, {"name": "2026-10"})

    assert (made.status_code, made.json()["name"], made.json()["period"]) == (201, "2026-08", "month")
    assert again.json() == made.json()
    assert (skipped.status_code, skipped.json()["code"]) == (409, "sales.period_not_next")
    assert program.get(address).json() == {"closings": [made.json()]}
    keeper = connect(shop.organization, Permission.SEE_BOOKS)
    assert keeper.post(address, {"name": "2026-10"}).json()["code"] == "api.scope_missing"
    assert connect(open_shop().organization).get(address).status_code == 404


def test_the_register_of_tills_is_read_and_a_key_is_asked_to_be_renewed(
    program: Program, shop: Shop, connect: Connect
) -> None:
    till = new_till(shop)

    [row] = program.get("/tills/register").json()["tills"]
    asked = program.post(f"/devices/{row['chain']}/renew-key").json()["enrolments"]

    assert row["chain"] == str(till.identity.chain)
    assert (row["code"], row["number"], row["kind"], row["state"], row["until"]) == ("A1", 1, "browser", "valid", None)
    assert len(row["serial"]) == 64
    assert [one["renewal"] for one in asked] == ["asked"]
    stranger = connect(open_shop().organization)
    assert stranger.get("/tills/register").json() == {"tills": []}
    assert stranger.post(f"/devices/{row['chain']}/renew-key").status_code == 404
