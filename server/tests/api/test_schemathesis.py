"""Whatever a program sends, by the specification or against it: no 5xx, and no answer that the specification lacks."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any, TypeAlias
from uuid import UUID

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
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
from comptoir.api.openapi import specification
from comptoir.catalog.commands import SavePriceList
from comptoir.catalog.public import item_view, save_price_list
from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import save_customer
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.purchasing.public import OpenOrder, Wanted, open_order
from comptoir.sales.simulation import Sealed, SimulatedTill
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
QUICK = settings(
    max_examples=1, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
# Addresses that two requests by chance, with what is known, get something done at; the others are told why not.
REACHED_MIN = 100
AnyCase: TypeAlias = Case[Any]
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


@pytest.fixture
def program(shop: Shop, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With every permission, and never too fast."""
    endless = TokenBuckets(burst=1_000_000, per_minute=1_000_000)
    for room, name in ((bearers, "program_buckets"), (api, "receipt_buckets"), (api, "invoice_buckets")):
        monkeypatch.setattr(room, name, endless)
    return connect(shop.organization)


@pytest.fixture
def known(shop: Shop, send: Send, program: Program) -> dict[str, str]:
    """What addresses name, and is really there."""
    till = new_till(shop)
    send(till, [till.start_chain(), till.open(0), till.sell([shop.bread])])
    customer = new_uuid7()
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=customer, name="Petit"))
    sale: str = program.get("/sales?first=2020-01-01&last=2090-01-01").json()["sales"][0]["id"]
    supplier, listed = add_supplier(shop), new_uuid7()
    save_price_list(SavePriceList(organization=shop.organization, person=None, id=listed, document={"name": "Soir"}))
    with reading(shop.organization):
        bread = item_view(UUID(str(shop.bread.item)))
    assert bread is not None
    return {
        "store": str(shop.store), "category": str(bread.category), "tax_class": str(bread.tax_class),
        "article": str(shop.bread.item), "customer": str(customer), "sale": sale, "supplier": str(supplier),
        "order": str(draft_of(shop, supplier)), "price_list": str(listed),
        "export": str(ready_export(shop.organization)),
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


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_an_address(mode: GenerationMode, program: Program, known: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_dict(specification())
    schema.app = get_wsgi_application()
    statuses: dict[str, set[int]] = {}
    broken: dict[str, str] = {}

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        seen = statuses.setdefault(operation.label, set())
        is_fitting = mode is GenerationMode.POSITIVE
        # An address that takes nothing cannot be asked wrongly.
        with nullcontext() if is_fitting else suppress(Unsatisfiable):
            try:
                attack(
                    operation.as_strategy(generation_mode=mode), program, known if is_fitting else {}, seen,
                    requests=2 if is_fitting else 1,
                )  # fmt: skip
            except (Exception, FailureGroup) as failure:
                if isinstance(failure, Unsatisfiable):
                    raise
                broken[operation.label] = f"{failure!r:.800}"

    assert not broken, "\n\n".join(f"{label}: {what}" for label, what in broken.items())
    assert len(statuses) == sum(len(methods) for methods in specification()["paths"].values())
    if mode is GenerationMode.NEGATIVE:
        assert sum(bool(seen) for seen in statuses.values()) > 20
    else:
        reached = {label for label, seen in statuses.items() if seen & {200, 201}}
        assert len(reached) >= REACHED_MIN, sorted(set(statuses) - reached)


def naming(body: Any, known: dict[str, str]) -> Any:
    """The body with what is really there, wherever it names something of that kind."""
    if isinstance(body, list):
        return [naming(one, known) for one in body]
    if not isinstance(body, dict):
        return body
    named = {name: known[name] for name, value in body.items() if name in known and isinstance(value, str)}
    return {name: naming(value, known) for name, value in body.items()} | named


def attack(
    cases: SearchStrategy[AnyCase], program: Program, known: dict[str, str], seen: set[int], *, requests: int
) -> None:
    """Ask an address by chance; with what is known, so that it is not only told that there is nothing."""

    @settings(QUICK, max_examples=requests)
    @given(case=cases)
    def ask(case: AnyCase) -> None:
        if known:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            case.headers["If-Match"] = "*"
            case.body = naming(case.body, known)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"}, checks=CHECKS)
        seen.add(answer.status_code)

    ask()
