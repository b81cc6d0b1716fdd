"""Shops, tills and sealed sales for the ingest bench.

Recipe: 8 organizations with one store and 500 items each at two tax rates; 128 tills that sell and 32 that the raw
measurement writes as. A sale has three lines of different items, one cash tender and about 1,400 bytes.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

import psycopg
from load import Request

from comptoir.journal import canonical_entry, canonicalize, digest, seal
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
from comptoir.platform.operations import add_legal_entity, add_store, found_organization
from comptoir.sales.simulation import BasketLine, Identity, SimulatedTill, enrolment_request, new_private_key, sale_body
from comptoir.tills.commands import CreateTill, IssueCode, RegisterKey
from comptoir.tills.operations import create_till, issue_code, register_key

ORGANIZATIONS = 8
ITEMS = 500
SELLING_TILLS = 128
RAW_TILLS = 32
BASKETS = 40
LINES = 3
SEED = 20_261_122
_ID = "00000000-0000-7000-8000-000000000000"


@dataclass(slots=True)
class Shop:
    """One organization and what it sells."""

    organization: UUID
    store: UUID
    items: list[BasketLine]


class BenchTill:
    """A till with prepared baskets. It writes canonical bytes from a template, because the recipe needs many."""

    def __init__(self, till: SimulatedTill, shop: Shop, choose: random.Random) -> None:
        self.till = till
        self.shop = shop
        self.bodies = [self._body(choose.sample(shop.items, LINES)) for _ in range(BASKETS)]
        self._turn = 0
        self.ready: deque[bytes] = deque()
        sample = self._canonical(self.bodies[0])
        envelope = self.till.envelope("sale", {})
        # The template must be what the journal writes; a wrong one would measure refusals.
        assert sample.replace(self.bodies[0], b"{}") == canonical_entry(envelope)

    def twin(self) -> BenchTill:
        """The same till in a copy of the database."""
        other = copy(self)
        other.till = self.till.copy()
        other.ready = deque()
        return other

    def _body(self, lines: Sequence[BasketLine]) -> bytes:
        body = sale_body(
            lines, session=self.till.session, cashier=self.till.cashier, country="FR", currency="EUR", day=self.till.now
        )
        return canonicalize({**body, "id": _ID})

    def _canonical(self, body: bytes) -> bytes:
        till, identity = self.till, self.till.identity
        time = till.now.isoformat(timespec="milliseconds")
        tail = (
            f',"boot":"{till.boot}","catalog_position":{till.catalog_position},"chain":"{identity.chain}",'
            f'"device_time":"{time}","engine_version":1,"format":1,"kind":"sale","monotonic_ms":0,'
            f'"organization":"{identity.organization}","previous":"{till.previous}","sequence":{till.sequence + 1},'
            f'"server_time_seen":"{till.server_time_seen}","till":"{identity.till}"}}'
        )
        return b'{"body":' + body + tail.encode()

    def next_line(self) -> bytes:
        """The next sale of this till, sealed."""
        self._turn += 1
        body = self.bodies[self._turn % BASKETS].replace(_ID.encode(), str(new_uuid7()).encode())
        data = self._canonical(body)
        till = self.till
        till.sequence += 1
        till.previous = digest(data)
        return seal(till.key, data).encode() + b" " + data

    def requests(self, count: int, entries: int) -> list[Request]:
        """So many deliveries of so many sales, as HTTP; what is not sent stays ready."""
        while len(self.ready) < count * entries:
            self.ready.append(self.next_line())
        lines = list(islice(self.ready, count * entries))
        return [self.wrap(lines[first : first + entries]) for first in range(0, len(lines), entries)]

    def forget(self, lines: int) -> None:
        """These were sent."""
        for _ in range(lines):
            self.ready.popleft()

    def wrap(self, lines: Sequence[bytes]) -> Request:
        body = b"".join(line + b"\n" for line in lines)
        head = (
            f"POST /edge/v1/entries HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {self.till.identity.token}\r\n"
            f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return Request(head.encode() + body, len(lines))


def open_shops(owner_dsn: str) -> list[Shop]:
    """Found the organizations; items go in by plain SQL, because their import is not what is measured."""
    shops = []
    for number in range(ORGANIZATIONS):
        organization, entity, store = new_uuid7(), new_uuid7(), new_uuid7()
        found_organization(
            FoundOrganization(
                organization=organization, name=f"Bench {number}", country="FR", currency="EUR", locale="fr-FR"
            )
        )
        add_legal_entity(
            AddLegalEntity(organization=organization, id=entity, name="Bench", registration="", tax_number="")
        )
        add_store(
            AddStore(
                organization=organization, id=store, legal_entity=entity, name="Bench", address="",
                timezone="Europe/Paris", price_mode="gross",
            )
        )  # fmt: skip
        shops.append(Shop(organization, store, _stock(owner_dsn, organization)))
    return shops


def _stock(owner_dsn: str, organization: UUID) -> list[BasketLine]:
    tax_class, category = new_uuid7(), new_uuid7()
    items = []
    with psycopg.connect(owner_dsn) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tax_taxclass (organization_id, id, name, position) VALUES (%s, %s, 'Bench', 0)",
            [organization, tax_class],
        )
        cursor.execute(
            "INSERT INTO catalog_category (organization_id, id, name, color, position) "
            "VALUES (%s, %s, 'B', '#000000', 0)",
            [organization, category],
        )
        for number in range(1, ITEMS + 1):
            product, item = new_uuid7(), new_uuid7()
            price, rate = 50 + number * 7, (55_000, 200_000)[number % 2]
            name = f"Article {number:04}"
            cursor.execute(
                "INSERT INTO catalog_product (organization_id, id, name, category_id, tax_class_id, is_archived) "
                "VALUES (%s, %s, %s, %s, %s, false)",
                [organization, product, name, category, tax_class],
            )
            cursor.execute(
                "INSERT INTO catalog_item (organization_id, id, product_id, name, folded, unit, is_archived) "
                "VALUES (%s, %s, %s, %s, %s, 'C62', false)",
                [organization, item, product, name, name.lower()],
            )
            cursor.execute(
                "INSERT INTO catalog_feed (organization_id, position, kind, subject) VALUES (%s, %s, 'item', %s)",
                [organization, number, item],
            )
            cursor.execute(
                "INSERT INTO catalog_price (organization_id, id, item_id, position, unit_price, tax_category, "
                "tax_rate_ppm, changed_at) VALUES (%s, %s, %s, %s, %s, 'S', %s, now())",
                [organization, new_uuid7(), item, number, price, rate],
            )
            items.append(BasketLine(price, "S", rate, item=item, category=category, name=name))
    return items


def enrol_tills(shops: Sequence[Shop], count: int, prefix: str) -> list[BenchTill]:
    """Tills in turn over the shops, so that neighbours in a batch are of different organizations."""
    choose = random.Random(SEED)
    return [_enrol(shops[number % len(shops)], f"{prefix}{number}", choose) for number in range(count)]


def _enrol(shop: Shop, code: str, choose: random.Random) -> BenchTill:
    now = datetime.now(UTC)
    till = new_uuid7()
    create_till(CreateTill(organization=shop.organization, id=till, store=shop.store, code=code, name=code))
    issued = issue_code(IssueCode(organization=shop.organization, till=till, now=now))
    key = new_private_key()
    device = new_uuid7()
    request = enrolment_request(issued.code, key, device=device, label=code)
    found = register_key(
        RegisterKey(
            organization=shop.organization, code=issued.code, public_key=request["public_key"],
            proof=request["proof"], device=device, label=code, app_version="bench", user_agent="", now=now,
        )
    )  # fmt: skip
    identity = Identity(
        found.organization, found.till, found.till_code, found.chain, found.enrolment, found.certificate, found.token
    )
    return BenchTill(SimulatedTill(identity, key, now, catalog_position=ITEMS), shop, choose)
