"""Whatever a program sends, by the specification or against it: no 5xx, and no answer that the specification lacks.

Schemathesis judges every answer; the requests are our own (`asking.py`), so that they are many, cheap and always the
same. Each address gets done what it is there for at least once, or stands below with what it lacks.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comptoir.api import api, bearers
from comptoir.api.limits import TokenBuckets
from comptoir.api.openapi import PREFIX, specification
from comptoir.catalog.public import item_view
from comptoir.kernel import new_uuid7
from comptoir.labels.commands import HearPrinters, PrinterSeen, PrintSeen
from comptoir.labels.public import hear_printers
from comptoir.platform.tenancy import reading
from comptoir.purchasing.public import OpenOrder, Wanted, open_order
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.api.asking import Sampler, spoiled
from tests.api.conftest import Connect, Program
from tests.moving.exported import ready_export
from tests.purchasing.bought import add_supplier
from tests.sales.shop import Shop, new_till

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Besides the plainest and the whole one.
BY_SEED = 2
AnyCase: TypeAlias = Case[Any]
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
# Addresses at which no request made from the specification alone gets anything done, by what it would have to hold.
CANNOT: dict[str, tuple[str, ...]] = {
    "a document in a state of its own, or a second store": (
        "GET /transfers/{transfer}",
        "PATCH /purchase-orders/{order}/lines",
        "POST /countings/{counting}/tallies",
        "POST /purchase-orders/{order}/deliveries",
        "POST /purchase-orders/{order}/returns",
        "POST /purchase-orders/{order}/send",
        "POST /transfers",
        "POST /transfers/{transfer}/receive",
    ),
    "a file of another system, as base64": (
        "GET /moves/articles/{move}",
        "GET /moves/cards/{move}",
        "GET /moves/customers/{move}",
        "GET /moves/lists/{move}",
        "GET /moves/promotions/{move}",
        "GET /moves/suppliers/{move}",
        "POST /moves/articles",
        "POST /moves/articles/{move}/{turn}",
        "POST /moves/cards",
        "POST /moves/cards/{move}/{turn}",
        "POST /moves/customers",
        "POST /moves/customers/{move}/{turn}",
        "POST /moves/lists",
        "POST /moves/lists/{move}/{turn}",
        "POST /moves/promotions",
        "POST /moves/promotions/{move}/{turn}",
        "POST /moves/suppliers",
        "POST /moves/suppliers/{move}/{turn}",
    ),
    "a file that the worker writes": ("GET /exports/{export}/file",),
    "a rule in the words of the pricing engines or of a machine": (
        "GET /promotions/{promotion}",
        "GET /promotions/{promotion}/codes",
        "POST /promotions",
        "POST /promotions/{promotion}/codes",
        "POST /promotions/{promotion}/codes/{batch}/withdraw",
        "POST /promotions/{promotion}/end",
        "POST /voucher-patterns",
        "PUT /promotions/{promotion}",
    ),
    "a setting's name with a value of its kind": (
        "GET /settings/changes/{change}",
        "POST /settings/changes",
        "POST /settings/changes/{change}/undo",
        "POST /settings/changes/{change}/withdraw",
        "POST /settings/preview",
    ),
    "days and numbers of a company's books": (
        "GET /companies/{company}/books/datev",
        "GET /companies/{company}/books/fec",
        "PATCH /companies/{company}/bookkeeping/accounts",
        "POST /companies/{company}/closings",
        "POST /companies/{company}/closings/{number}/reopen",
        "PUT /companies/{company}/bookkeeping",
    ),
    "hours that somebody worked": (
        "POST /times/corrections",
        "POST /times/corrections/{correction}/decide",
    ),
    "something that a sale, a device or a person makes, and no request": (
        "GET /gift-cards/{gift_card}",
        "GET /gift-cards/{gift_card}/movements",
        "GET /invoices/{invoice}",
        "GET /invoices/{invoice}/file",
        "GET /photos/{photo}",
        "GET /quarantine/{quarantined}",
        "POST /agents/{agent}/revoke",
        "POST /deliveries/{delivery}/erase-address",
        "POST /deliveries/{delivery}/retry",
        "POST /gift-cards/{gift_card}/block",
        "POST /gift-cards/{gift_card}/give-back",
        "POST /incidents/{incident}/resolve",
        "POST /invoices/{invoice}/cancel",
        "POST /quarantine/{quarantined}/adopt",
        "POST /quarantine/{quarantined}/reject",
        "POST /receipts/invoice",
        "POST /receipts/invoice/file",
        "POST /safes/bank/{movement}/take-back",
        "POST /sales/{sale}/notes/{line}/erase",
        # A printer of this very store; the one that is there belongs to an agent of the first store.
        "POST /stores/{store}/label-prints",
    ),
    "terms that fit each other": (
        "GET /exemptions/{exemption}",
        "POST /commission-rules",
        "POST /commission-rules/{rule}/end",
        "POST /exchange-rates",
        "POST /exemptions",
        "POST /orders/{order}/send",
        "POST /scale-labels",
        "POST /tax-classes/{tax_class}/rates",
        "PUT /articles/{article}/containers",
        "PUT /customers/{customer}/exemption",
        "PUT /exemptions/{exemption}",
        "PUT /packs/{article}/count",
        "PUT /ranges",
    ),
}


@pytest.fixture
def program(shop: Shop, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With every permission, and never too fast."""
    endless = TokenBuckets(burst=1_000_000, per_minute=1_000_000)
    for room, name in ((bearers, "program_buckets"), (api, "receipt_buckets"), (api, "invoice_buckets")):
        monkeypatch.setattr(room, name, endless)
    return connect(shop.organization)


