"""Texts of notes come beside their entries, are kept once where the entry promised them, and can be erased for ever."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.journal import note_commitment, parse_envelope, to_base64url
from comptoir.journal.seal import verify_digest_seal
from comptoir.papers.commands import EraseNote
from comptoir.papers.operations import erase_note
from comptoir.papers.queries import notes_of
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Body, Sealed
from tests.databases import TestDatabase
from tests.edge.client import open_door
from tests.papers.receipts import store
from tests.sales.shop import Shop, count, discrepancies, new_till, open_shop, rows

SALT = bytes(range(16))


class Noted:
    """A shop whose till has sold a bread with a note on the line and one on the whole sale."""

    def __init__(self, database: TestDatabase) -> None:
        self.shop: Shop = open_shop()
        self.till = new_till(self.shop)
        self.database = database
        entries = [self.till.start_chain(), self.till.open(0)]
        plain = self.till.sell([self.shop.bread])
        self.till.sequence -= 1
        self.till.previous = entries[-1].digest
        lines = plain.body["lines"]
        assert isinstance(lines, list)
        assert isinstance(lines[0], dict)
        body: Body = {
            **plain.body,
            "note": note_commitment(SALT, "Pour Léa Favre"),
            "exemption": {"category": "E", "reason": "other", "evidence": note_commitment(SALT, "Carte CD-4711")},
            "lines": [{**lines[0], "note": note_commitment(SALT, "Bien cuite")}],
        }
        self.sale: Sealed = self.till.seal("sale", body)
        store(database, self.till, [*entries, self.sale])

    def note(self, line: int, text: str, **changes: object) -> dict[str, object]:
        return {
            "chain": str(self.till.identity.chain), "sequence": self.sale.sequence, "digest": self.sale.digest,
            "line": line, "commitment": note_commitment(SALT, text), "salt": to_base64url(SALT), "text": text,
            **changes,
        }  # fmt: skip

    def send(self, *notes: dict[str, object], holding: tuple[str, ...] = (), token: str = "") -> tuple[int, object]:
        async def run() -> tuple[int, object]:
            async with open_door(self.database.app) as client:
                reply = await client.ask(
                    "POST", "/edge/v1/notes", body=json.dumps({"notes": notes, "holding": holding}).encode(),
                    token=token or self.till.identity.token,
                )  # fmt: skip
                return reply.status, reply.json

        return asyncio.run(run())

    @property
    def entry(self) -> UUID:
        [row] = [row for row in rows("sales_entry", self.shop.organization) if row["kind"] == "sale"]
        assert isinstance(row["id"], UUID)
        return row["id"]

    def kept(self) -> list[tuple[int, str]]:
        with reading(self.shop.organization):
            return [(note.line, note.text) for note in notes_of(self.entry)]


@pytest.fixture
def noted(db: None, database: TestDatabase, settings, tmp_path: Path) -> Noted:
    settings.HOME = tmp_path
    return Noted(database)


def test_texts_are_kept_once_where_the_entry_promised_them(noted: Noted) -> None:
    notes = noted.note(0, "Pour Léa Favre"), noted.note(1, "Bien cuite")

    answers = [noted.send(*notes), noted.send(*notes)]

    taken = [note["commitment"] for note in notes]
    assert answers == [(200, {"taken": taken, "erased": []})] * 2
    assert noted.kept() == [(0, "Pour Léa Favre"), (1, "Bien cuite")]
    assert discrepancies(noted.shop.organization) == []


def test_what_no_entry_promised_is_let_go_and_what_has_not_arrived_is_waited_for(noted: Noted) -> None:
    forged = noted.note(1, "Autre chose")
    elsewhere = noted.note(0, "Bien cuite")
    early = noted.note(1, "Bien cuite", sequence=99)

    status, answer = noted.send(forged, elsewhere, early)

    assert (status, answer) == (200, {"taken": [forged["commitment"], elsewhere["commitment"]], "erased": []})
    assert count("papers_note", noted.shop.organization) == 0
    assert noted.send(noted.note(1, "x\0y"))[0] == 422
    assert noted.send(noted.note(1, "x" * 501))[0] == 422
    assert noted.send(noted.note(1, "Bien cuite"), token="A" * 43)[0] == 401
    assert count("papers_note", noted.shop.organization) == 0


def test_erasing_is_for_ever_and_leaves_the_chain_as_it_was(noted: Noted) -> None:
    note = noted.note(0, "Pour Léa Favre")
    noted.send(note)
    before = rows("sales_entry", noted.shop.organization, "sequence")
    command = EraseNote(
        organization=noted.shop.organization, person=None, entry=noted.entry, line=0, now=datetime.now(UTC)
    )

    assert [erase_note(command), erase_note(command)] == [True, False]
    status, answer = noted.send(note, holding=(str(note["commitment"]),))

    assert (status, answer) == (200, {"taken": [note["commitment"]], "erased": [note["commitment"]]})
    assert noted.kept() == [(0, "")]
    [row] = rows("papers_note", noted.shop.organization)
    assert (row["salt"], row["text"], row["erased_at"] is None) == (b"", "", False)
    assert rows("sales_entry", noted.shop.organization, "sequence") == before
    content, seal = before[-1]["content"], before[-1]["seal"]
    assert isinstance(content, bytes)
    assert isinstance(seal, bytes)
    assert parse_envelope(content).sequence == noted.sale.sequence
    assert b"Favre" not in content
    assert verify_digest_seal(noted.till.key.public_key(), noted.sale.digest, seal.decode())


def test_what_was_shown_for_an_exemption_is_kept_and_erased_as_notes_are(noted: Noted) -> None:
    shown = noted.note(-1, "Carte CD-4711")
    elsewhere = noted.note(0, "Carte CD-4711")

    assert noted.send(shown, elsewhere) == (200, {"taken": [shown["commitment"]] * 2, "erased": []})
    assert noted.kept() == [(-1, "Carte CD-4711")]
    assert noted.send(noted.note(-2, "Carte CD-4711"))[0] == 422
    command = EraseNote(
        organization=noted.shop.organization, person=None, entry=noted.entry, line=-1, now=datetime.now(UTC)
    )
    assert [erase_note(command), erase_note(command)] == [True, False]
    assert noted.kept() == [(-1, "")]
