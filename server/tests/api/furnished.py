"""A shop in which every address of the interface finds what it names, as far as that can be made for little."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Max

from comptoir.catalog.public import item_view
from comptoir.fiscal.commands import MakeArchive
from comptoir.fiscal.data_packs import sign_pack
from comptoir.fiscal.models import DataPack
from comptoir.fiscal.public import make_archive
from comptoir.invoices.public import Buyer, MakeInvoice, SaveIssuer, make_invoice, save_issuer
from comptoir.journal.signed_note import COSIGNATURE, Verifier
from comptoir.kernel import new_uuid7
from comptoir.labels.commands import HearPrinters, PrinterSeen, PrintSeen
from comptoir.labels.public import hear_printers
from comptoir.links.models import LinkTry
from comptoir.moving.commands import CarryOn, OpenMove
from comptoir.moving.operations import carry_on, open_move
from comptoir.payments.accounts import (
    AssignTerminal,
    NoteReaders,
    assign_terminal,
    note_readers,
    save_account,
    terminals,
)
from comptoir.payments.providers.contract import Reader
from comptoir.platform.tenancy import as_one, reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import order
from comptoir.settlements.commands import TryFile, TurnFile
from comptoir.settlements.public import take_file, try_file
from comptoir.witnesses.models import Alarm
from comptoir.witnesses.public import AddWitness, add_witness
from tests.api.conftest import Program
from tests.api.said import FILES, WEBHOOK
from tests.api.test_catalogue_rooms import picture
from tests.backoffice.erasable import exempting, noted
from tests.backoffice.test_agents import join_agent
from tests.catalog.stores import new_store
from tests.moving.exported import ready_export
from tests.papers.deliveries import wanted_by_mail
from tests.papers.receipts import essentials_of
from tests.payments.attempts import card_attempt
from tests.payments.coded import begun, new_account, open_file, paid_file
from tests.payments.counter import account_of
from tests.purchasing.bought import add_order, add_supplier
from tests.sales.shop import Shop, new_till, rows, value
from tests.sales.test_tenders import sell_card

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
# Long over, whenever this runs: its month can be closed.
SOLD_AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
BUYER = {"name": "Nord", "street": "3 rue", "postal_code": "59000", "city": "Lille", "country": "FR"}


def furnish(shop: Shop, send: Send, program: Program) -> dict[str, Any]:
    """What addresses and bodies name, by the name they have there."""
    supplier = add_supplier(shop)
    agent, label_print = failed_print(shop, program)
    with reading(shop.organization):
        bread = item_view(UUID(str(shop.bread.item)))
    assert bread is not None
    company = program.get("/companies").json()["companies"][0]["id"]
    wine = UUID(str(shop.wine.item))
    # A company of France whose number is one: its books can be written as a file.
    value("UPDATE platform_legalentity SET registration = '552100554' WHERE id = %s RETURNING 1", company)
    books = {"chart": "pcg", "journal_code": "VEN", "adviser": "1001", "client": "42"}
    program.done("put", f"/companies/{company}/bookkeeping", books, If_Match="*")
    moves = {f"move_{kind}": tried(shop, kind) for kind in FILES}
    traded_there = traded(shop, send, UUID(company))
    closing = program.get(f"/companies/{company}/closings").json()
    return {
        **of_the_log(shop), **moves, **traded_there,
        "closing": {"first": closing["open_from"], "last": closing["ends"][0]},
        **paid_links(shop, program), **made_by_program(program, shop), **of_card_money(shop),
        "wine": str(wine), "second": str(new_store(shop.organization)),
        "sent": str(add_order(shop, supplier, (wine, 9_000))), "reason": str(exempting(shop.organization)),
        "drafts": [str(add_order(shop, supplier, (wine, 2_000), is_sent=False)) for _ in range(2)],
        "order": str(add_order(shop, supplier, (bread.id, 5_000), is_sent=False)),
        "joined": str(join_agent(shop.organization, shop.store)), "buyer": BUYER,
        "store": str(shop.store), "origin": str(shop.store), "stores": str(shop.store), "company": company,
        "legal_entity": company, "category": str(bread.category), "tax_class": str(bread.tax_class),
        "article": str(bread.id), "articles": str(bread.id), "supplier": str(supplier),
        "export": str(ready_export(shop.organization)), "document": {"name": "Soir"}, "timezone": "Europe/Paris",
        "sql": "SELECT 1 AS one", "cube": "sales", "by": "day", "measure": "gross", "measures": "gross",
        "agent": str(agent), "printer": "labels", "label_print": label_print,
        "slug": "days", "report": "days", "email": "a@example.fr", "address": "a@example.fr", "country": "FR",
    }  # fmt: skip


def traded(shop: Shop, send: Send, company: UUID) -> dict[str, Any]:
    """What only a till makes: sales, a gift card, an order, entries set aside, and who got a receipt."""
    save_issuer(
        SaveIssuer(
            organization=shop.organization, person=None, legal_entity=company, street="1 rue Haute",
            postal_code="75001", city="Paris", country="FR", tax_number="FR00123456789", registration="552100554",
            mention="",
        )
    )  # fmt: skip
    till, gap, card = new_till(shop), new_till(shop, "B2"), new_uuid7()
    till.now = gap.now = SOLD_AT
    entries: list[Any] = [till.start_chain(), till.open(0), till.sell([shop.bread]), order(till, [shop.bread])]
    send(till, [*entries, sell_card(till, shop, card, 2_000), billed := till.sell([shop.wine])])
    # Set aside: one that is not what it says, and one whose chain lacks its beginning.
    send(till, [till.sell([shop.bread]).line.replace(b'"gross":115', b'"gross":110')])
    lost, early = gap.start_chain(), gap.sell([shop.bread])
    assert lost.sequence < early.sequence
    send(gap, [early])
    sale = min(UUID(str(row["id"])) for row in rows("sales_sale", shop.organization))
    deliveries = [str(wanted_by_mail(shop.organization, sale, "failed")) for _ in range(2)]
    by_till = {row["till_id"]: str(row["id"]) for row in rows("sales_quarantine", shop.organization)}
    invoice = make_invoice(
        MakeInvoice(
            organization=shop.organization, chain=till.identity.chain, sequence=billed.sequence, digest=billed.digest,
            essentials=essentials_of(till, billed), buyer=Buyer(**BUYER), language="fr", now=datetime.now(UTC),
        )
    )  # fmt: skip
    return {
        "sale": str(sale), "line": str(noted(shop.organization, sale)), "delivery": deliveries[0],
        "other_delivery": deliveries[1], "invoice": str(invoice),
        "till": str(till.identity.till), "chain": str(till.identity.chain), "gift_card": str(card),
        "promise": str(rows("sales_order", shop.organization)[0]["id"]), "quarantined": by_till[till.identity.till],
        "gap": by_till[gap.identity.till],
        "incident": str(rows("sales_incident", shop.organization)[0]["id"]),
        "essentials": essentials_of(till, entries[2]),
        "payment": str(card_attempt(shop, till, SOLD_AT, "pending", "approved")),
        "offline_payment": str(
            card_attempt(shop, till, SOLD_AT, "pending", "approved", driver="nexo", is_offline=True)
        ),
        "archive": str(archived(shop)),
        **of_code_payments(shop, till),
    }  # fmt: skip


def archived(shop: Shop) -> UUID:
    """Everything that was sealed that month, in a signed file."""
    return make_archive(MakeArchive(shop.organization, None, new_uuid7(), date(2026, 10, 31), datetime.now(UTC)))


def paid_links(shop: Shop, program: Program) -> dict[str, Any]:
    """Two links that a guest has paid at a provider; of the second the money is on its way back."""
    account = account_of(shop.organization, "stripe", name="Liens")
    save_account(account)
    wanted = {"account": str(account.id), "store": str(shop.store), "amount": 500, "text": "Table 9"}
    paid = []
    for _ in range(2):
        link = program.done("post", "/payment-links", wanted, 201)["id"]
        key, now = new_uuid7(), datetime.now(UTC)
        with as_one(shop.organization):
            LinkTry.objects.create(
                organization_id=shop.organization, id=key, link_id=UUID(link), amount=500, taken=500,
                name=f"cs_{key}", state=LinkTry.State.APPROVED, made_at=now, next_at=now, ended_at=now,
            )  # fmt: skip
        paid.append((link, str(key)))
    (link, payment), (back_link, back) = paid
    program.done("post", f"/payment-links/{back_link}/payments/{back}/give-back", {})
    return {"paid_link": link, "link_payment": payment, "back_link": back_link, "back_payment": back}


PUBLISHER = Ed25519PrivateKey.generate()


def newer_tables() -> dict[str, Any]:
    """Tables are the whole server's, and nobody removes one: the next version, without rows."""
    last = DataPack.objects.filter(plugin="fr").aggregate(last=Max("version"))["last"] or 1
    return {"plugin": "fr", "version": last + 1, "valid_from": "2026-01-01", "mappings": {}}


