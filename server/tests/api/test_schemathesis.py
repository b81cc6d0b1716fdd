"""Whatever a program sends, by the specification or against it: no 5xx, and no answer that the specification lacks.

Schemathesis judges every answer; the requests are our own (`asking.py`), so that they are many, cheap and always the
same. Each address gets done what it is there for at least once, or stands below with what it lacks.
"""

import re
from random import Random
from typing import Any, TypeAlias

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
from comptoir.journal import to_base64url
from tests.api.asking import Sampler, spoiled
from tests.api.conftest import Connect, Program
from tests.api.furnished import PUBLISHER, Send, furnish
from tests.api.said import Said, said
from tests.sales.shop import Shop

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
# Addresses at which no request made from the specification alone gets anything done, by what it would have to hold.
CANNOT: dict[str, tuple[str, ...]] = {
    "a transfer that came on a chain: no request makes one come": (
        "POST /code-accounts/{code_account}/transfers/{block_hash}/{log_index}/assign",
        "POST /code-accounts/{code_account}/transfers/{block_hash}/{log_index}/returned",
    ),
    "a card whose time is over: no request makes it pass": ("POST /gift-cards/{gift_card}/give-back",),
}


@pytest.fixture
def program(shop: Shop, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With every permission, and never too fast."""
    endless = TokenBuckets(burst=1_000_000, per_minute=1_000_000)
    for room, name in ((bearers, "program_buckets"), (api, "receipt_buckets"), (api, "invoice_buckets")):
        monkeypatch.setattr(room, name, endless)
    return connect(shop.organization)


@pytest.fixture
def known(shop: Shop, send: Send, program: Program, settings) -> dict[str, Any]:
    """What addresses and bodies name, and is really there; what is made on the way comes to it."""
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    settings.COMPTOIR_PUBLISHERS = [to_base64url(PUBLISHER.public_key().public_bytes_raw())]
    return furnish(shop, send, program)


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
    asked = Asked(document, program, known, said(known))

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

    def __init__(self, document: Any, program: Program, known: dict[str, Any], fits: dict[str, Said]) -> None:
        self.document, self.program, self.fits = document, program, fits
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
                self.last.setdefault(operation.label, f"{answer.status_code} {answer.content[:200]!r}")
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
        fits = self.fits.get(operation.label.replace(PREFIX, "/", 1)) if random is None and not is_whole else None
        if fits is not None:
            path, query = {**path, **fits.parts}, {**query, **fits.query}
        sent: dict[str, Any] = {"path_parameters": path, "query": {k: v for k, v in query.items() if v is not None}}
        if body is not None:
            whole = None if fits is None else fits.body
            sent["body"] = whole or self.sampler.value(body, "", random, is_whole=is_whole)
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
