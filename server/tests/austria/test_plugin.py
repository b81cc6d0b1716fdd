"""Austria as the office sees it: tills are told a key, registers are shown, files stand before the checker."""

import io
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.test import Client

from comptoir.fiscal.public import Period, plugin_named, till_documents
from comptoir.identity.public import Role
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir_at.devices import SoftwareDevice
from comptoir_at.machine_code import Amounts, qr_text
from comptoir_at.register import Draft, ReceiptKind, Register, RegisterState
from comptoir_countries.at.holder import TurnoverKeyUnknown, begin, company_id, open_turnover_key
from comptoir_countries.at.plugin import PLUGIN, slots
from comptoir_countries.at.registers import registers
from tests.austria.checker import faults
from tests.backoffice.conftest import Day, _quick_passwords, day, owner, send, shop, sign_in
from tests.databases import TestDatabase

__all__ = ["_quick_passwords", "day", "owner", "send", "shop", "sign_in"]

TURNOVER_KEY = bytes(range(32))
SUNDAY = date(2026, 11, 22)
OAEP_SHA256 = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
SignIn = Callable[[UUID, Role], Client]


@pytest.fixture
def austrian(day: Day, database: TestDatabase) -> Day:
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE platform_organization SET country = 'AT' WHERE id = %s", [day.organization])
    return day


class Till:
    """A till that seals by the RKSV, with a key in software."""

    def __init__(self, organization: UUID) -> None:
        with reading(organization):
            told: Any = till_documents("at")[""]
        holder = load_der_public_key(b64decode(told["turnover_key_for"]))
        assert isinstance(holder, RSAPublicKey)
        self.sealed = b64encode(holder.encrypt(TURNOVER_KEY, OAEP_SHA256)).decode()
        self.device = SoftwareDevice.closed(told["company_id"], "A1x1")
        self.register = Register(TURNOVER_KEY)
        self.state = RegisterState("A1-1")

    def signed(self, number: int, kind: ReceiptKind, cents: int = 0) -> dict[str, Any]:
        draft = Draft(f"A1-1-{number}", "2026-11-19T12:00:00", kind, Amounts(cents))
        issued = self.register.issue(self.state, draft, self.device)
        self.state = issued.state
        said = {"plugin": "at", "jws": issued.jws, "receipt": kind.value, "software": 1}
        if self.state.is_out:
            said["outage"] = "no_signature"
        if kind is ReceiptKind.START:
            public = b64encode(self.device.public_key).decode()
            said |= {
                "key_id": self.device.key_id, "trust_center": "AT0", "public_key": public, "turnover_key": self.sealed,
            }  # fmt: skip
        return said


@pytest.fixture
def sold(austrian: Day, send: Callable[..., None]) -> Day:
    """Start receipt, a sale, an outage with a sale, and nothing after it."""
    begin(austrian.organization, None, "ATU12345678")
    signing, till = Till(austrian.organization), austrian.till
    first = till.sequence + 1
    event = {"event": "fiscal_document", "plugin": "at", "purpose": "start"}
    zero = {**event, "purpose": "zero"}
    entries = [
        till.seal("technical_event", {**event, "fiscal": signing.signed(first, ReceiptKind.START)}),
        till.seal("technical_event", {**zero, "fiscal": signing.signed(first + 1, ReceiptKind.ZERO)}),
    ]
    signing.device.is_out = True
    said = signing.signed(first + 2, ReceiptKind.STANDARD, 1_000)
    entries.append(till.seal("technical_event", {**zero, "fiscal": said}))
    send(till, entries)
    return austrian


def taken(answer: Any) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_plugin_is_found_and_says_what_is_missing() -> None:
    assert plugin_named("at") is PLUGIN
    assert {row.code: row.state.value for row in PLUGIN.conditions}["device"] == "missing"
    # Without a certified device nothing of the duty is met: a shop still opens in training only.
    assert PLUGIN.fulfils == frozenset()
    for language in ("de", "fr", "en"):
        codes = [row.code for row in PLUGIN.conditions] + [row.code for row in PLUGIN.obligations]
        codes += [row.code for row in PLUGIN.exports]
        assert all(code in PLUGIN.words[language] for code in [*codes, PLUGIN.begin_asks])


def test_a_company_is_named_as_the_machine_code_wants() -> None:
    assert [company_id(text) for text in ("ATU 12345678", "12-345/6789", "9012345678901")] == [
        "U:ATU12345678", "S:123456789", "G:9012345678901",
    ]  # fmt: skip


