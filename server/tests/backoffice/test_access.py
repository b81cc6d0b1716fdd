"""Every address: anonymous, wrong role, wrong organization, right one."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import resolve, reverse

from comptoir.backoffice.urls import urlpatterns
from comptoir.catalog.commands import (
    ModifierOption,
    SaveCustomerGroup,
    SaveModifierGroup,
    SavePriceList,
    SavePromotion,
    SetPhoto,
)
from comptoir.catalog.operations import save_modifier_group, set_photo
from comptoir.catalog.photos import photo_digest
from comptoir.catalog.public import (
    categories,
    save_customer_group,
    save_price_list,
    save_promotion,
)
from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import save_customer
from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.invitations import Invite, invite
from comptoir.identity.public import PERMISSIONS, Permission, Role, add_membership, create_user
from comptoir.invoices.public import Buyer, MakeInvoice, SaveIssuer, make_invoice, save_issuer
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import OpenMove
from comptoir.moving.public import open_move
from comptoir.payments.commands import SaveTenderKind
from comptoir.payments.public import save_tender_kind
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.public import found_organization
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import order
from comptoir.staff.commands import ProposeTime, SaveRole, Worked
from comptoir.staff.public import propose_time, save_role
from comptoir.stock.public import BeginCounting, Goods, SendTransfer, begin_counting, send_transfer
from tests.backoffice.accounts import ACCOUNT_POSTS, ACCOUNT_ROWS, ON_THE_WAY_IN
from tests.backoffice.closed_month import CLOSED_POSTS, CLOSED_ROWS, closed_month
from tests.backoffice.conftest import NOON, PASSWORD, Day
from tests.backoffice.erasable import PERSON_POSTS, PERSON_ROWS, exempting, names_customer, noted
from tests.backoffice.test_agents import join_agent
from tests.backoffice.test_tokens import connected
from tests.catalog.stores import new_store
from tests.fiscal.archived import of_archive
from tests.insights.books import kept_report
from tests.links.made import LINK_POSTS, of_links
from tests.moving.exported import ready_export
from tests.papers.deliveries import wanted_by_mail
from tests.papers.receipts import essentials_of
from tests.payments.attempts import card_attempt
from tests.payments.coded import of_codes
from tests.payments.counter import of_providers
from tests.purchasing.bought import add_order, add_supplier, told
from tests.retention.pages import RETENTION_POSTS, of_retention
from tests.settlements.tried import settled
from tests.shops.decided import of_settings
from tests.webhooks.programs import of_webhooks
from tests.witnesses.pages import WITNESS_POSTS, of_witnesses

OPEN_TO_ALL = {"home", "begin", "sign-in", "sign-out", "organizations", "language"} | {
    "passkey-challenge", "passkey-sign-in",
}  # fmt: skip
# The pages that name a row: of another organization they are nowhere.
OF_A_ROW = CLOSED_ROWS | {
    "adopt-till",
    "note-erase", "returns-save",
    "order", "order-send", "entry", "hours-save", "passkey-remove", "incident", "quarantined", "sale", "sale-entry",
    "product", "product-edit", "product-price", "product-archive",
    "role", "role-remove", "employee", "employee-post", "employee-pin", "employee-badge", "employee-secret-clear",
    "till", "till-enrol", "till-enrolled", "till-renew", "till-revoke", "delivery-retry", "delivery-erase",
    "invoice-file", "invoice-cancel", "issuer", "agent-invite", "agent-revoke", "tender", "token-revoke",
}  # fmt: skip
POST_ONLY = {"product-edit", "product-price", "product-archive", "till-enrol", "employee-new", "agent-invite"} | {
    "note-erase", "hours-save", "returns-save", "own-pin", "passkey-options", "passkey-add", "passkey-remove",
    "team-policy", "roles-set-up", "role-remove", "employee-post", "employee-pin", "employee-badge",
    "employee-secret-clear", "tax-rate-new", "scale-label-new", "scale-label-remove", "receipts-common",
    "delivery-retry", "delivery-erase", "sell-here", "phone-code", "samples-remove", "exchange-rate-new",
    "order-send",
} | CLOSED_POSTS  # fmt: skip
OF_A_ROW |= {
    "promotion-codes", "promotion-codes-csv", "promotion-codes-make", "promotion-codes-withdraw",
    "promotion", "promotion-end", "price-list", "price-list-end", "price-list-prices", "price-list-change",
    "price-list-csv", "price-list-import", "customer-group-rename", "customer-group-end",
}  # fmt: skip
POST_ONLY |= {
    "promotion-codes-make", "promotion-codes-withdraw",
    "promotion-end", "promotion-trial", "price-list-end", "price-list-change", "customer-group-new",
    "customer-group-rename", "customer-group-end",
}  # fmt: skip
OPEN_TO_ALL, POST_ONLY = OPEN_TO_ALL | ON_THE_WAY_IN, POST_ONLY | ACCOUNT_POSTS
OF_A_ROW |= ACCOUNT_ROWS | {"member", "member-leave", "invitation-withdraw", "time-correct", "time-decide"}
POST_ONLY |= {"member-invite", "member-second-step", "invitation-withdraw", "time-decide", "own-time-correct"}
OF_A_ROW |= {"code-account", "code-payment", "code-payment-decide", "code-payment-seen", "bank-message"}
POST_ONLY |= {"code-payment-decide", "code-payment-seen", "bank-message-take", "bank-move-seen"}
POST_ONLY |= {"payment-policy", "gift-card-block", "tip-policy", "staff-purchase-limit", "books-accounts"}
OF_A_ROW |= {"tip-day", "commission-rule-end", "books-day", "books-settings", "books-accounts", "books-close"}
POST_ONLY |= {f"liabilities-{what}" for what in ("validity", "expire", "give-back")} | {"books-close", "books-reopen"}
OF_A_ROW |= {"settlement-file", "settlement-file-take", "settlement-file-back", "bank-message-take"}
POST_ONLY |= {"settlement-file-new", "settlement-file-take", "settlement-file-back", "settlement-note"}
POST_ONLY |= {"till-renew", "fiscal-check", "fiscal-archive", "fiscal-begin", "fiscal-export"}
POST_ONLY |= {"cash-bank", "cash-bank-undo", "cash-count", "cash-terminal", "cash-terminal-file", "commission-rule-end"}
POST_ONLY |= PERSON_POSTS | {"customer-new", "customer-save", "order-policy", "commission-rule-add"}
OF_A_ROW |= PERSON_ROWS | {"customer", "customer-save", "customer-statement-csv", "gift-card", "gift-card-block"}
OF_A_ROW |= {
    "product-goods", "product-photo", "product-describe", "product-sold-out", "product-variants", "product-pack",
    "product-bundle", "photo", "modifiers-end", "restriction-category", "books-reopen",
}  # fmt: skip
POST_ONLY |= {
    "product-photo", "product-describe", "product-sold-out", "product-variants", "product-pack", "product-bundle",
    "modifiers-save", "modifiers-end", "restriction-set", "restriction-category",
}  # fmt: skip
POST_ONLY |= {"place-link", "place-unlink", "place-store", "price-mode", "labels-send", "labels-turn"}
POST_ONLY |= {"new-rights", "fiscal-pack", "fiscal-retry", "fiscal-simulate"}  # the first while somebody has to decide
OF_A_ROW |= {"place-store", "price-mode", "fiscal-archive-file", "store-group-remove", "retention-stop"}
OF_A_ROW |= {"product-containers", "product-content", "item-label", "product-code", "product-tracking", "product-range"}
POST_ONLY |= {"product-content", "product-code", "product-prices-back", "labels-print", "labels-hang"}
OF_A_ROW |= {"product-stock", "product-count", "reorder-rule", "low-stock-recipient-remove"}
POST_ONLY |= {"product-count", "reorder", "reorder-rule", "low-stock-recipient", "low-stock-recipient-remove"}
OF_A_ROW |= {"stock-ledger", "transfer", "counting", "counting-review", "takeout-cancel", "takeout-file"}
POST_ONLY |= {"counting-new", "product-tracking", "product-range", "ranges-set", "expiry-loss", "expiry-reduce"}
OF_A_ROW |= {
    "supplier", "supplier-end", "supplier-offer", "supplier-offer-remove", "purchase-order", "purchase-order-lines",
    "purchase-order-send", "purchase-order-close", "purchase-order-file", "purchase-order-csv", "purchase-receive",
    "purchase-return",
}  # fmt: skip
POST_ONLY |= {
    "supplier-new", "supplier-end", "supplier-offer", "supplier-offer-remove", "purchase-order-new",
    "purchase-order-lines", "purchase-order-send", "purchase-order-close",
}  # fmt: skip
OF_A_ROW |= {"move", "move-csv", "move-turn", "people-move", "people-move-csv", "people-move-turn"}
POST_ONLY |= {"move-turn", "people-move-turn"}
for kind in ("cards", "suppliers", "lists", "promotions"):
    OF_A_ROW |= {f"{kind}-move", f"{kind}-move-csv", f"{kind}-move-turn"}
    POST_ONLY |= {f"{kind}-move-turn"}
POST_ONLY |= {"takeout-new", "takeout-cancel", "chain-transfer-assign", "chain-transfer-back"}
OF_A_ROW |= {"own-report", "own-report-file", "own-report-remove", "report-mail-end"}
OF_A_ROW |= {"provider", "provider-try", "provider-terminal", "provider-terminal-test"}
POST_ONLY |= {"provider-try", "provider-terminal-test"}
OPEN_TO_ALL |= {"pay", "pay-back", "app-return", "report-mail-stop"}  # who pays, or gets the mail, has no account
POST_ONLY |= (posted := {f"webhook-{act}" for act in ("turn", "test", "again", "secret")} | WITNESS_POSTS | LINK_POSTS)
OF_A_ROW |= posted | {"webhook", "webhook-remove", "payment-link", "witness-remove"}
POST_ONLY |= {"report-keep", "own-report-remove", "inquiry-stop", "report-mail-begin", "report-mail-end"}
OF_A_ROW |= {"exemption", "evidence-erase", "product-pack-holds", "card-payment", "card-payment-offline"}
OF_A_ROW |= {"customer-exemption", "customer-exemption-end", "customer-card", "customer-card-make"}
POST_ONLY |= {"customer-card-make", "customer-exemption", "customer-exemption-end"}
POST_ONLY |= {"evidence-erase", "product-pack-holds", "card-payment-offline"}
for step in ("withdraw", "undo"):
    OF_A_ROW |= {f"setting-change-{step}"}
    POST_ONLY |= {f"setting-change-{step}"}
POST_ONLY |= {"settings-change", "store-group-save", "store-group-remove", "store-group-stores"} | RETENTION_POSTS
POST_ONLY |= {
    "product-containers", "bottle-deposit-save", "bottle-deposit-end", "bottle-voucher-new", "bottle-voucher-remove",
}  # fmt: skip

SignIn = Callable[[UUID, Role], Client]
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def names() -> list[str]:
    return [pattern.name for pattern in urlpatterns if pattern.name]


GUARDED = [name for name in names() if name not in OPEN_TO_ALL]


def invoiced(day: Day) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """An invoice of the sale, as the pages name it, and its company."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT id FROM platform_legalentity WHERE organization_id = %s", [day.organization]
        ).fetchone()
    assert row is not None
    issuer = SaveIssuer(
        organization=day.organization, person=None, legal_entity=row[0], street="1 rue Haute", postal_code="75001",
        city="Paris", country="FR", tax_number="FR00123456789", registration="", mention="",
    )  # fmt: skip
    save_issuer(issuer)
    invoice = make_invoice(
        MakeInvoice(
            organization=day.organization, chain=day.till.identity.chain, sequence=day.bread_and_wine.sequence,
            digest=day.bread_and_wine.digest, essentials=essentials_of(day.till, day.bread_and_wine),
            buyer=Buyer(name="Nord", street="3 rue", postal_code="59000", city="Lille", country="FR"), language="fr",
            now=datetime.now(UTC),
        )
    )  # fmt: skip
    return {"document": invoice}, {"document": invoice}, {"entity": row[0]}


