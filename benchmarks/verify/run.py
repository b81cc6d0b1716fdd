"""`comptoir bench verify`: how long it takes somebody who does not trust the shop to check what it says.

Each figure is a module of its own in this folder with `measure(*, quick)`: `receipt_page` (a customer's browser) and,
where it is there, `export` (an export by the independent verifier). How each is taken: benchmarks/README.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

Figures = dict[str, int | float | None]
PARTS = ("receipt_page", "export")


def main(*, quick: bool) -> Figures:
    figures: Figures = {}
    for name in PARTS:
        if (FOLDER / f"{name}.py").exists():
            figures |= import_module(name).measure(quick=quick)
    return figures
