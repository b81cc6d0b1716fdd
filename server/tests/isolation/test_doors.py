"""Every way in has a row here. A new one fails until somebody says how it is walked, or why it need not be."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver
from procrastinate.contrib.django import app

from comptoir.api.api import ROOMS
from comptoir.api.openapi import specification
from comptoir.backoffice.urls import urlpatterns as pages
from comptoir.config import dispatcher, working
from comptoir.config.observing import ADDRESSES
from comptoir.edge import door, terminals
from comptoir.edge.door import PREFIX, ROUTES
from tests.backoffice.test_access import GUARDED, OPEN_TO_ALL
from tests.isolation.test_devices import BY_CODE, LINES, STREAMS, WITH_A_NAME

# Addresses of Django that are neither a page nor of the interface, by why they tell nothing of anybody.
OTHERS = {
    "provider-hook": "the caller's signature is the permission: tests/links/test_hooks.py",
    "start": "how to trust the shop's certificate; it holds no row of anybody",
    "start-certificate": "the public certificate of the house",
    "start-profile": "the same for an iPhone",
    "start-asset": "a picture of these pages",
    "openapi": "the specification, the same for everybody",
    "api-reference": "the specification to read",
    "receipt": "whoever holds a receipt has its proof: FOR_ANYBODY of test_interface.py",
    "invoice": "the same",
    "invoice_file": "the same",
    "reachable": "a number that the asker thought of, signed back; no row is read",
    # Published so that anybody can check them: signed heads and hashes of a log, no row (tests/api/test_log.py).
    **{
        f"log-{what}": "hashes and signed heads, public by design"
        for what in (
            "receipt",
            "checkpoint",
            "tile",
            "consistency",
            "checkpoint-of-age",
            "tile-of-age",
            "consistency-of-age",
        )
    },
    "": "what no address has: 404 for everybody",
}
# What the dispatcher tells apart by the path, and who walks what stands behind it.
BRANCHES = {
    "/edge/": "tests/isolation/test_devices.py",
    "/static/": "built files: the same for everybody",
    "/till/": "built files: the same for everybody",
    "/r/": "built files; the receipt itself comes by `/api/v1/receipts`, with its proof",
    "/till": "leads to /till/",
    "/r": "leads to /r/",
}
# Procrastinate's own; what Comptoir does in the background follows, loop by loop.
TASKS = {"builtin:procrastinate.builtin_tasks.remove_old_jobs", "procrastinate.builtin_tasks.remove_old_jobs"}
# The worker's loops take no wish from outside: each goes from one organization to the next, and reads and writes inside
# `reading` or an operation of it, where PostgreSQL shows the rows of no other (tests/isolation/test_traps.py).
LOOPS = {
    "credit_refunds", "fold_insights", "tell_endpoints", "tree_grower", "run_background", "run_receipts", "run_moves",
    "run_exports", "run_letters", "run_reports", "run_planned", "run_payments", "run_earnings", "run_webhooks",
    "run_hooks", "run_witnesses", "run_backups", "run_fiscal", "run_alerts", "run_forgotten", "run_retention",
    "run_erasures",
}  # fmt: skip


def leaves(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from leaves(one.url_patterns)
        else:
            yield one


def test_every_address_of_django_is_walked_or_has_its_reason() -> None:
    found = {one.name or "" for one in leaves(get_resolver().url_patterns)}
    of_pages = {one.name for one in pages if one.name}
    of_the_interface = {
        terms["operationId"] for methods in specification()["paths"].values() for terms in methods.values()
    }

    assert of_pages == set(GUARDED) | OPEN_TO_ALL
    assert len(of_the_interface) > 250
    # ninja's own names: `api-root` is what `api.urls` begins with.
    unknown = found - of_pages - of_the_interface - set(OTHERS) - {"api-root"}
    assert unknown == set(), "walk it (tests/isolation), or say here why it tells nothing of anybody"
    assert set(OTHERS) <= found


def test_every_operation_of_the_interface_is_in_the_specification_that_is_walked() -> None:
    made = sum(len(view.operations) for room in ROOMS for view in room.door.path_operations.values())
    told = [terms for methods in specification()["paths"].values() for terms in methods.values()]

    assert made == sum("x-permission" in terms for terms in told)


def test_every_address_of_the_device_door_is_walked() -> None:
    prefixes = {
        node.args[0] for node in ast.walk(ast.parse(inspect.getsource(door._endpoint)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith"
    }  # fmt: skip

    assert len(prefixes) == len(WITH_A_NAME), "a new kind of address: into WITH_A_NAME of test_devices.py"
    assert set(ROUTES) >= BY_CODE | STREAMS | LINES
    assert all(path.startswith(f"{PREFIX}/") for path in ROUTES)
    verbs = {tail.rpartition("/")[2] for tail in WITH_A_NAME[terminals.ATTEMPTS][1:]}
    assert verbs == {"follow", "cancel", "query", "decide", "open"}


def test_the_dispatcher_has_no_other_branch() -> None:
    source = ast.parse(Path(inspect.getfile(dispatcher)).read_text("utf-8"))
    [call] = [node for node in ast.walk(source) if isinstance(node, ast.AsyncFunctionDef) and node.name == "_answer"]
    texts = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)}

    assert {text for text in texts if text.startswith("/") and len(text) > 1} == set(BRANCHES)
    assert set(dispatcher.PAGES) == {"/till/", "/r/"}
    # Figures of the whole server without an organization's name: tests/config/test_observing.py.
    assert ADDRESSES == ("/health/live", "/health/ready", "/metrics")


def test_no_job_and_no_loop_is_unknown() -> None:
    tree = ast.parse(inspect.getsource(working._work))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("comptoir")
        for alias in node.names
    }

    assert set(app.tasks) == TASKS, "a job takes its organization with it: walk it with another one's"
    assert imported - {"LogSigner"} == LOOPS
