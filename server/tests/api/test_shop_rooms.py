"""A shop behind its goods, by program: customers, people, tills, taxes, money, books, reports, counting, moving in."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comptoir.api.models import KeptAnswer
from comptoir.api.openapi import specification
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tills.models import EnrolmentCode
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop, open_shop


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def changed(program: Program, path: str, body: object, *, read_at: str = "", method: str = "put") -> Any:
    """What stands after a change by somebody who has read it."""
    return program.done(method, path, body, If_Match=program.get(read_at or path)["ETag"])


def test_customers_have_groups_cards_and_exemptions_and_are_forgotten(program: Program) -> None:
    group = program.done("post", "/customer-groups", {"name": "Habitués"}, 201)
    customer = program.done("post", "/customers", {"name": "Petit", "group": group["id"]}, 201)
    path = f"/customers/{customer['id']}"

    assert changed(program, f"/customer-groups/{group['id']}", {"name": "Fidèles"})["name"] == "Fidèles"
    card = program.done("post", f"{path}/card", None, 201)["card"]
    assert (card != "", program.get(f"/customers?q={card}").json()["customers"][0]["id"]) == (True, customer["id"])
    reason = program.done("post", "/exemptions", {"category": "E", "name": "Diplomate"}, 201)["id"]
    grant = {"reason": reason, "evidence": "Carte 7", "valid_until": "2027-06-30"}
    granted = program.done("put", f"{path}/exemption", grant)["exemption"]
    assert (granted["reason"], granted["evidence"], granted["valid_until"]) == (reason, "Carte 7", "2027-06-30")
    assert program.done("delete", f"{path}/exemption") == {"exemption": None}
    account = program.get(f"{path}/account").json()
    assert (account["balance"], account["open_orders"], account["credit_limit"]) == (0, 0, None)
    assert program.done("post", f"/customer-groups/{group['id']}/end")["is_ended"] is True
    gone = program.done("post", f"{path}/erase", {"reason": "asked"})
    assert (gone["kept_until"], program.get(path).json()["name"]) == (None, "")
    assert program.done("post", f"{path}/erase", {}) == gone
    assert program.post(f"{path}/card").status_code == 404


def test_a_store_its_till_and_a_code_that_is_told_once(program: Program, shop: Shop) -> None:
    company = program.done("post", "/companies", {"name": "Essai Sud SARL"}, 201)
    place = {"legal_entity": company["id"], "name": "Gare", "timezone": "Europe/Paris", "price_mode": "gross"}
    nowhere = program.post("/stores", {**place, "timezone": "Europe/Nowhere"})
    store = program.done("post", "/stores", place, 201)
    till = program.done("post", "/tills", {"store": store["id"], "code": "G1", "name": "Gare 1"}, 201)

    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "api.invalid")
    assert (till["code"], till["store"], till["is_active"]) == ("G1", "Gare", True)
    taken = program.post("/tills", {"store": str(shop.store), "code": "G1", "name": "Autre"})
    assert (taken.status_code, taken.json()["code"]) == (409, "tills.code_taken")
    told = program.done("post", f"/tills/{till['id']}/code", None, 201, Idempotency_Key="k")
    again = program.done("post", f"/tills/{till['id']}/code", None, 201, Idempotency_Key="k")
    assert (len(told["code"]) > 20, again) == (True, {**told, "code": None})
    with reading(shop.organization):
        assert EnrolmentCode.objects.count() == 1
        assert told["code"].encode() not in bytes(KeptAnswer.objects.get().body)
    assert program.get(f"/tills/{till['id']}/devices").json() == {"enrolments": []}
    assert program.post(f"/devices/{new_uuid7()}/revoke").status_code == 404
    settings = f"/stores/{store['id']}/settings"
    day = {"day_starts_minute": 300, "opening_hours": [{"weekday": 0, "opens": 480, "closes": 1_140}]}
    assert (
        changed(program, f"/stores/{store['id']}/day", day, read_at=settings)["opening_hours"] == day["opening_hours"]
    )
    returns = {"returns_days": 14, "returns_in_cash": True}
    assert changed(program, f"/stores/{store['id']}/returns", returns, read_at=settings)["returns_days"] == 14
    assert program.done("put", f"/stores/{store['id']}/price-mode", {"price_mode": "net"})["price_mode"] == "net"


def test_taxes_are_dated_and_places_switch_them(program: Program, shop: Shop) -> None:
    made = program.done("post", "/tax-classes", {"name": "Repas"}, 201)
    path = f"/tax-classes/{made['id']}"
    rate = {"category": "S", "rate_ppm": 100_000, "valid_from": "2027-01-01"}

    assert program.done("post", f"{path}/rates", rate, 201)["rates"] == [rate]
    other = program.post(f"{path}/rates", {**rate, "rate_ppm": 90_000})
    assert (other.status_code, other.json()["code"]) == (409, "tax.rate_taken")
    bread = program.get(f"/articles/{shop.bread.item}").json()["tax_class"]
    switched = program.done("put", f"/tax-classes/{bread}/switch", {"place": "here", "becomes": made["id"]})
    assert switched["switches"] == [{"tax_class": bread, "place": "here", "becomes": made["id"]}]
    asked = program.done("put", f"/stores/{shop.store}/places", {"place": "away", "keeps": "keep_price"})
    assert asked["stores"] == [{"store": str(shop.store), "place": "away", "keeps": "keep_price"}]


def test_people_and_what_holds_for_them(program: Program, shop: Shop) -> None:
    person = program.done("post", "/employees", {"name": "Lina"}, 201)
    path = f"/employees/{person['id']}"

    away = changed(program, path, {"name": "Lina B.", "color": "#112233", "is_active": False})
    assert (away["name"], away["is_active"]) == ("Lina B.", False)
    policy = {"pin_length": 6, "lock_after_s": 60, "difference_limit": 500, "sign_in_note": ""}
    assert changed(program, "/till-policy", policy)["pin_length"] == 6
    assert program.done("put", "/till-policy/purchase-limit", {"purchase_limit": 9_000})["purchase_limit"] == 9_000
    left = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    hours = {
        "employee": person["id"], "store": str(shop.store), "reason": "Oublié",
        "worked": {"came_at": (left - timedelta(hours=4)).isoformat(), "left_at": left.isoformat()},
    }  # fmt: skip
    proposed = program.done("post", "/times/corrections", hours, 201)
    assert (proposed["state"], program.get("/times").json()) == ("proposed", {"shifts": []})
    decided = program.done("post", f"/times/corrections/{proposed['id']}/decide", {"is_approved": True})
    shifts = program.get("/times").json()["shifts"]
    assert (decided["state"], [row["minutes"] for row in shifts]) == ("approved", [240])


def test_money_besides_sales(program: Program, shop: Shop) -> None:
    tender = program.done("post", "/tender-kinds", {"kind": "check", "name": "Chèque"}, 201)
    path, store = f"/tender-kinds/{tender['id']}", str(shop.store)

    over = changed(program, path, {"name": "Chèque", "is_active": False})
    assert (over["revision"], over["is_active"], over["kind"]) == (2, False, "check")
    rate = {"currency": "CHF", "valid_from": "2090-01-01", "rate_ppm": 950_000}
    assert program.done("post", "/exchange-rates", rate, 201)["exchange_rates"] == [{**rate, "store": None}]
    policy = changed(program, "/payment-policy", {"tip_presets": [50_000], "quote_days": 15}, method="patch")
    assert (policy["tip_presets"], policy["quote_days"], policy["has_gift_cards"]) == ([50_000], 15, False)
    count = {"id": str(new_uuid7()), "store": store, "counted": 25_000}
    assert program.done("post", "/safes/counts", count, 201)["difference"] == 25_000
    assert program.done("post", "/safes/counts", count, 201)["difference"] == 25_000
    moved = program.done("post", "/safes/bank", {"store": store, "amount": 20_000, "slip": "B-7"}, 201)["movements"]
    assert [(row["deed"], row["amount"], row["slip"]) for row in moved] == [("bank", -20_000, "B-7")]
    assert [row["expected"] for row in program.get("/safes").json()["safes"]] == [5_000]
    program.done("post", f"/safes/bank/{moved[0]['id']}/take-back")
    assert [row["expected"] for row in program.get("/safes").json()["safes"]] == [25_000]
    totals = {"store": store, "totals": [{"day": "2026-11-20", "kind": "card", "amount": 12_345}]}
    assert [(day["ours"], day["theirs"]) for day in program.done("put", "/terminals", totals)["days"]] == [(0, 12_345)]
    company = program.get("/companies").json()["companies"][0]["id"]
    books = f"/companies/{company}/bookkeeping"
    assert changed(program, books, {"chart": "pcg", "journal_code": "VEN"})["journal_code"] == "VEN"
    named = [{"role": "sales", "key": "", "number": "707100", "name": "Ventes"}]
    kept = changed(program, f"{books}/accounts", {"accounts": named}, read_at=books, method="patch")
    assert kept["accounts"] == named
    assert program.done("post", "/liabilities/expire") == {"amount": 0}
    assert program.done("put", "/liabilities/validity", {"valid_months": 24})["valid_months"] == 24
    said = {"street": "1 rue Haute", "postal_code": "75001", "city": "Paris", "country": "FR", "tax_number": "FR1"}
    issuer = changed(program, f"/companies/{company}/issuer", said)["issuer"]
    assert issuer == {**said, "registration": "", "mention": ""}
    assert program.get("/invoices").json() == {"invoices": [], "next": None}


def test_reports_are_asked_kept_and_mailed(program: Program, shop: Shop) -> None:
    asked = program.get("/reports/cubes/sales?by=day&measure=gross&measure=sales_count").json()
    wrong = program.get("/reports/cubes/sales?by=moon&measure=gross")
    kept = {"name": "Heures", "cube": "sales", "by": ["hour"], "measures": ["gross"], "days": 7}

    assert (asked["rows"], asked["whole"], asked["measures"]) == ([], [0, 0], ["gross", "sales_count"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "api.report_unknown")
    assert "days" in [one["slug"] for one in program.get("/reports").json()["reports"]]
    assert program.get("/reports/days").json()["count"] == 0
    saved = program.done("post", "/saved-reports", kept, 201)
    assert program.get(f"/saved-reports/{saved['id']}/rows").json()["by"] == ["hour"]
    mail = {"report": saved["id"], "form": "csv", "rhythm": "day", "address": "chef@example.fr"}
    assert program.post("/report-mailings", {**mail, "report": "moon"}).json()["code"] == "api.report_unknown"
    sent = program.done("post", "/report-mailings", mail, 201)
    assert program.done("delete", f"/report-mailings/{sent['id']}") == {"mailings": []}
    assert program.done("delete", f"/saved-reports/{saved['id']}") == {"saved_reports": []}


def test_two_count_at_once_and_a_file_is_tried(program: Program, shop: Shop) -> None:
    counting = program.done("post", "/countings", {"store": str(shop.store), "name": "Rayon"}, 201)
    path, wine = f"/countings/{counting['id']}", str(shop.wine.item)
    sheet = {"sheet": str(new_uuid7()), "lines": [{"article": wine, "quantity_milli": 3_000}]}

    program.done("post", f"{path}/tallies", sheet, 201)
    program.done("post", f"{path}/tallies", sheet, 201)
    both = program.done("post", f"{path}/tallies", {**sheet, "sheet": str(new_uuid7())}, 201)
    assert [(row["article"], row["counted_milli"]) for row in both["lines"]] == [(wine, 6_000)]
    assert program.done("post", f"{path}/book", {})["state"] == "booked"
    late = program.post(f"{path}/tallies", {**sheet, "sheet": str(new_uuid7())})
    assert (late.status_code, late.json()["code"]) == (409, "stock.counting_ended")
    content = base64.b64encode(b"name;price;category;tax\nMiel;8,90;Epicerie;5,5\n").decode()
    move = program.done("post", "/moves/articles", {"file_name": "miel.csv", "content": content, "tax": "Pain"}, 201)
    assert (move["state"], move["lines"], move["is_at_work"]) == ("trying", 1, True)
    assert program.get(f"/moves/customers/{move['id']}").status_code == 404
    assert program.post(f"/moves/articles/{move['id']}/jump").status_code == 404


def test_a_token_opens_only_what_it_names(shop: Shop, connect: Connect) -> None:
    """An address of each permission refuses a token with any other one before it looks at anything.

    That every address names its permission is what `test_tokens.py` holds, and the same word opens and tells.
    """
    audit, sales = (connect(shop.organization, one) for one in (Permission.SEE_AUDIT, Permission.SEE_SALES))
    asked: dict[str, str] = {}
    for path, methods in specification()["paths"].items():
        for method, operation in methods.items():
            needed = operation.get("x-permission")
            if needed is not None and method != "get":
                asked.setdefault(needed, f"{method} {path}")
    for needed, address in asked.items():
        method, path = address.split(" ")
        path = "/".join(str(new_uuid7()) if part.startswith("{") else part for part in path.split("/"))
        other = sales if needed == "see_audit" else audit
        answer = getattr(other, method)(path.removeprefix("/api/v1"), *([{}] if method in BODIES else []))
        assert (answer.status_code, answer.json().get("scope")) == (403, needed), address
    assert len(asked) >= 12


BODIES = ("post", "put", "patch")


def test_another_shop_finds_nothing_of_this_one(shop: Shop, program: Program, connect: Connect) -> None:
    promotion = program.done("post", "/promotions", {"document": {"name": "A", "kind": "each", "amount": 5}}, 201)["id"]
    employee = program.done("post", "/employees", {"name": "Lina"}, 201)["id"]
    stranger = connect(open_shop().organization)

    for path in (f"/promotions/{promotion}", f"/employees/{employee}", f"/articles/{shop.bread.item}/details"):
        assert stranger.get(path).status_code == 404
    taken = stranger.post("/employees", {"id": employee, "name": "Otto"})
    # An identifier is of its shop: there it names somebody else.
    assert (taken.status_code, program.get(f"/employees/{employee}").json()["name"]) == (201, "Lina")
    sold_out = stranger.put(f"/articles/{shop.bread.item}/sold-out/{shop.store}", {"is_sold_out": True})
    assert sold_out.status_code == 404
