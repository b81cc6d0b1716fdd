"""Labels that programs send to a label printer of the store, take back and print again."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest

from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.labels.commands import HearPrinters, PrinterSeen, PrintSeen
from comptoir.labels.public import PrintNews, hear_printers
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop, count, open_shop

NOBODY = "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10"


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization, Permission.EDIT_PRODUCTS)


def hear(shop: Shop, agent: UUID, *prints: PrintSeen) -> PrintNews:
    printer = PrinterSeen(id="labels", name="Étiqueteuse", width_mm=57, height_mm=32)
    return hear_printers(
        HearPrinters(
            organization=shop.organization, store=shop.store, agent=agent, printers=(printer,), prints=prints,
            now=datetime.now(UTC),
        )
    )  # fmt: skip


def test_a_program_sends_labels_takes_them_back_and_prints_again_what_failed(
    shop: Shop, program: Program, connect: Connect
) -> None:
    agent, number = new_uuid7(), new_uuid7()
    hear(shop, agent)
    rooms = f"/stores/{shop.store}"
    [printer] = program.get(f"{rooms}/label-printers").json()["printers"]
    assert {name: printer[name] for name in ("agent", "printer", "name", "width_mm", "height_mm", "is_heard")} == {
        "agent": str(agent), "printer": "labels", "name": "Étiqueteuse", "width_mm": 57, "height_mm": 32,
        "is_heard": True,
    }  # fmt: skip
    bread = {"agent": str(agent), "printer": "labels", "articles": [str(shop.bread.item)]}

    # Sixty labels are two prints, and a repeat sends nothing twice.
    wanted = {**bread, "id": str(number), "copies": 60}
    sent = program.done("post", f"{rooms}/label-prints", wanted, 201, Idempotency_Key="sixty")
    assert program.done("post", f"{rooms}/label-prints", wanted, 201, Idempotency_Key="sixty") == sent
    first, second = sent["prints"]
    assert [(one["id"], one["count"], one["state"], one["store"]) for one in (first, second)] == [
        (str(number), 50, "waiting", str(shop.store)), (str(uuid5(number, "50")), 10, "waiting", str(shop.store)),
    ]  # fmt: skip
    assert program.post(f"{rooms}/label-prints", wanted).json()["code"] == "api.already_there"
    assert count("labels_print_job", shop.organization) == 2
    assert {one["id"] for one in program.get(f"{rooms}/label-prints").json()["prints"]} == {first["id"], second["id"]}

    # What changes a print names the version that was read: the agent's word comes first.
    address = f"/label-prints/{second['id']}"
    assert program.post(f"{address}/cancel").status_code == 428
    read = program.get(address)["ETag"]
    hear(shop, agent)
    assert program.post(f"{address}/cancel", If_Match=read).status_code == 412
    read = program.get(address)["ETag"]
    assert program.done("post", f"{address}/cancel", If_Match=read)["state"] == "returning"
    hear(shop, agent, *(PrintSeen(id=UUID(one["id"]), state="failed", trouble="taken_back") for one in (second, first)))
    assert [program.get(f"/label-prints/{one['id']}").json()["state"] for one in (second, first)] == [
        "cancelled", "failed",
    ]  # fmt: skip

    # What failed is printed once more, as a print of its own; what was cancelled is not.
    again = str(new_uuid7())
    busy = program.post(f"{address}/again", {}, If_Match="*")
    assert (busy.status_code, busy.json()["code"]) == (409, "labels.print_busy")
    old = f"/label-prints/{first['id']}"
    assert program.post(f"{old}/again", {"id": second["id"]}, If_Match="*").json()["code"] == "api.already_there"
    told = program.done("post", f"{old}/again", {"id": again}, 201, If_Match=program.get(old)["ETag"])
    assert (told["id"], told["count"], told["state"], told["trouble"]) == (again, 50, "waiting", "")
    assert program.get(old).status_code == 404
    assert [job.pk for job in hear(shop, agent).to_print] == [UUID(again)]

    # Refused, and nothing is sent.
    before = count("labels_print_job", shop.organization)
    for wrong, status, code in (
        ({**bread, "printer": "front"}, 404, "labels.printer_unknown"),
        ({**bread, "articles": [NOBODY]}, 422, "api.labels_count"),
        ({**bread, "copies": 501}, 422, "api.invalid"),
    ):
        answer = program.post(f"{rooms}/label-prints", wrong)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert program.post(f"/stores/{NOBODY}/label-prints", bread).status_code == 404
    reader, other = connect(shop.organization, Permission.SEE_PRODUCTS), connect(open_shop().organization)
    assert reader.post(f"{rooms}/label-prints", bread).status_code == 403
    assert [
        other.get(f"{rooms}/label-printers").status_code, other.post(f"{rooms}/label-prints", bread).status_code,
        other.get(f"/label-prints/{again}").status_code,
        other.post(f"/label-prints/{again}/cancel", If_Match="*").status_code,
        other.post(f"/label-prints/{again}/again", {}, If_Match="*").status_code,
    ] == [404] * 5  # fmt: skip
    assert count("labels_print_job", shop.organization) == before
