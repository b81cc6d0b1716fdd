"""Tills, enrolment and revocation; incidents and quarantine, decided by a person."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client, override_settings

from comptoir.backoffice.quarantine_reading import stated
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.models import Incident, Quarantine, Sale
from comptoir.sales.simulation import Sealed, SimulatedTill, enrolment_request, new_private_key
from comptoir.tills.commands import RegisterKey
from comptoir.tills.models import Enrolment, Till
from comptoir.tills.public import register_key
from tests.backoffice.conftest import Day
from tests.sales.test_own_chains import leave_chain

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def test_a_till_is_created_once(owner: Client, day: Day) -> None:
    key = str(new_uuid7())
    form = {"id": key, "code": "B7", "name": "Terrasse", "store": str(day.shop.store)}

    first, second = owner.post("/tills/new", form), owner.post("/tills/new", form)

    assert first["Location"] == second["Location"] == f"/tills/{key}"
    with reading(day.organization):
        assert Till.objects.filter(code="B7").count() == 1


def test_a_taken_or_unsayable_code_is_refused(owner: Client, day: Day) -> None:
    form = {"id": str(new_uuid7()), "code": "A1", "name": "Double", "store": str(day.shop.store)}

    taken = owner.post("/tills/new", form)
    unsayable = owner.post("/tills/new", {**form, "code": "a-1"})

    assert taken.status_code == unsayable.status_code == 422
    assert "Another till has the code A1." in taken.content.decode()
    assert "one to eight capital letters" in unsayable.content.decode()
    with reading(day.organization):
        assert Till.objects.count() == 1


def test_the_code_is_shown_once_with_a_qr_and_the_page_notices_its_use(owner: Client, day: Day) -> None:
    till = day.till.identity.till

    answer = owner.post(f"/tills/{till}/enrol")
    page = answer.content.decode()

    assert answer["Cache-Control"] == "no-store"
    found = re.search(r'class="code-big">([\w-]{24})<', page)
    assert found is not None
    code = found[1]
    assert f"http://testserver/till/#code={code}" not in page  # not secure: neither QR nor link
    assert "This address is not secure, so no QR is shown." in page
    local = owner.post(f"/tills/{till}/enrol", headers={"host": "localhost"}).content.decode()
    assert 'class="qr' not in local  # a phone would look for the shop on itself
    assert "http://localhost/till/#code=" in local
    with override_settings(ADDRESS="https://comptoir.local:8443"):
        shared = owner.post(f"/tills/{till}/enrol").content.decode()
    assert 'class="qr' in shared
    assert "https://comptoir.local:8443/till/#code=" in shared
    poll = f"/tills/{till}/enrolled/1"
    assert (owner.get(poll).status_code, owner.get(poll).content.strip()) == (200, b"")

    key = new_private_key()
    request = enrolment_request(code, key, device=new_uuid7(), label="Téléphone")
    register_key(
        RegisterKey(
            organization=day.organization,
            code=code,
            public_key=request["public_key"],
            proof=request["proof"],
            device=UUID(request["device"]["id"]),
            label="Téléphone",
            app_version="1",
            user_agent="",
            now=datetime.now(UTC),
        )
    )

    noticed = owner.get(poll)
    assert noticed.status_code == 286
    assert "Téléphone is enrolled and can sell." in noticed.content.decode()


def test_in_a_shop_with_its_own_certificate_the_page_says_where_trust_begins(
    owner: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/tills/{day.till.identity.till}/enrol"
    plain = owner.post(address, headers={"host": "localhost"}).content.decode()
    monkeypatch.setenv("COMPTOIR_LAN_NAME", "comptoir.local")

    trusted = owner.post(address, headers={"host": "localhost"}).content.decode()

    assert "/start" not in plain
    assert "http://localhost/start" in trusted


def test_revoking_asks_first(owner: Client, day: Day) -> None:
    identity = day.till.identity
    address = f"/tills/{identity.till}/revoke/{identity.chain}"

    question = owner.get(address).content.decode()
    with reading(day.organization):
        assert Enrolment.objects.get(pk=identity.chain).revoked_at is None
    answer = owner.post(address)

    assert "Revoke test?" in question
    assert answer["Location"] == f"/tills/{identity.till}"
    with reading(day.organization):
        assert Enrolment.objects.get(pk=identity.chain).revoked_at is not None
    assert "Revoked" in owner.get(f"/tills/{identity.till}").content.decode()


def test_the_sale_of_a_revoked_device_waits_and_counts_once_adopted(owner: Client, day: Day, send: Send) -> None:
    identity = day.till.identity
    owner.post(f"/tills/{identity.till}/revoke/{identity.chain}")
    send(day.till, [day.till.sell([day.shop.wine, day.shop.wine, day.shop.wine])])

    page = owner.get("/incidents").content.decode()
    with reading(day.organization):
        held = Quarantine.objects.get().pk
        sales = Sale.objects.count()
    shown = owner.get(f"/quarantine/{held}").content.decode()
    answer = owner.post(f"/quarantine/{held}", {"decision": "adopt", "note": "Honest, from the market"})

    assert shown.count("<dt>1 × ") == 3
    assert re.search(r"Total</dt><dd[^>]*>€26.70", shown)
    assert "<dt>Cash</dt><dd>€26.70</dd>" in shown
    assert "1 incident waits for you" in page
    assert "An entry from a revoked device" in page
    assert answer["Location"] == "/incidents"
    with reading(day.organization):
        assert Sale.objects.count() == sales + 1
        assert Sale.objects.get(gross=2670).kind == "sale"
        assert Quarantine.objects.get().note == "Honest, from the market"
    again = owner.post(f"/quarantine/{held}", {"decision": "reject", "note": "Too late"})
    assert again.status_code == 422
    assert "Somebody has decided about this entry already." in again.content.decode()


def test_what_a_revoked_till_sold_in_a_chain_of_its_own_can_be_adopted(owner: Client, day: Day, send: Send) -> None:
    own, started = leave_chain(day.shop, day.till)
    send(day.till, [started, own.sell([day.shop.wine, day.shop.wine, day.shop.wine])])
    with reading(day.organization):
        held = Quarantine.objects.get(sequence=2).pk

    page = owner.get(f"/quarantine/{held}").content.decode()
    answer = owner.post(f"/quarantine/{held}", {"decision": "adopt", "note": "Revoked by mistake"})

    assert 'value="adopt"' in page
    assert answer["Location"] == "/incidents"
    with reading(day.organization):
        sale = Sale.objects.get(gross=2670).pk
    assert f"A1-{own.identity.enrolment}-2" in owner.get(f"/sales/{sale}").content.decode()
    assert f"A1-{own.identity.enrolment}" in owner.get(f"/tills/{day.till.identity.till}").content.decode()


@pytest.mark.parametrize(
    "broken",
    [b"garbage", b"[" * 4_000, b'{"body": 1}', b"\xff\xfe"],
)
def test_bytes_that_are_no_entry_say_nothing_of_themselves(broken: bytes) -> None:
    assert stated(broken) is None


def test_what_a_forger_wrote_is_shown_only_where_it_is_what_it_should_be(day: Day) -> None:
    content = day.till.sell([day.shop.bread]).line.partition(b" ")[2].strip()
    for honest, forged in ((b'"currency":"EUR"', b'"currency":"XX1"'), (b'"gross":115', b'"gross":"much"')):
        assert honest in content
        assert stated(content.replace(honest, forged)) is not None

    unpriced = stated(content.replace(b'"currency":"EUR"', b'"currency":"XX1"'))
    untotalled = stated(content.replace(b'"gross":115', b'"gross":"much"'))

    assert unpriced is not None
    assert (unpriced.kind, unpriced.currency, unpriced.gross, unpriced.lines) == ("sale", "", None, ())
    assert untotalled is not None
    assert untotalled.gross is None
    assert [(line.name, line.amount) for line in untotalled.tenders] == [("cash", 115)]


def test_a_forged_entry_is_never_offered_for_adoption(owner: Client, day: Day, send: Send) -> None:
    send(day.till, [day.till.sell([day.shop.bread]).line.replace(b'"gross":115', b'"gross":110')])
    with reading(day.organization):
        held, incident = Quarantine.objects.get().pk, Incident.objects.get().pk

    page = owner.get(f"/quarantine/{held}").content.decode()
    forced = owner.post(f"/quarantine/{held}", {"decision": "adopt", "note": "please"})
    rejected = owner.post(f"/quarantine/{held}", {"decision": "reject", "note": "forged"})
    silent = owner.post(f"/incidents/{incident}", {"note": ""})
    resolved = owner.post(f"/incidents/{incident}", {"note": "A test of ours"})

    assert 'value="adopt"' not in page
    assert "&quot;gross&quot;: 110" in page
    assert forced.status_code == 422
    assert "nobody can prove which till sealed it" in forced.content.decode()
    assert rejected["Location"] == resolved["Location"] == "/incidents"
    assert silent.status_code == 422
    with reading(day.organization):
        assert Quarantine.objects.get().state == "rejected"
        assert Incident.objects.get().note == "A test of ours"
    assert "Nothing waits for you" in owner.get("/incidents").content.decode()


def test_a_cashier_is_added_and_told_to_the_tills(
    owner: Client, day: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    from comptoir.catalog.models import FeedRow

    with reading(day.organization):
        before = FeedRow.objects.filter(kind="settings").count()
    form = {"id": str(new_uuid7()), "name": "Zoé", "color": "#123456"}

    assert owner.post("/team/new", form)["Location"] == "/team"
    assert owner.post("/team/new", {**form, "id": str(new_uuid7()), "name": " "}).status_code == 422
    assert sign_in(day.organization, Role.MANAGER).post("/team/new", form).status_code == 403

    assert "Zoé" in owner.get("/team").content.decode()
    with reading(day.organization):
        assert FeedRow.objects.filter(kind="settings").count() == before + 1