def of_times(day: Day) -> dict[str, dict[str, object]]:
    """Somebody's hours, and some that wait for approval."""
    now = datetime.now(UTC)
    command = ProposeTime(
        organization=day.organization, person=None, id=new_uuid7(), employee=day.cashier, store=day.shop.store,
        shift=None, worked=Worked(came_at=now - timedelta(hours=8), left_at=now - timedelta(hours=1)), before=None,
        after={}, reason="Forgotten", now=now,
    )  # fmt: skip
    propose_time(command)
    invited, member, user = new_uuid7(), new_uuid7(), new_uuid7()
    invite(
        Invite(
            organization=day.organization, person=None, id=invited, name="Bea", role=Role.MANAGER, employee=None,
            now=now,
        )
    )  # fmt: skip
    create_user(CreateUser(id=user, email=f"{user}@shop.example", name="Cleo", password=PASSWORD, language="en"))
    add_membership(AddMembership(organization=day.organization, person=None, id=member, user=user, role=Role.CASHIER))
    return {
        "time-correct": {"employee": day.cashier}, "time-decide": {"correction": command.id},
        **{f"member{what}": {"user": user} for what in ("", "-leave", "-second-step", "-password")},
        "invitation-withdraw": {"invitation": invited},
    }  # fmt: skip


