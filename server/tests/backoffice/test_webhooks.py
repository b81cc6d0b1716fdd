"""The pages of webhooks: a secret is shown once, what was told is listed, and a person sends it again."""

import re
from datetime import UTC, datetime

from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.webhooks.worker import send_due
from tests.backoffice.conftest import Day
from tests.sales.shop import count, rows
from tests.webhooks.listener import listening

SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


def test_a_webhook_is_added_tested_sent_again_turned_off_and_removed(day: Day, owner: Client, settings) -> None:
    settings.COMPTOIR_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with listening() as program:
        wish = {"id": str(new_uuid7()), "name": "Web shop", "address": program.address, "kinds": ["sale.sealed"]}
        page = f"/webhooks/{wish['id']}"

        made = owner.post("/webhooks/new", wish)
        again = owner.post("/webhooks/new", wish)

        secret = SECRET.search(made.content.decode())
        assert secret is not None
        assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
        assert (again.status_code, again["Location"]) == (302, page)
        assert "Web shop" in owner.get("/webhooks").content.decode()
        assert owner.post(f"{page}/test").status_code == 302
        send_due(day.organization, datetime.now(UTC))
        told = owner.get(page).content.decode()
        assert ("A test" in told, "Arrived" in told, secret[0] in told) == (True, True, False)
        [message] = rows("webhooks_message", day.organization)
        again = owner.post(f"{page}/again", {"message": str(message["id"])}, follow=True)
        assert "1 message is sent again." in again.content.decode()
        program.status = 500
        send_due(day.organization, datetime.now(UTC))
        assert "The program refused it." in owner.get(f"{page}?state=queued").content.decode()
        renewed = SECRET.search(owner.post(f"{page}/secret").content.decode())
        assert renewed is not None
        assert renewed[0] != secret[0]
        assert owner.post(page, {**wish, "name": "Boutique", "kinds": ["stock.low"]}).status_code == 302
        assert owner.post(f"{page}/turn", {}).status_code == 302
        off = owner.get(page).content.decode()
        assert ("Boutique" in off, "It is told nothing while it is off." in off, "Turn on" in off) == (True, True, True)
        refused = owner.post(f"{page}/test", follow=True)
        assert "It is off: turn it on first." in refused.content.decode()
        assert owner.post(f"{page}/turn", {"on": "1"}).status_code == 302
    assert "Remove Boutique?" in owner.get(f"{page}/remove").content.decode()
    assert owner.post(f"{page}/remove").status_code == 302
    assert (count("webhooks_endpoint", day.organization), count("webhooks_message", day.organization)) == (0, 0)
    with reading(day.organization):
        noted = list(AuditEvent.objects.filter(action__startswith="webhooks.").order_by("id"))
    assert [event.action.removeprefix("webhooks.") for event in noted] == [
        "endpoint_added", "test_sent", "sent_again", "secret_renewed", "endpoint_saved", "endpoint_off",
        "endpoint_on", "endpoint_removed",
    ]  # fmt: skip
    assert secret[0] not in str([(event.details, event.subject) for event in noted])


def test_what_cannot_be_one_is_said_beside_its_field_and_only_an_owner_adds_one(
    day: Day, owner: Client, sign_in
) -> None:
    key = new_uuid7()
    wish: dict[str, object] = {"id": str(key), "name": "X", "address": "https://10.0.0.1/", "kinds": ["sale.sealed"]}
    for broken in (
        {},
        {"address": "https://shop.example/", "kinds": []},
        {"name": "", "address": "https://a.example/"},
    ):
        answer = owner.post("/webhooks/new", {**wish, **broken})
        assert answer.status_code == 422
    assert sign_in(day.organization, Role.MANAGER).post("/webhooks/new", wish).status_code == 403
    assert owner.post(f"/webhooks/{key}/test").status_code == 404
    assert count("webhooks_endpoint", day.organization) == 0