@pytest.fixture
def known(shop: Shop, send: Send, program: Program) -> dict[str, Any]:
    """What addresses and bodies name, and is really there; what is made on the way comes to it."""
    till = new_till(shop)
    send(till, [till.start_chain(), till.open(0), till.sell([shop.bread])])
    sale: str = program.get("/sales?first=2020-01-01&last=2090-01-01").json()["sales"][0]["id"]
    supplier = add_supplier(shop)
    agent, label_print = failed_print(shop, program)
    with reading(shop.organization):
        bread = item_view(UUID(str(shop.bread.item)))
    assert bread is not None
    company = program.get("/companies").json()["companies"][0]["id"]
    return {
        "store": str(shop.store), "origin": str(shop.store), "stores": str(shop.store), "company": company,
        "legal_entity": company, "category": str(bread.category), "tax_class": str(bread.tax_class),
        "article": str(shop.bread.item), "articles": str(shop.bread.item), "sale": sale, "supplier": str(supplier),
        "order": str(draft_of(shop, supplier)), "till": str(till.identity.till), "chain": str(till.identity.chain),
        "export": str(ready_export(shop.organization)), "document": {"name": "Soir"}, "timezone": "Europe/Paris",
        "sql": "SELECT 1 AS one", "cube": "sales", "by": "day", "measure": "gross", "measures": "gross",
        "agent": str(agent), "printer": "labels", "label_print": label_print,
        "slug": "days", "report": "days", "email": "a@example.fr", "address": "a@example.fr", "country": "FR",
    }  # fmt: skip


def draft_of(shop: Shop, supplier: UUID) -> UUID:
    """An order of bread that is still to be sent."""
    order = new_uuid7()
    lines = (Wanted(item=UUID(str(shop.bread.item)), quantity_milli=5_000, unit_cost=40),)
    open_order(
        OpenOrder(
            organization=shop.organization, person=None, id=order, supplier=supplier, store=shop.store, lines=lines
        )
    )
    return order


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


def turn_of(method: str, path: str) -> tuple[int, int]:
    """What makes things is asked before what changes them, and what takes them away last."""
    if path.endswith("/again"):
        return (4, 0)
    ends = method == "DELETE" or path.endswith(("/end", "/erase", "/revoke", "/withdraw", "/cancel", "/archive"))
    return (3 if ends else {"POST": 0, "GET": 1}.get(method, 2), path.count("{"))


def test_no_request_breaks_an_address(program: Program, known: dict[str, Any]) -> None:
    document = specification()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    operations = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operations.append(found.ok())
    operations.sort(key=lambda one: (turn_of(one.method.upper(), one.path), one.label))
    asked = Asked(document, program, known)

    for operation in operations:
        asked.fitting(operation)
    for operation in operations:
        asked.wrong(operation)

    assert not asked.broken, "\n\n".join(asked.broken)
    assert asked.accepted == []
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    known_left = {label for labels in CANNOT.values() for label in labels}
    left = {label.replace(PREFIX, "/", 1) for label in asked.left}
    more = {label: asked.last.get(label.replace(" /", f" {PREFIX}", 1)) for label in sorted(left - known_left)}
    assert (more, sorted(known_left - left)) == ({}, [])