def of_rules(day: Day) -> dict[str, dict[str, object]]:
    """A promotion, a price list and a customer group, as the pages name them."""
    keys: dict[str, dict[str, object]] = {}
    promotion = new_uuid7()
    document = {"name": "Soldes", "kind": "each", "percent_ppm": 100_000}
    save_promotion(SavePromotion(organization=day.organization, person=None, id=promotion, document=document))
    for name in ("", "-csv", "-make"):
        keys[f"promotion-codes{name}"] = {"rule": promotion}
    keys["promotion-codes-withdraw"] = {"rule": promotion, "batch": new_uuid7()}
    keys["promotion"] = keys["promotion-end"] = {"rule": promotion}
    listed, group = new_uuid7(), new_uuid7()
    save_price_list(
        SavePriceList(organization=day.organization, person=None, id=listed, document={"name": "Épicerie du soir"})
    )
    save_customer_group(SaveCustomerGroup(organization=day.organization, person=None, id=group, name="Épicerie amie"))
    for name in ("", "-end", "-prices", "-change", "-csv", "-import"):
        keys[f"price-list{name}"] = {"rule": listed}
    keys["customer-group-rename"] = keys["customer-group-end"] = {"group": group}
    keys["promotion-new"] = {"kind": "percent"}
    return keys


