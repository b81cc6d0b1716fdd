"""Money is counted in integers: the pure packages hold no float, no division, no rounding but their own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.layers import SERVER

PURE = ("kernel", "pricing", "journal")


def inexact(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() as value):
                yield f"line {node.lineno}: {value}"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: /"
            case ast.Call(func=ast.Name(id="round" | "float" as name)):
                yield f"line {node.lineno}: {name}()"
            case _:
                pass


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_count_in_integers(package: str) -> None:
    folder = SERVER / "src" / "comptoir" / package
    found = [f"{path.name} {what}" for path in folder.rglob("*.py") for what in inexact(parsed(path))]

    assert found == []
    assert any(folder.rglob("*.py"))


def test_inexact_arithmetic_is_recognized() -> None:
    tree = ast.parse("a = 1 / 2\nb = 0.5\nc = round(b)\na /= 2\nd = 7 // 2")

    assert len(list(inexact(tree))) == 4


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
