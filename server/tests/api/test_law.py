"""Programs name witnesses, see what they said, have the books checked, take signed tables and try sendings again."""

import base64
from datetime import UTC, datetime
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.fiscal.data_packs import sign_pack
from comptoir.fiscal.models import DataPack
from comptoir.fiscal.queue import Queue, queue
from comptoir.identity.public import Permission
from comptoir.journal import to_base64url
from comptoir.journal.signed_note import COSIGNATURE, Verifier
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import as_one
from comptoir.witnesses.models import Alarm
from tests.api.conftest import Connect
from tests.api.furnished import newer_tables
from tests.sales.shop import Shop, count, rows

KEY = Ed25519PrivateKey.generate()
WITNESS = {"address": "https://w.example", "key": str(Verifier("w.example", COSIGNATURE, bytes(32)))}


def test_a_program_names_a_witness_once_and_removes_it(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.MANAGE_WITNESSES, Permission.SEE_AUDIT)
    wish = {**WITNESS, "id": str(new_uuid7())}

    made, again = (program.done("post", "/log-witnesses", wish, 201) for _ in range(2))
    other = program.post("/log-witnesses", WITNESS)
    wrong = program.post("/log-witnesses", {**WITNESS, "key": "w.example"})

    assert made == again
    assert (made["name"], made["address"], made["cosigned_size"]) == ("w.example", "https://w.example", 0)
    assert (other.status_code, other.json()["code"]) == (409, "witnesses.already_there")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "witnesses.key_invalid")
    assert count("witnesses_witness", shop.organization) == 1
    assert program.done("delete", f"/log-witnesses/{made['id']}")["witnesses"] == []
    assert program.delete(f"/log-witnesses/{made['id']}").status_code == 404
    assert program.post("/log-witnesses", wish).status_code == 404


def test_who_may_only_look_names_no_witness(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.SEE_AUDIT)

    assert program.post("/log-witnesses", WITNESS).status_code == 403
    assert program.done("get", "/log-witnesses")["witnesses"] == []
    assert connect(shop.organization, Permission.SEE_SALES).get("/log-witnesses").status_code == 403
    assert count("witnesses_witness", shop.organization) == 0


def test_an_alarm_is_seen_and_stays_in_the_list(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.MANAGE_WITNESSES, Permission.SEE_AUDIT)
    witness = program.done("post", "/log-witnesses", WITNESS, 201)["id"]
    alarm = alarmed(shop, witness)

    seen = program.done("post", f"/log-alarms/{alarm}/seen")
    again = program.done("post", f"/log-alarms/{alarm}/seen")

    [one] = seen["alarms"]
    assert (one["id"], one["kind"], one["their_size"], one["is_proven"]) == (alarm, "forked", 9, False)
    assert one["seen_at"] is not None
    assert again["alarms"] == seen["alarms"]
    assert program.post(f"/log-alarms/{new_uuid7()}/seen").status_code == 404


def alarmed(shop: Shop, witness: str) -> str:
    key = new_uuid7()
    with as_one(shop.organization):
        Alarm.objects.create(
            organization_id=shop.organization, id=key, witness_id=witness, kind="forked", origin="log", their_size=9,
            our_size=8, ours="", is_proven=False, raised_at=datetime.now(UTC),
        )  # fmt: skip
    return str(key)


def test_the_books_are_checked_and_that_is_noted(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization, Permission.SEE_FISCAL)

    checked = program.done("post", "/books/check")

    assert (checked["entries"], checked["faults"]) == (0, [])
    assert (
        len([one for one in rows("platform_auditevent", shop.organization) if one["action"] == "fiscal.checked"]) == 1
    )
    assert connect(shop.organization, Permission.SEE_SALES).post("/books/check").status_code == 403


def test_tables_are_taken_by_their_signature(shop: Shop, connect: Connect, settings) -> None:
    settings.COMPTOIR_PUBLISHERS = [to_base64url(KEY.public_key().public_bytes_raw())]
    program = connect(shop.organization, Permission.SEE_FISCAL, Permission.MAKE_ARCHIVES)
    tables = newer_tables()
    good, strange = (base64.b64encode(sign_pack(tables, key)).decode() for key in (KEY, Ed25519PrivateKey.generate()))
    before = kept()

    refused = program.post("/law/packs", {"content": strange})
    broken = program.post("/law/packs", {"content": "AAAAA"})
    forbidden = connect(shop.organization, Permission.SEE_FISCAL).post("/law/packs", {"content": good})

    assert (refused.status_code, refused.json()["code"]) == (422, "fiscal.pack_refused")
    assert (broken.status_code, forbidden.status_code) == (422, 403)
    assert kept() == before

    taken = [program.done("post", "/law/packs", {"content": good}) for _ in range(2)]

    assert taken[0] == taken[1] == program.done("get", "/law")
    assert (taken[0]["plugin"], taken[0]["tables"], taken[0]["channels"]) == ("fr", None, [])
    assert kept() == [*before, tables["version"]]


def kept() -> list[int]:
    return list(DataPack.objects.filter(plugin="fr").order_by("version").values_list("version", flat=True))


@pytest.mark.parametrize("waiting", [0, 2])
def test_sendings_are_tried_again_now(shop: Shop, connect: Connect, waiting: int) -> None:
    program = connect(shop.organization, Permission.SEE_FISCAL)
    for _ in range(waiting):
        queue(Queue(shop.organization, "es-verifactu", "A", new_uuid7(), b"x", datetime(2099, 1, 1, tzinfo=UTC)))

    assert program.done("post", "/law/retry", {"channel": "es-verifactu"}) == {"waiting": waiting}

    assert all(cast(datetime, one["due_at"]) < datetime.now(UTC) for one in rows("fiscal_sending", shop.organization))
    assert [one["waiting"] for one in program.done("get", "/law")["channels"]] == ([waiting] if waiting else [])