def with_goods(day: Day) -> dict[str, dict[str, object]]:
    """A picture, a question, a shelf that the law is about."""
    assert day.shop.bread.item is not None
    picture, group = b"RIFF of a shop", new_uuid7()
    set_photo(SetPhoto(organization=day.organization, person=None, item=day.shop.bread.item, picture=picture))
    options = (ModifierOption(id=new_uuid7(), name="Épicerie fine"),)
    save_modifier_group(
        SaveModifierGroup(
            organization=day.organization, person=None, id=group, name="Épicerie", minimum=0, maximum=1,
            options=options,
        )
    )  # fmt: skip
    with reading(day.organization):
        category = categories()[0].id
    parts = ("goods", "photo", "describe", "sold-out", "variants", "pack", "bundle", "containers", "tracking", "range")
    keys: dict[str, dict[str, object]] = {f"product-{part}": {"item": day.shop.bread.item} for part in parts}
    keys |= {name: {"item": day.shop.bread.item} for name in ("product-content", "item-label", "product-code")}
    return keys | {
        "photo": {"digest": photo_digest(picture)},
        "modifiers-save": {"group": group},
        "modifiers-end": {"group": group},
        "restriction-category": {"category": category},
    }


def of_customers(day: Day) -> dict[str, dict[str, object]]:
    customer = new_uuid7()
    save_customer(SaveCustomer(organization=day.organization, person=None, id=customer, name="Petit", card="4711"))
    return {name: {"customer": customer} for name in OF_A_ROW if names_customer(name)}


