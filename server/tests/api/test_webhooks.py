"""Programs add webhooks for themselves: the secret is told once, the rest is read, and what failed is replayed."""

from datetime import UTC, datetime

from comptoir.identity.public import Permission
from comptoir.webhooks.worker import send_due
from tests.api.conftest import Connect
from tests.sales.shop import Shop, count
from tests.webhooks.listener import listening


def test_a_program_adds_reads_replays_and_removes_its_webhook(shop: Shop, connect: Connect, settings) -> None:
    settings.COMPTOIR_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    program = connect(shop.organization, Permission.MANAGE_WEBHOOKS)
    with listening() as listener:
        wish = {"name": "ERP", "address": listener.address, "kinds": ["sale.sealed", "stock.low"]}

        made = program.done("post", "/webhooks", wish, 201, Idempotency_Key="one")
        again = program.done("post", "/webhooks", wish, 201, Idempotency_Key="one")

        key = made["webhook"]
        assert made["secret"].startswith("whsec_")
        assert again == {"webhook": key, "secret": None}
        listed = program.done("get", "/webhooks")
        assert [(one["id"], one["kinds"], one["is_on"]) for one in listed["webhooks"]] == [(key, wish["kinds"], True)]
        assert made["secret"] not in str(listed)
        listener.status = 410
        program.done("post", f"/webhooks/{key}/test")
        send_due(shop.organization, datetime.now(UTC))
        assert program.done("get", f"/webhooks/{key}")["off_by"] == "gone"
        assert program.post(f"/webhooks/{key}/replay", {}).json()["code"] == "webhooks.endpoint_off"
        program.done("post", f"/webhooks/{key}/turn", {"is_on": True})
        assert program.done("post", f"/webhooks/{key}/replay", {"message": None}) == {"count": 1}
        listener.status = 204
        send_due(shop.organization, datetime.now(UTC))
        [message] = program.done("get", f"/webhooks/{key}/messages?state=sent")["messages"]
        assert (message["kind"], message["status"], message["attempts"]) == ("webhook.test", 204, 1)
        assert program.done("get", f"/webhooks/{key}/messages?before={message['id']}")["messages"] == []
    changed = program.done("put", f"/webhooks/{key}", {**wish, "name": "ERP 2"})
    assert changed["name"] == "ERP 2"
    assert program.done("post", f"/webhooks/{key}/secret", status=201)["secret"] != made["secret"]
    refused = program.post("/webhooks", {**wish, "address": "https://192.168.0.1/"})
    assert (refused.status_code, refused.json()["code"]) == (422, "webhooks.address_invalid")
    assert connect(shop.organization, Permission.SEE_SALES).get("/webhooks").status_code == 403
    assert program.done("delete", f"/webhooks/{key}")["webhooks"] == []
    assert count("webhooks_endpoint", shop.organization) == 0
