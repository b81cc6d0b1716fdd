"""Card money, payments by code and providers' accounts, as programs keep them."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import NoteReaders, note_readers
from comptoir.payments.providers.contract import Reader
from tests.api.conftest import Connect
from tests.payments.coded import begun, new_account, paid_file
from tests.sales.shop import Shop, new_till, rows

LINES = b"when,gross,fee,key\n2026-11-19,8.00,0.10,a\n2026-11-19,x,0.10,b\n"


def sent(shop: Shop, content: bytes, name: str = "mois.csv", **more: object) -> dict[str, object]:
    return {"store": str(shop.store), "file_name": name, "content": base64.b64encode(content).decode(), **more}


def test_a_program_hands_in_a_month_and_says_what_became_of_a_difference(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.SEE_BOOKS, Permission.KEEP_BOOKS)
    wish = sent(shop, LINES, id=str(new_uuid7()))

    file = program.done("post", "/card-money/files", wish, 201, Idempotency_Key="november")
    assert program.done("post", "/card-money/files", wish, 201, Idempotency_Key="november") == file
    assert (file["state"], file["good"], file["bad_lines"]) == ("tried", 1, [{"number": 3, "why": "amount"}])
    address = f"/card-money/files/{file['id']}"
    assert rows("settlements_line", shop.organization) == []
    took = program.done("post", f"{address}/take")
    assert (took["lines"], took["payments"], took["file"]["state"]) == (1, 0, "taken")
    # Handed in under another name, it is the one that counts already.
    assert program.done("post", "/card-money/files", sent(shop, LINES, "autre.csv"), 201)["id"] == file["id"]

    days = "first=2026-11-10&last=2026-11-25"
    [row] = program.get(f"/card-money/rows?{days}").json()["rows"]
    assert (row["bucket"], row["here"], row["there"], row["difference"], row["fee"]) == (
        "missing_here", None, 800, 800, 10,
    )  # fmt: skip
    note = {"store": str(shop.store), "subject": row["subject"], "note": " Essai "}
    assert program.post("/card-money/notes", {**note, "note": " "}).status_code == 422
    assert program.done("post", "/card-money/notes", note, 201)["note"] == "Essai"
    whole = program.get(f"/card-money?{days}").json()
    assert (whole["gross"], whole["fees"], whole["open"]) == (800, 10, 0)
    assert program.get("/card-money?first=2026-01-01&last=2026-11-25").json()["code"] == "api.days_invalid"

    assert program.done("post", f"{address}/take-back")["state"] == "back"
    assert (rows("settlements_line", shop.organization), program.post(f"{address}/take").status_code) == ([], 409)
    reader = connect(shop.organization, Permission.SEE_BOOKS)
    assert reader.post("/card-money/files", wish).json()["code"] == "api.scope_missing"
    assert len(rows("settlements_file", shop.organization)) == 1


def test_a_token_that_may_not_confirm_confirms_nothing(shop: Shop, connect: Connect) -> None:
    till = new_till(shop)
    payment = begun(shop.organization, shop.store, till.identity.till, new_account(shop.organization))
    books = connect(shop.organization, Permission.SEE_BOOKS, Permission.KEEP_BOOKS)
    desk = connect(shop.organization, Permission.CONFIRM_PAYMENTS, Permission.SEE_SALES)

    def state() -> list[tuple[object, object]]:
        return [(row["state"], row["confirmation"]) for row in rows("payments_code_payment", shop.organization)]

    file = books.done("post", "/card-money/files", sent(shop, paid_file(payment), "camt.xml"), 201)
    assert (file["provider"], file["payments"], file["payments_taken_at"]) == ("bank", 1, None)
    assert books.done("post", f"/card-money/files/{file['id']}/take")["payments"] == 0
    assert state() == [("pending", "")]
    assert books.post(f"/bank-files/{file['id']}/take").json()["code"] == "api.scope_missing"
    assert desk.post("/bank-files", sent(shop, LINES)).json()["code"] == "payments.bank_file_unreadable"

    assert [desk.done("post", f"/bank-files/{file['id']}/take")["payments"] for _ in range(2)] == [1, 0]
    assert state() == [("approved", "bank")]
    # A bank's word stands, whatever a person says afterwards.
    refused = desk.post(f"/code-payments/{payment}/decide", {"is_paid": False})
    assert (refused.status_code, state()) == (409, [("approved", "bank")])
    assert desk.get(f"/code-payments/{payment}").json()["events"][-1]["source"] == "bank"
    assert desk.post(f"/bank-moves/{'0' * 64}/seen").status_code == 404


def test_secrets_go_in_and_never_come_out(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.MANAGE_PAYMENTS)
    wish = {"driver": "stripe", "name": "Caisses", "secrets": {"api_key": "sk_test_hidden"}}

    made = program.done("post", "/payment-accounts", wish, 201)
    address = f"/payment-accounts/{made['id']}"
    read = program.get(address)
    assert "sk_test_hidden" not in read.content.decode() + str(rows("platform_auditevent", shop.organization))
    assert program.put(address, {"name": "Autre"}).status_code == 428
    changed = program.done("put", address, {"name": "Autre", "is_active": False}, If_Match=read["ETag"])
    assert (changed["name"], changed["driver"], changed["is_active"]) == ("Autre", "stripe", False)
    assert program.put(address, {"name": "Encore"}, If_Match=read["ETag"]).status_code == 412

    readers = (Reader("tmr_front", "Comptoir"),)
    note_readers(
        NoteReaders(
            organization=shop.organization, account=UUID(made["id"]), now=datetime.now(UTC), readers=readers
        )
    )  # fmt: skip
    [terminal] = program.get("/payment-terminals").json()["terminals"]
    where = f"/payment-terminals/{terminal['id']}"
    # A terminal of no store is nobody's to try; and no till of another place may have it.
    assert program.post(f"{where}/trial", {}).status_code == 404
    stranger = {"name": "Comptoir", "store": str(shop.store), "till": str(new_uuid7())}
    assert program.put(where, stranger, If_Match="*").status_code == 404
    assert rows("payments_terminal_attempt", shop.organization) == []