def purchased(day: Day) -> dict[str, dict[str, object]]:
    """A supplier, and an order of bread that is on its way."""
    item = UUID(str(day.shop.bread.item))
    supplier = add_supplier(day.shop, name="Épicerie en gros")
    order = add_order(day.shop, supplier, (item, 5_000))
    names = ("order", "order-lines", "order-send", "order-close", "order-file", "order-csv", "receive", "return")
    keys: dict[str, dict[str, object]] = {f"purchase-{name}": {"order": order} for name in names}
    transfer, counting = new_uuid7(), new_uuid7()
    send_transfer(
        SendTransfer(
            organization=day.organization, person=None, id=transfer, origin=day.shop.store,
            destination=new_store(day.organization), lines=(Goods(item=item, quantity_milli=1_000),),
            note="Épicerie", now=datetime.now(UTC),
        )
    )  # fmt: skip
    begin_counting(
        BeginCounting(
            organization=day.organization, person=None, id=counting, store=day.shop.store, category=None,
            name="Épicerie", now=datetime.now(UTC),
        )
    )  # fmt: skip
    keys |= {"stock-ledger": {"item": item}, "reorder-rule": {"item": item}, "transfer": {"transfer": transfer}}
    keys["low-stock-recipient-remove"] = {"recipient": told(day.shop)}
    keys["counting"] = keys["counting-review"] = {"counting": counting}
    keys["supplier"] = keys["supplier-end"] = keys["supplier-offer"] = {"supplier": supplier}
    return keys | {"supplier-offer-remove": {"supplier": supplier, "item": item}}


def moved_in(day: Day) -> dict[str, dict[str, object]]:
    """Two files of the shop that were tried: of items, and of customers."""
    keys: dict[str, dict[str, object]] = {}
    files = (
        ("", "articles", b"nom;prix\nSel;1,20\n"),
        ("people-", "customers", b"nom;mail\nA;\n"),
        ("cards-", "cards", b"code;solde\nABCD1234;5,00\n"),
        ("suppliers-", "suppliers", b"fournisseur\nMoulin\n"),
        ("lists-", "lists", b"liste;article;prix\nClub;Sel;1,00\n"),
        ("promotions-", "promotions", b"nom;remise (%)\nSoldes;10\n"),
    )
    for begin, kind, content in files:
        move = open_move(
            OpenMove(
                organization=day.organization, person=None, id=new_uuid7(), kind=kind, file_name="Épicerie.csv",
                content=content, category="Divers", tax="20", way="Variante", store=day.shop.store,
                day=date(2026, 11, 19),
            )
        )  # fmt: skip
        keys |= {f"{begin}{name}": {"move": move} for name in ("move", "move-csv", "move-turn")}
    return keys


def taken_out(day: Day) -> dict[str, dict[str, object]]:
    """A file of everything that is ready."""
    export: dict[str, object] = {"export": ready_export(day.organization)}
    return {"takeout-cancel": export, "takeout-file": export}


def of_books(company: object) -> dict[str, dict[str, object]]:
    """The books of the shop's company, and its cash."""
    of_company: dict[str, object] = {"company": company}
    return {
        **dict.fromkeys(("books-settings", "books-accounts", "books-close", "period-close"), of_company),
        "books-reopen": {**of_company, "number": 1},
        "books-file": {"kind": "csv"},
        "cash-bank-undo": {"movement": new_uuid7()}, "commission-rule-end": {"rule": new_uuid7()},
        "liabilities-give-back": {"card": new_uuid7()},
    }  # fmt: skip