class Asked:
    """What was asked, and what came of it."""

    def __init__(self, document: Any, program: Program, known: dict[str, Any]) -> None:
        self.document, self.program = document, program
        self.sampler = Sampler(document, known)
        self.broken: list[str] = []
        self.accepted: list[str] = []
        self.left: set[str] = set()
        self.last: dict[str, str] = {}
        # By the address that lists them: `group` names several kinds of things.
        self.made: dict[str, str] = {}

    def fitting(self, operation: Any) -> None:
        """The plainest request, the one that says everything, and some by a seed."""
        statuses = set()
        for number in range(2 + BY_SEED):
            random = Random(f"{operation.label} {number}") if number > 1 else None
            case = self.case(operation, random, is_whole=number == 1)
            answer = self.ask(case, operation.label)
            if answer is None:
                continue
            statuses.add(answer.status_code)
            if answer.status_code >= 400:
                self.last[operation.label] = f"{answer.status_code} {answer.content[:200]!r}"
            elif answer.status_code == 201 and number < 2:
                self.learn(operation.path, answer.json())
        if not statuses & {200, 201}:
            self.left.add(operation.label)

    def wrong(self, operation: Any) -> None:
        """A body that does not fit is refused; so is a part of the address that names nothing."""
        random = Random(f"{operation.label} wrong")
        said = self.document["paths"][operation.path][operation.method.lower()]
        body = self.schema_of(said)
        if body is None:
            case = self.case(operation, None)
            for name in case.path_parameters or {}:
                case.path_parameters[name] = "nonsense"
            case.query = {"limit": "many", "after": "nonsense", "first": "2026-13-40", "store": "x"}
            self.ask(case, operation.label)
            return
        fits = self.sampler.value(body, "", None)
        for one in spoiled(body, fits, self.sampler, random):
            case = self.case(operation, None)
            case.body = one
            answer = self.ask(case, operation.label)
            if answer is not None and answer.status_code < 400:
                self.accepted.append(f"{operation.label} {one!r:.200}")

    def ask(self, case: AnyCase, label: str) -> Any:
        try:
            return case.call_and_validate(
                headers={"Authorization": f"Bearer {self.program.token}", "If-Match": "*"}, checks=CHECKS
            )
        except (Exception, FailureGroup) as failure:
            self.broken.append(f"{label}: {failure!r:.1500}")
            return None

    def case(self, operation: Any, random: Random | None, *, is_whole: bool = False) -> AnyCase:
        said = self.document["paths"][operation.path][operation.method.lower()]
        path, query = {}, {}
        for parameter in said.get("parameters", ()):
            name, kind = parameter["name"], parameter["in"]
            if kind == "path":
                listed = operation.path.split("{" + name + "}")[0]
                path[name] = str(self.made.get(listed) or self.part(name, parameter["schema"], random))
            elif kind == "query" and name != "after" and (parameter.get("required") or is_whole or random):
                query[name] = self.part(name, parameter["schema"], random)
        body = self.schema_of(said)
        sent: dict[str, Any] = {"path_parameters": path, "query": {k: v for k, v in query.items() if v is not None}}
        if body is not None:
            sent["body"] = self.sampler.value(body, "", random, is_whole=is_whole)
            sent["media_type"] = "application/json"
        made: AnyCase = operation.Case(**sent)
        return made

    def part(self, name: str, schema: Any, random: Random | None) -> Any:
        value = self.sampler.known.get(name)
        return value if isinstance(value, str) else self.sampler.value(schema, name, random)

    @staticmethod
    def schema_of(said: Any) -> Any:
        content = said.get("requestBody", {}).get("content", {})
        return next((one["schema"] for one in content.values()), None)

    def learn(self, path: str, told: Any) -> None:
        """Who made something asks for it by the name that its address has."""
        if not isinstance(told, dict) or not isinstance(told.get("id"), str):
            return
        self.made.setdefault(path + "/", told["id"])
        for other in self.document["paths"]:
            found = re.match(re.escape(path) + r"/\{(\w+)\}", other)
            if found:
                self.sampler.known.setdefault(found[1], told["id"])
