"""A customer with a name that nobody else has, known in every place that a shop has for one."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from comptoir.catalog.public import save_exemption
from comptoir.customers.commands import GrantExemption, RecordConsent, SaveCustomer
from comptoir.customers.public import grant_exemption, record_consent, save_customer
from comptoir.invoices.commands import Buyer, MakeInvoice, SaveIssuer
from comptoir.invoices.operations import make_invoice, save_issuer
from comptoir.journal import note_commitment
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.models import Move
from comptoir.moving.operations import carry_on, open_move, take_over
from comptoir.papers.commands import KeepNote, RequestDelivery
from comptoir.papers.operations import keep_note, request_delivery
from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import give_up, order, settle_account
from comptoir.tax.commands import SaveExemption
from comptoir.tills.commands import ParkedGoods, ShareParked
from comptoir.tills.parking import share_parked
from tests.databases import TestDatabase
from tests.papers.receipts import essentials_of, store
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.test_accounts import selling

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
NAME, EMAIL, PHONE, CARD = "Zoltan Quixotesk", "zoltan@quixotesk.example", "06 98 70 98 71", "QXK-40917"
NOTED, EVIDENCE = "Quixotesk veut du pain bien cuit", "Passeport QXK-77120"
# In whatever spelling somebody might have written them down.
TRACES = ("quixotesk", "qxk-", "06 98 70 98 71", "698709871", "qxk40917")
SALT = b"0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Known:
    """A shop, its till, and the customer. `sale`: on account, with a note; everything that was open is settled."""

    shop: Shop
    till: SimulatedTill
    customer: UUID
    sale: Sealed
    exempt: Sealed
    invoice: UUID
    move: UUID

    @property
    def organization(self) -> UUID:
        return self.shop.organization


def known_everywhere(database: TestDatabase, *, country: str = "FR") -> Known:
    """Put them in every place: a new place belongs here."""
    shop = open_shop(country)
    move, customer = came_by_file(shop.organization)
    save_customer(
        SaveCustomer(
            organization=shop.organization, person=None, id=customer, name=NAME, phone=PHONE, email=EMAIL,
            credit_limit=50_000, card=CARD,
        )
    )  # fmt: skip
    standing = exempted(shop.organization, customer)
    till = new_till(shop)
    till.engine_version = 2
    begin = [till.start_chain(), till.open(0)]
    sale = with_note(till, lambda: selling(till, shop, customer, 4), note=note_commitment(SALT, NOTED))
    exempt = with_note(
        till, lambda: till.sell([shop.bread]),
        exemption={
            "category": "E", "reason": "other", "standing": str(standing),
            "evidence": note_commitment(SALT, EVIDENCE),
        },
    )  # fmt: skip
    quote = order(till, [shop.wine], customer=customer)
    ended = give_up(till, quote, [])
    store(database, till, [*begin, sale, exempt, quote, ended, settle_account(till, customer, 460)])
    for entry, line, text in ((sale, 0, NOTED), (exempt, -1, EVIDENCE)):
        keep_note(
            KeepNote(
                organization=shop.organization, till=till.identity.till, chain=till.identity.chain,
                sequence=entry.sequence, digest=entry.digest, line=line, salt=SALT, text=text,
            )
        )  # fmt: skip
    invoice = invoiced(shop, till, sale)
    sent(shop, till, exempt)
    parked(shop, till, customer)
    answered(shop.organization, customer)
    agreed(shop.organization, customer)
    return Known(shop, till, customer, sale, exempt, invoice, move)


def with_note(till: SimulatedTill, make: Callable[[], Sealed], **more: Any) -> Sealed:
    """An entry with more in its body."""
    previous = till.previous
    made = make()
    till.sequence, till.previous = till.sequence - 1, previous
    return till.seal("sale", {**made.body, **more})


def came_by_file(organization: UUID) -> tuple[UUID, UUID]:
    """By a list that is taken over: what they were called until then leads back."""
    customer = new_uuid7()
    save_customer(SaveCustomer(organization=organization, person=None, id=customer, name="Z. Quixotesk", email=EMAIL))
    move = open_move(
        OpenMove(
            organization=organization, person=None, id=new_uuid7(), kind="customers", file_name="customers.csv",
            content=f"Name,Email,Phone\n{NAME},{EMAIL},{PHONE}\n".encode(), day=date(2026, 11, 1),
        )
    )  # fmt: skip
    for _step in range(2):
        with reading(organization):
            number = Move.objects.get(pk=move).batches_done
        while carry_on(CarryOn(organization=organization, move=move, number=number, now=NOW)):
            number += 1
        if _step == 0:
            # The same list again, only tried: its bytes lie there until somebody decides.
            take_over(TurnMove(organization=organization, person=None, move=move))
    open_move(
        OpenMove(
            organization=organization, person=None, id=new_uuid7(), kind="customers", file_name="again.csv",
            content=f"Name,Email\n{NAME},{EMAIL}\nSomebody,else@example.fr\n".encode(), day=date(2026, 11, 1),
        )
    )  # fmt: skip
    with owner() as connection:
        connection.execute("UPDATE moving_move SET state = 'tried' WHERE file_name = 'again.csv' AND state = 'trying'")
    return move, customer


def exempted(organization: UUID, customer: UUID) -> UUID:
    reason, standing = new_uuid7(), new_uuid7()
    save_exemption(
        SaveExemption(organization=organization, person=None, id=reason, category="E", name="Ambassade", vatex="")
    )
    grant_exemption(
        GrantExemption(
            organization=organization, person=None, id=standing, customer=customer, reason=reason, evidence=EVIDENCE,
            day=NOW.date(), valid_until=NOW.date() + timedelta(days=300),
        )
    )  # fmt: skip
    return standing


def invoiced(shop: Shop, till: SimulatedTill, sale: Sealed) -> UUID:
    with reading(shop.organization):
        [entity] = legal_entities()
    save_issuer(
        SaveIssuer(
            organization=shop.organization, person=None, legal_entity=entity.id, street="1 rue Haute",
            postal_code="75001", city="Paris", country="FR", tax_number="FR00123456789", registration="1", mention="",
        )
    )  # fmt: skip
    made: UUID = make_invoice(
        MakeInvoice(
            organization=shop.organization, chain=till.identity.chain, sequence=sale.sequence, digest=sale.digest,
            essentials=essentials_of(till, sale), language="fr", now=NOW,
            buyer=Buyer(name=NAME, street="7 rue Quixotesk", postal_code="59000", city="Lille", country="FR"),
        )
    )  # fmt: skip
    return made


def sent(shop: Shop, till: SimulatedTill, entry: Sealed) -> UUID:
    """A receipt on its way by mail, of a sale that names nobody by an account."""
    delivery = new_uuid7()
    request_delivery(
        RequestDelivery(
            organization=shop.organization, id=delivery, till=till.identity.till, chain=till.identity.chain,
            sequence=entry.sequence, digest=entry.digest, channel="email", address=EMAIL, language="fr",
            essentials=essentials_of(till, entry), cashier=None, consented_at=NOW, now=NOW,
        )
    )  # fmt: skip
    return delivery


def parked(shop: Shop, till: SimulatedTill, customer: UUID) -> None:
    basket = {"lines": [], "customer": {"id": str(customer), "name": NAME}}
    share_parked(
        ShareParked(
            organization=shop.organization, till=till.identity.till, store=shop.store,
            parked=(
                ParkedGoods(
                    id=new_uuid7(), cashier=new_uuid7(), label=NAME, parked_at=NOW, lines_count=1, gross=115,
                    basket=json.dumps(basket),
                ),
            ),
            gone=(), sold=(), take=None,
        )
    )  # fmt: skip


def answered(organization: UUID, customer: UUID) -> None:
    """A program wrote them down, and may ask for the answer again."""
    with owner() as connection:
        token = new_uuid7()
        connection.execute(
            "INSERT INTO identity_api_token (organization_id, id, name, token_hash, scopes, made_at) "
            "VALUES (%s, %s, 'Shop', sha256(%s), '[]', now())", [organization, token, token.bytes],
        )  # fmt: skip
        body = json.dumps({"id": str(customer), "name": NAME, "email": EMAIL}).encode()
        connection.execute(
            "INSERT INTO api_kept_answer (organization_id, token_id, key, asked, status, body, etag, made_at) "
            "VALUES (%s, %s, 'once', 'x', 201, %s, '', now())", [organization, token, body],
        )  # fmt: skip


def agreed(organization: UUID, customer: UUID) -> None:
    record_consent(
        RecordConsent(
            organization=organization, person=None, id=new_uuid7(), customer=customer, purpose="news",
            channel="email", is_given=True, place="office", happened_at=NOW, now=NOW,
            text="Oui, écrivez-moi.", text_version="2026-11-01", language="fr",
        )
    )  # fmt: skip


def owner() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True)


def traces() -> set[tuple[str, str]]:
    """Each column of the database, of whatever table, in which any of their words stands: text, JSON, lists, bytes."""
    found: set[tuple[str, str]] = set()
    with owner() as connection:
        columns = connection.execute(
            "SELECT c.relname, a.attname, a.atttypid::regtype::text FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') "
            "WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped "
            "AND a.atttypid::regtype::text = ANY(%s)",
            [["text", "character varying", "jsonb", "json", "bytea", "text[]", "character varying[]", "inet"]],
        ).fetchall()
        for table, column, kind in columns:
            plain = sql.SQL("encode({}, 'escape')" if kind == "bytea" else "{}::text")
            query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {table} WHERE lower({plain}) LIKE ANY(%s))").format(
                table=sql.Identifier(table), plain=plain.format(sql.Identifier(column))
            )
            [(is_there,)] = connection.execute(query, [[f"%{word}%" for word in TRACES]]).fetchall()
            if is_there:
                found.add((table, column))
    return found