@pytest.fixture
def addresses(day: Day, send: Send) -> dict[str, str]:  # one row for each page
    """Each page of the day's shop, with a row that is really there."""
    till = day.till
    promise = order(till, [day.shop.bread])
    send(till, [promise, till.sell([day.shop.bread]).line.replace(b'"gross":115', b'"gross":110')])
    with reading(day.organization):
        from comptoir.sales.models import Entry, Incident, Order, Quarantine, Sale

        entry = Entry.objects.get(kind="closing").pk
        sale = Sale.objects.filter(kind="sale").order_by("id")[0].pk
        keys: dict[str, dict[str, object]] = {
            "incident": {"incident": Incident.objects.get().pk},
            "quarantined": {"quarantine": Quarantine.objects.get().pk},
            "order": {"order": Order.objects.get().pk},
        }
    keys |= {
        "order-send": keys["order"],
        "sale": {"sale": sale},
        "evidence-erase": {"sale": sale},
        "card-payment": {"attempt": card_attempt(day.shop, till, NOON, "pending", "approved")},
        "product-pack-holds": {"item": day.shop.bread.item, "pack": new_uuid7()},
        "exemption": {"reason": exempting(day.organization)},
        "entry": {"entry": entry},
        "hours-save": {"store": day.shop.store},
        "report": {"slug": "cashiers"},
        "report-file": {"slug": "cashiers", "form": "csv"},
        "returns-save": {"store": day.shop.store},
        "passkey-remove": {"passkey": new_uuid7()},
        "sale-entry": {"sale": sale},
        "till-enrolled": {"till": till.identity.till, "number": 0},
        **{key: {"till": till.identity.till, "chain": till.identity.chain} for key in ("till-renew", "till-revoke")},
        "agent-invite": {"store": day.shop.store},
        "token-revoke": {"token": connected(day)},
        "agent-revoke": {"agent": join_agent(day.organization, day.shop.store)},
    }
    keys |= with_goods(day) | taken_out(day) | kept_report(day.organization) | of_settings(day.organization)
    for name in ("product", "product-edit", "product-price", "product-archive", "product-stock", "product-count"):
        keys[name] = {"item": day.shop.bread.item}
    role = new_uuid7()
    save_role(SaveRole(organization=day.organization, person=None, id=role, name="Soir"))
    keys["role"] = keys["role-remove"] = {"role": role}
    for name in ("employee", "employee-post", "employee-pin", "employee-badge", "employee-file"):
        keys[name] = {"employee": day.cashier}
    keys["employee-secret-clear"] = {"employee": day.cashier, "kind": "pin"}
    delivery = wanted_by_mail(day.organization, sale, "sent")
    keys["note-erase"] = {"sale": sale, "line": noted(day.organization, sale)}
    for name in ("delivery-retry", "delivery-erase"):
        keys[name] = {"sale": sale, "delivery": delivery}
    keys["invoice-file"], keys["invoice-cancel"], keys["issuer"] = invoiced(day)
    keys |= of_rules(day) | of_customers(day) | moved_in(day) | purchased(day) | of_times(day) | closed_month(day)
    keys["receipts-common"] = {"store": day.shop.store}
    tender = new_uuid7()
    save_tender_kind(
        SaveTenderKind(
            organization=day.organization, person=None, id=tender, kind="check", name="Check", gives_change=False,
            opens_drawer=True, is_counted=True,
        )
    )  # fmt: skip
    keys |= {"tender": {"tender": tender}, "card-payment-offline": keys["card-payment"]}
    keys |= of_codes(day.organization, day.shop.store, day.till.identity.till) | of_retention(day.organization)
    keys["tip-day"] = keys["books-day"] = {"store": day.shop.store, "day": "2026-11-19"}
    keys |= of_books(keys["issuer"]["entity"]) | of_webhooks(day.organization) | of_links(day) | of_archive(day)
    keys |= of_witnesses(day.organization) | of_providers(day.organization) | settled(day)
    card = new_uuid7()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO payments_voucher (organization_id, id, kind, currency, tax_category, tax_rate_ppm, balance, "
            "shortfall, first_at) VALUES (%s, %s, 'gift_card', 'EUR', '', 0, 1000, 0, now())",
            [day.organization, card],
        )
    keys["gift-card"] = keys["gift-card-block"] = {"card": card}
    keys |= {"scale-label-remove": {"label": new_uuid7()}, "own-session-end": {"number": new_uuid7()}}
    keys["place-unlink"] = {"tax_class": new_uuid7()}
    keys["place-store"] = keys["price-mode"] = {"store": day.shop.store}
    keys["bottle-deposit-save"] = keys["bottle-deposit-end"] = {"item": new_uuid7()}
    keys["bottle-voucher-remove"] = {"pattern": new_uuid7()}
    for name in ("till", "till-enrol", "adopt-till"):
        keys[name] = {"till": till.identity.till}
    return {name: reverse(name, kwargs=keys.get(name)) for name in GUARDED}


