"""The files that another's checking program reads."""

import json
from pathlib import Path

import pytest

from comptoir_at.__main__ import main
from tests.austria.checker import faults
from tests.austria.test_scenarios import SCENARIOS, present


@present
@pytest.mark.parametrize("more", [[], ["--closed", "--counter-bytes", "5"]], ids=["open", "closed"])
def test_a_scenario_becomes_the_files_of_the_reference_till(
    tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(SCENARIOS[0]), "--out", str(tmp_path), *more]) == 0

    [folder] = tmp_path.iterdir()
    read = {path.name: json.loads(path.read_text("utf-8")) for path in folder.iterdir()}
    assert faults(read["dep-export.json"], read["cryptographicMaterialContainer.json"]) == []
    assert len(read["qr-code-rep.json"]) == len(read["ocr-code-rep.json"]) == 81
    assert "81 receipts" in capsys.readouterr().out