def of_the_log(shop: Shop) -> dict[str, Any]:
    """A witness and what it said, the key of another, and tables that `PUBLISHER` signed: version by version newer."""
    witness, alarm = new_uuid7(), new_uuid7()
    first, second = (str(Verifier(f"w{number}.example", COSIGNATURE, bytes(32))) for number in (1, 2))
    add_witness(
        AddWitness(organization=shop.organization, person=None, id=witness, address="https://w1.example", key=first)
    )
    with as_one(shop.organization):
        Alarm.objects.create(
            organization_id=shop.organization, id=alarm, witness_id=witness, kind="forked", origin="log",
            their_size=9, our_size=8, ours="", is_proven=False, raised_at=SOLD_AT,
        )  # fmt: skip
    pack = base64.b64encode(sign_pack(newer_tables(), PUBLISHER)).decode()
    return {"witness": str(witness), "alarm": str(alarm), "witness_key": second, "law_pack": pack}


def of_code_payments(shop: Shop, till: SimulatedTill) -> dict[str, Any]:
    """An account, payments into it, a move of the bank that fits none, and a file that nobody took yet."""
    account = new_account(shop.organization)
    payment = begun(shop.organization, shop.store, till.identity.till, account)
    stray = open_file(shop.organization, new_uuid7(), paid_file(new_uuid7()), shop.store)
    take_file(TurnFile(organization=shop.organization, person=None, file=stray, now=SOLD_AT, confirms=True))
    [move] = rows("payments_bank_move", shop.organization)
    return {
        "code_account": str(account), "code_payment": str(payment), "bank_move": move["key"],
        "bank_file": str(open_file(shop.organization, new_uuid7(), paid_file(payment), shop.store)),
    }  # fmt: skip


