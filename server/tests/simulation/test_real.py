"""The model against the real programs: they agree, and a model that is wrong is told where."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from comptoir.simulation.core.process import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("node") is None or not (ROOT / "web" / "node_modules").exists(),
        reason="needs Node and the web packages",
    ),
]


@pytest.fixture(scope="module")
def played() -> Any:
    """A database of its own needs a process of its own: here Django has another."""
    command = [sys.executable, "-m", "tests.simulation.real_pairs"]
    done = subprocess.run(command, cwd=ROOT / "server", check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_model_and_real_programs_end_in_the_same_state(played: Any) -> None:
    pairs = played["pairs"]

    assert [(pair["found"], pair["broken"]) for pair in pairs] == [([], [])] * 4
    assert [pair["sales"] for pair in pairs] == [16, 16, 16, 20]
    # What tills say of themselves stands in the real books, too.
    assert all(pair["entries"] > pair["sales"] + 6 for pair in pairs)


def test_a_model_that_is_wrong_is_named_with_its_first_step(played: Any) -> None:
    assert played["named"].startswith("step ")
    assert "reloaded, unsent" in played["named"]
