"""Every change that a person can make on a page leaves an event (issue: audit). Read from the source, so that an
operation that nobody tests is found as well."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "comptoir"
# What pages call and no person changes anything by, each with its reason.
NO_CHANGE = {
    "publish_settings": "tells tills what another operation changed and noted",
    "note_troubles": "the worker notes what is wrong; nobody did it",
    "note_told": "the worker notes that a mail has gone",
    "claim_mailings": "the worker takes a report by mail that somebody began, which was noted",
    "conclude_mailing": "the worker says how the mail went",
}


@dataclass(frozen=True, slots=True)
class Function:
    """A function at the top of a module: what it calls, by name, and whether it notes an event itself."""

    app: str
    is_operation: bool
    notes: bool
    calls: frozenset[str]


def functions() -> dict[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        app = path.relative_to(SOURCE).parts[0]
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(_read(node, app))
    return found


def _read(node: ast.FunctionDef, app: str) -> Function:
    called = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    notes = any(
        isinstance(func, ast.Attribute) and func.attr == "record" and ast.unparse(func.value) == "audit"
        for func in called
    )
    is_operation = any(isinstance(mark, ast.Name) and mark.id == "operation" for mark in node.decorator_list)
    names = frozenset(func.id for func in called if isinstance(func, ast.Name))
    return Function(app, is_operation, notes, names)


def notes_event(name: str, known: dict[str, list[Function]], seen: frozenset[str] = frozenset()) -> bool:
    if name in seen:
        return False
    return any(
        function.notes or any(notes_event(called, known, seen | {name}) for called in function.calls)
        for function in known.get(name, [])
    )


def called_by_pages() -> Iterator[str]:
    for path in sorted((SOURCE / "backoffice").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id


def test_every_operation_that_a_page_calls_notes_an_event() -> None:
    known = functions()
    operations = {name for name, found in known.items() if any(function.is_operation for function in found)}
    called = set(called_by_pages()) & operations

    silent = {name for name in called - set(NO_CHANGE) if not notes_event(name, known)}

    assert silent == set()
    assert len(called) > 80
    assert set(NO_CHANGE) <= called