def of_card_money(shop: Shop) -> dict[str, Any]:
    """A card company's file that somebody looked at, and a provider's terminal that may be tried."""
    account = account_of(shop.organization, "stripe", name="Caisses")
    save_account(account)
    readers = (Reader("tmr_front", "Comptoir"),)
    note_readers(NoteReaders(organization=shop.organization, account=account.id, now=SOLD_AT, readers=readers))
    with reading(shop.organization):
        [terminal] = terminals(account.id)
    assign_terminal(
        AssignTerminal(
            organization=shop.organization, person=new_uuid7(), terminal=terminal.id, name="Comptoir",
            store=shop.store, till=None, allows_tips=False,
        )
    )  # fmt: skip
    file = try_file(
        TryFile(
            organization=shop.organization, person=None, id=new_uuid7(), store=shop.store, name="mois.csv",
            content=b"when,gross\n2026-11-18,1.00\n", timezone="Europe/Paris", currency="EUR",
        )
    )  # fmt: skip
    return {"settlement_file": str(file), "terminal": str(terminal.id)}


def tried(shop: Shop, kind: str) -> str:
    """A file that the worker has tried."""
    move = new_uuid7()
    open_move(
        OpenMove(
            organization=shop.organization, person=None, id=move, kind=kind, file_name=f"{kind}.csv",
            content=FILES[kind].encode(), day=SOLD_AT.date(), store=shop.store, category="Divers", tax="5.5 %",
            way="Variante",
        )
    )  # fmt: skip
    number = 0
    while carry_on(CarryOn(organization=shop.organization, move=move, number=number, now=SOLD_AT)):
        number += 1
    return str(move)


def failed_print(shop: Shop, program: Program) -> tuple[UUID, str]:
    """An agent with a label printer, and labels that did not come out there."""
    agent = new_uuid7()

    def hear(*prints: PrintSeen) -> None:
        printers = (PrinterSeen(id="labels", name="Étiqueteuse", width_mm=57, height_mm=32),)
        now = datetime.now(UTC)
        hear_printers(
            HearPrinters(
                organization=shop.organization, store=shop.store, agent=agent, printers=printers, prints=prints,
                now=now,
            )
        )  # fmt: skip

    hear()
    wanted = {"agent": str(agent), "printer": "labels", "articles": [str(shop.bread.item)]}
    made = program.done("post", f"/stores/{shop.store}/label-prints", wanted, status=201)
    found: str = made["prints"][0]["id"]
    hear()
    hear(PrintSeen(id=UUID(found), state="failed", trouble="no_answer"))
    return agent, found


def made_by_program(program: Program, shop: Shop) -> dict[str, Any]:
    """What an address names and no other tells by its own identifier, or what something else has ended by then."""
    shelf, store = program.get(f"/articles/{shop.bread.item}").json(), str(shop.store)
    bottle = {"name": "Bouteille", "category": shelf["category"], "tax_class": shelf["tax_class"], "unit_price": 25}
    packed = program.done(
        "post", f"/articles/{shop.wine.item}/packs", {"name": "Carton", "count": 6, "unit_price": 5_000}, 201
    )
    banked = program.done("post", "/safes/bank", {"store": store, "amount": 20_000, "slip": "B-7"}, 201)
    shown = program.done("put", f"/articles/{shop.wine.item}/photo", {"picture": picture()})
    change = {
        "id": str(new_uuid7()), "level": "store", "place": store, "settings": [{"name": "sign_in_note", "value": "x"}],
        "starts_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    account = account_of(shop.organization, "stripe")
    save_account(account)
    link = {"account": str(account.id), "store": store, "amount": 500, "text": "Table 7"}
    return {
        "account": link["account"], "link": program.done("post", "/payment-links", link, 201)["id"],
        "webhook": program.done("post", "/webhooks", WEBHOOK, 201)["webhook"],
        "person": program.done("post", "/employees", {"name": "Lina"}, 201)["id"],
        "bottle": program.done("post", "/deposits", bottle, 201)["id"], "pack": packed["members"][0]["article"],
        "movement": banked["movements"][0]["id"], "photo": shown["photo"],
        "planned": program.done("post", "/settings/changes", change, 201)["id"],
        "sheet": program.done("post", "/countings", {"store": store, "name": "Rayon"}, 201)["id"],
    }  # fmt: skip
