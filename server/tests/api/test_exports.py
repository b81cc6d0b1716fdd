"""Moving out by program: asked for, looked at, fetched; once by its key, and nobody else's."""

from pathlib import Path

import pytest

from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, Program
from tests.moving.exported import CONTENT, ready_export
from tests.sales.shop import Shop, open_shop


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def test_an_export_is_asked_for_once_looked_at_and_cancelled(program: Program, shop: Shop) -> None:
    wish = {"id": str(new_uuid7())}

    made = program.post("/exports", wish, Idempotency_Key="night-1")
    again = program.post("/exports", wish, Idempotency_Key="night-1")
    busy = program.post("/exports")
    address = f"/exports/{wish['id']}"
    stopped = program.post(f"{address}/cancel")

    assert (made.status_code, made.json()["state"], again.content) == (201, "waiting", made.content)
    assert (busy.status_code, busy.json()["code"]) == (409, "moving.export_busy")
    assert program.get(address).json()["state"] == stopped.json()["state"] == "cancelled"
    assert [row["id"] for row in program.get("/exports").json()["exports"]] == [wish["id"]]
    assert program.get(f"{address}/file").status_code == 404
    with reading(shop.organization):
        assert AuditEvent.objects.filter(action="moving.export_asked").count() == 1


def test_a_file_is_fetched_whole_and_that_is_noted(program: Program, shop: Shop, connect: Connect) -> None:
    export = ready_export(shop.organization)

    answer = program.get(f"/exports/{export}/file")

    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (
        200, "application/zip", str(len(CONTENT)),
    )  # fmt: skip
    assert b"".join(answer.streaming_content) == CONTENT
    with reading(shop.organization):
        event = AuditEvent.objects.get(action="moving.export_fetched")
        assert (event.person, event.subject) == (program.person, str(export))

    stranger = connect(open_shop().organization)
    narrow = connect(shop.organization, Permission.SEE_PRODUCTS)
    for path in (f"/exports/{export}", f"/exports/{export}/file"):
        assert stranger.get(path).status_code == 404
        assert (narrow.get(path).status_code, narrow.get(path).json()["code"]) == (403, "api.scope_missing")
    assert stranger.post(f"/exports/{export}/cancel").status_code == 404
    assert stranger.get("/exports").json() == {"exports": []}


def test_a_file_that_is_gone_is_nowhere(program: Program, shop: Shop, settings, tmp_path: Path) -> None:
    export = ready_export(shop.organization)
    settings.HOME = tmp_path / "elsewhere"

    assert program.get(f"/exports/{export}/file").status_code == 404
