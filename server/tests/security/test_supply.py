"""What Comptoir is made of: locked by digest, named in a bill, asked about."""

import importlib.util
import json
import re
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.layers import REPOSITORY


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def web_lock() -> Any:
    return json.loads((REPOSITORY / "web" / "package-lock.json").read_text("utf-8"))


def test_every_locked_package_has_its_digest() -> None:
    lock = (REPOSITORY / "server" / "requirements.lock").read_text("utf-8")
    named = re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)
    found = script("sbom").of_python(lock)

    assert len(named) > 60
    assert [one["name"] for one in found] == named
    assert [one["name"] for one in found if not one["hashes"]] == []
    packages = {path: one for path, one in web_lock()["packages"].items() if path.startswith("node_modules/")}
    assert len(packages) > 100
    # What comes inside of another package is covered by that one's digest.
    own = {path: one for path, one in packages.items() if not one.get("link") and not one.get("inBundle")}
    assert [path for path, one in own.items() if "integrity" not in one] == []


def test_the_bill_of_materials_names_every_locked_package() -> None:
    bill = script("sbom").bill()
    purls = {one["purl"] for one in bill["components"]}

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(purls) == len(bill["components"]) > 150
    assert any(purl.startswith("pkg:pypi/django@5.2") for purl in purls)
    assert any(purl.startswith("pkg:npm/svelte@") for purl in purls)


def test_a_known_weakness_fails_and_silence_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    audit = script("audit")
    python = {
        "dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1"}]}, {"name": "y", "version": "2"}]
    }
    web = {"vulnerabilities": {"a": {"severity": "critical"}, "b": {"severity": "moderate"}}}

    assert audit.of_python(python) == ["x 1: PYSEC-1"]
    assert audit.of_web(web) == ["a: critical"]
    assert audit.judge("web", web, audit.of_web(web)) == 1
    assert audit.judge("web", {"vulnerabilities": {}}, []) == 0
    assert audit.judge("Python", None, []) == 0
    assert "not asked" in capsys.readouterr().out
    assert audit.asked(["/nowhere/npm"], REPOSITORY) is None