def permission_of(address: str) -> Permission:
    permission: object = getattr(resolve(address).func, "permission", None)
    assert isinstance(permission, Permission)
    return permission


def test_a_stranger_is_led_to_the_sign_in_page(addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        for answer in (Client().get(address), Client().post(address)):
            if answer.status_code != 405:
                assert answer.status_code == 302, name
                assert answer["Location"].startswith("/sign-in"), name
    piece = Client().get(addresses["sale-entry"], headers={"HX-Request": "true"})
    assert (piece.status_code, piece["HX-Redirect"]) == (401, "/sign-in")


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR, Role.MANAGER, Role.OWNER])
def test_a_role_opens_its_own_pages_and_no_other(
    addresses: dict[str, str], day: Day, sign_in: SignIn, role: Role
) -> None:
    client = sign_in(day.organization, role)

    for name, address in addresses.items():
        is_allowed = permission_of(address) in PERMISSIONS[role]
        status = client.get(address).status_code
        if not is_allowed:
            assert status == 403, name
            assert client.post(address, {"decision": "reject", "note": "x"}).status_code in (403, 405), name
        elif name in POST_ONLY:
            assert status == 302, name
        else:
            assert status in (200, 286), name


def test_rows_of_another_organization_are_nowhere(addresses: dict[str, str], sign_in: SignIn) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    client = sign_in(other, Role.OWNER)

    for name in OF_A_ROW - POST_ONLY:
        assert client.get(addresses[name]).status_code == 404, name
    for name in (OF_A_ROW & POST_ONLY) | {"till-revoke"}:
        assert client.post(addresses[name], {"price": "1", "note": "x"}).status_code == 404, name
    for name in set(GUARDED) - OF_A_ROW - POST_ONLY:
        page = client.get(addresses[name])
        assert page.status_code == 200, name
        assert isinstance(page, HttpResponse | StreamingHttpResponse)
        content = page.getvalue()
        assert b"Amir" not in content, name
        assert "Épicerie".encode() not in content, name


def test_deciding_needs_more_than_seeing(addresses: dict[str, str], day: Day, sign_in: SignIn) -> None:
    client = sign_in(day.organization, Role.ACCOUNTANT)

    for name in ("incident", "quarantined"):
        assert client.get(addresses[name]).status_code == 200
        assert client.post(addresses[name], {"note": "x", "decision": "reject"}).status_code == 403

    with reading(day.organization):
        from comptoir.sales.models import Incident, Quarantine

        assert Incident.objects.get().resolved_at is None
        assert Quarantine.objects.get().state == "open"


def test_every_address_is_judged_here(addresses: dict[str, str]) -> None:
    assert set(addresses) == set(names()) - OPEN_TO_ALL
    assert set(addresses) >= OF_A_ROW
    assert len(addresses) > 20
