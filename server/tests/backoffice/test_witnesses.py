"""The page of witnesses: named, asked, silent, removed; and what they say of the log stands there."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from comptoir.config.witness.folder import WitnessFolder
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.witnesses.public import log_key
from comptoir.witnesses.sending import cosign_due
from tests.api.test_receipts import grow_tree
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.sales.shop import count, rows
from tests.witnesses.pages import KEY
from tests.witnesses.paper_log import witness_process


def later(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_a_witness_is_named_asked_falls_silent_and_is_removed(
    day: Day, owner: Client, database: TestDatabase, settings, tmp_path: Path
) -> None:
    settings.COMPTOIR_WITNESS_NETWORKS = ["127.0.0.0/8"]
    assert "No witness yet" in owner.get("/witnesses").content.decode()
    key = log_key(day.organization)
    with witness_process(tmp_path / "w", name="witness.accountant.example") as process:
        WitnessFolder(process.folder).trust(key)
        wish = {"id": str(new_uuid7()), "key": process.key, "address": f"http://127.0.0.1:{process.port}"}
        assert key in owner.get("/witnesses/new").content.decode()
        for _ in range(2):
            assert owner.post("/witnesses/new", wish).status_code == 302
        page = owner.get("/witnesses").content.decode()
        assert ("Not asked yet" in page, f"comptoir witness trust {key}" in page) == (True, True)
        grow_tree(database.app, day.organization)
        assert cosign_due(day.organization, later(0)) == 1
        page = owner.get("/witnesses").content.decode()
        assert ("Cosigns" in page, "witness.accountant.example" in page, "Not asked yet" in page) == (True, True, False)
    cosign_due(day.organization, later(90))
    page = owner.get("/witnesses").content.decode()
    assert ("Silent since" in page, "Nothing answers there." in page) == (True, True)
    address = f"/witnesses/{wish['id']}/remove"
    assert "Remove witness.accountant.example?" in owner.get(address).content.decode()
    assert owner.post(address).status_code == 302
    assert owner.get(address).status_code == 404
    assert "No witness yet" in owner.get("/witnesses").content.decode()
    assert count("witnesses_cosignature", day.organization) == 1
    with reading(day.organization):
        noted = [event.action for event in AuditEvent.objects.filter(action__startswith="witnesses.").order_by("id")]
    assert noted == ["witnesses.added", "witnesses.removed"]
    listed = owner.get("/audit").content.decode()
    assert ("Witness of the log added" in listed, "witness.accountant.example" in listed) == (True, True)


def test_an_alarm_stands_on_the_page_until_somebody_knows(day: Day, owner: Client) -> None:
    wish = {"id": str(new_uuid7()), "key": KEY, "address": "https://w.example"}
    assert owner.post("/witnesses/new", wish).status_code == 302
    alarm = new_uuid7()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO witnesses_alarm (organization_id, id, witness_id, kind, origin, their_size, our_size, ours,"
            " theirs, is_proven, raised_at) VALUES (%s, %s, %s, 'set_back', 'o', 1100, 800, 'our head', 'their head',"
            " true, now())",
            [day.organization, alarm, wish["id"]],
        )
    page = owner.get("/witnesses").content.decode()
    assert "The log was set back or cut" in page
    assert "It cosigned 1,100 lines; here there were 800." in page
    assert ("their head" in page, "our head" in page, "I know what happened" in page) == (True, True, True)
    assert owner.get(f"/witnesses/alarms/{alarm}/seen").status_code == 302
    assert rows("witnesses_alarm", day.organization)[0]["seen_at"] is None
    assert owner.post(f"/witnesses/alarms/{alarm}/seen").status_code == 302
    assert rows("witnesses_alarm", day.organization)[0]["seen_at"] is not None
    page = owner.get("/witnesses").content.decode()
    assert ("I know what happened" in page, "What witnesses said before" in page) == (False, True)
    assert owner.post(f"/witnesses/alarms/{new_uuid7()}/seen").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": "nonsense"}, "This is no key of a witness."),
        ({"address": "http://10.0.0.1"}, "Enter an address that begins with https"),
        ({"key": ""}, "Key of the witness"),
    ],
)
def test_what_can_not_be_a_witness_stands_at_its_field(
    day: Day, owner: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = owner.post("/witnesses/new", {"id": str(new_uuid7()), "key": KEY, "address": "https://w.example", **wrong})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert count("witnesses_witness", day.organization) == 0


def test_an_accountant_sees_witnesses_and_changes_none(day: Day, sign_in) -> None:
    reader = sign_in(day.organization, Role.ACCOUNTANT)
    page = reader.get("/witnesses")
    assert (page.status_code, "Name a witness" in page.content.decode()) == (200, False)
    assert reader.get("/witnesses/new").status_code == 403
    assert sign_in(day.organization, Role.CASHIER).get("/witnesses").status_code == 403
