"""Transfers on a chain that fit no payment, as programs deal with them."""

from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from tests.api.conftest import Connect
from tests.payments.chain_desk import AMOUNT, BASE, Desk
from tests.payments.conftest import chain, desk
from tests.sales.shop import rows

__all__ = ["chain", "desk"]  # fixtures


def test_a_program_gives_one_to_a_payment_and_notes_that_another_went_back(desk: Desk, connect: Connect) -> None:
    payment, other = desk.begin(9), desk.begin(10)
    for units in (BASE + 500, BASE + 600):
        desk.chain.pay(desk.addresses[0], units)
    desk.chain.mine(3)
    desk.look()
    program = connect(desk.shop.organization, Permission.CONFIRM_PAYMENTS, Permission.SEE_SALES)
    reader = connect(desk.shop.organization, Permission.SEE_SALES)

    [account] = program.get("/code-payments").json()["chains"]
    assert (account["id"], account["name"], account["trouble"]) == (str(desk.account), "USDC", "")
    found = {one["tokens"]: one for one in account["transfers"]}
    assert set(found) == {"12.340500", "12.340600"}
    assert set(found["12.340500"]["candidates"]) == {str(payment), str(other)}
    give, back = (
        f"/code-accounts/{desk.account}/transfers/{one['block_hash']}/{one['log_index']}"
        for _tokens, one in sorted(found.items())
    )
    before = rows("payments_chain_transfer", desk.shop.organization)
    assert reader.post(f"{give}/assign", {"payment": str(payment)}).json()["code"] == "api.scope_missing"
    assert reader.post(f"{back}/returned").json()["code"] == "api.scope_missing"
    assert program.post(f"{give}/assign", {"payment": str(new_uuid7())}).status_code == 404
    assert rows("payments_chain_transfer", desk.shop.organization) == before

    for _ in range(2):
        stands = program.done("post", f"{give}/assign", {"payment": str(payment)})
        assert (stands["state"], stands["confirmation"], stands["received"]) == ("approved", "chain", AMOUNT)
        assert program.done("post", f"{back}/returned")["log_index"] == found["12.340600"]["log_index"]
    refused = program.post(f"{back}/assign", {"payment": str(other)})
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.chain_transfer_over")
    assert program.get("/code-payments").json()["chains"][0]["transfers"] == []
    assert desk.stand(other) == ("pending", "", "", 0)