def test_beginning_twice_keeps_the_key(austrian: Day) -> None:
    begin(austrian.organization, None, "ATU12345678")
    with reading(austrian.organization):
        before: Any = till_documents("at")[""]
    begin(austrian.organization, None, "ATU87654321")

    with reading(austrian.organization):
        after: Any = till_documents("at")[""]
    assert after["turnover_key_for"] == before["turnover_key_for"]
    assert (before["company_id"], after["company_id"]) == ("U:ATU12345678", "U:ATU87654321")
    assert after["device"] == "software"


def test_the_files_stand_before_the_checker(sold: Day) -> None:
    exported: dict[str, Any] = {}
    with reading(sold.organization):
        for code in ("dep7", "keys", "dep131", "registration"):
            export = PLUGIN.export(code)
            assert export is not None
            content = b"".join(export.write(Period(SUNDAY, SUNDAY)).pieces)
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                exported |= {name: archive.read(name).decode() for name in archive.namelist()}

    log = json.loads(exported["A1-1/dep-export.json"])
    material = json.loads(exported["A1-1/cryptographicMaterialContainer.json"])
    assert faults(log, material) == []
    assert len(log["Belege-Gruppe"][0]["Belege-kompakt"]) == 3
    assert b64decode(material["base64AESKey"]) == TURNOVER_KEY
    assert "Kassenidentifikationsnummer: A1-1" in exported["A1-1/registrierung.txt"]
    assert "VORFÜHRUNG" in exported["A1-1/registrierung.txt"]


def test_what_another_server_sealed_opens_here_for_nobody(sold: Day) -> None:
    with reading(sold.organization):
        [register] = registers(SUNDAY)
        assert open_turnover_key(sold.organization, register.turnover_key) == TURNOVER_KEY
        with pytest.raises(TurnoverKeyUnknown):
            open_turnover_key(sold.organization, b64encode(bytes(256)).decode())


def test_a_reprint_carries_the_same_code(sold: Day) -> None:
    with reading(sold.organization):
        [register] = registers(SUNDAY)
    newest = register.receipts[-1]

    made = slots(newest.body, "fr")

    assert made.qr == qr_text(newest.jws)
    assert made.lines[:2] == ("Kassen-ID: A1-1", "Sicherheitseinrichtung ausgefallen")
    assert slots({}, "de").lines == ()


def test_the_page_shows_registers_and_lets_the_owner_take_files(sold: Day, owner: Client, sign_in: SignIn) -> None:
    page = owner.get("/fiscal/country").content.decode()
    auditor = sign_in(sold.organization, Role.AUDITOR)

    files = taken(owner.get("/fiscal/country/file?what=keys&to=2026-11-22"))

    assert "A1-1" in page
    assert "Signature device out" in page
    assert "Demonstration: a key in software" in page
    assert list(files) == ["A1-1/cryptographicMaterialContainer.json"]
    assert list(taken(auditor.get("/fiscal/country/file?what=dep7&to=2026-11-22"))) == ["A1-1/dep-export.json"]
    assert auditor.get("/fiscal/country/file?what=keys&to=2026-11-22").status_code == 302
    assert 'value="keys"' not in auditor.get("/fiscal/country").content.decode()
    assert auditor.post("/fiscal/country/begin", {"company": "ATU12345678"}).status_code == 403
    with reading(sold.organization):
        noted = AuditEvent.objects.filter(organization_id=sold.organization, action="fiscal.taken")
        assert [event.subject for event in noted.order_by("id")] == ["keys", "dep7"]


def test_the_owner_begins_on_the_page(austrian: Day, owner: Client) -> None:
    wrong = owner.post("/fiscal/country/begin", {"company": "?"})
    with reading(austrian.organization):
        nothing = till_documents("at")
    right = owner.post("/fiscal/country/begin", {"company": "ATU12345678"})

    assert (wrong.status_code, nothing, right.status_code) == (422, {}, 302)
    with reading(austrian.organization):
        told: Any = till_documents("at")[""]
    assert told["company_id"] == "U:ATU12345678"


def test_a_shop_elsewhere_has_nothing_to_begin(day: Day, owner: Client) -> None:
    page = owner.get("/fiscal/country")
    begun = owner.post("/fiscal/country/begin", {"company": "FR12345678901"})

    assert (page.status_code, begun.status_code) == (200, 302)
    assert "No till seals by this law yet." in page.content.decode()
    assert owner.get("/fiscal/country/file?what=dep7").status_code == 302
    with reading(day.organization):
        assert till_documents("fr") == till_documents("at") == {}
