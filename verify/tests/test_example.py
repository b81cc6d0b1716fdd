"""The committed example by the program itself: as it is, changed, in three languages, on plain Python."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "three.zip"
SOURCES = Path(__file__).resolve().parents[1] / "src"
Change = Callable[[bytes], bytes]


def run(file: Path, *arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", "comptoir_verify", str(file), "--processes", "1", *arguments],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )


def changed(folder: Path, name: str, change: Change) -> Path:
    """The manifest is made to agree: whoever changes a table can do that."""
    with zipfile.ZipFile(EXAMPLE) as source:
        members = {member: source.read(member) for member in source.namelist()}
    before, members[name] = members[name], change(members[name])
    assert members[name] != before
    manifest = json.loads(members["manifest.json"])
    for table in manifest["tables"]:
        if table["file"] == name:
            table["sha256"] = sha256(members[name]).hexdigest()
            table["rows"] += members[name].count(b"\n") - before.count(b"\n")
    members["manifest.json"] = json.dumps(manifest).encode() if name != "manifest.json" else members[name]
    file = folder / "changed.zip"
    with zipfile.ZipFile(file, "w") as target:
        for member, content in members.items():
            target.writestr(member, content)
    return file


def replaced(old: bytes, new: bytes) -> Change:
    return lambda content: content.replace(old, new, 1)


def test_the_example_is_whole() -> None:
    done = run(EXAMPLE, "--json")
    report = json.loads(done.stdout)

    assert (done.returncode, report["findings"]) == (0, [])
    assert (report["entries"], report["chains"], report["log_lines"], report["head_size"]) == (3, 1, 3, 3)
    assert [one["code"] for one in report["remarks"]] == ["key_of_export"]


@pytest.mark.parametrize(
    ("name", "change", "document", "code"),
    [
        ("entries/A1-1.jsonl", replaced(b'"gross":230', b'"gross":231'), "A1-1-3", "seal"),
        ("entries/A1-1.jsonl", lambda c: c[: c.rstrip(b"\n").rindex(b"\n") + 1], "A1-1-2", "head"),
        ("tables/sales_sale.csv", replaced(b",230,", b",229,"), "A1-1-3", "cell"),
        ("tables/sales_line.csv", replaced(b"Baguette", b"Croissant"), "A1-1-3", "cell"),
        ("tables/sales_tender.csv", replaced(b"1,cash", b"1,card"), "A1-1-3", "cell"),
        ("tables/sales_tax_subtotal.csv", lambda c: c[: c.index(b"\n") + 1], "A1-1-3", "row_missing"),
        ("tables/sales_entry.csv", replaced(b",opening,", b",closing,"), "A1-1-2", "cell"),
        ("tables/platform_log.csv", replaced(b"0000e2", b"0000ee"), "A1-1-2", "row_missing"),
        ("tables/platform_log.csv", replaced(b"\n2,", b"\n4,"), "log/head.txt", "log_short"),
        ("tables/tills_chain_head.csv", replaced(b"\n3,", b"\n4,"), "A1-1-3", "head"),
        ("certificates/A1-1.txt", replaced(b'"enrolment":1', b'"enrolment":2'), "A1-1", "certificate"),
        ("log/head.txt", replaced(b"\n3\n", b"\n2\n"), "log/head.txt", "head_signature"),
        ("log/remembered.json", replaced(b'"size": 3', b'"size": 9'), "log", "log_short"),
        ("manifest.json", replaced(b'"entries": 3', b'"entries": 4'), "manifest.json", "entries"),
    ],
)
def test_each_change_is_named(tmp_path: Path, name: str, change: Change, document: str, code: str) -> None:
    done = run(changed(tmp_path, name, change), "--json")

    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    assert (document, code) in {(one["document"], one["code"]) for one in findings}


def test_a_head_that_was_kept_and_a_key_that_is_another_are_compared(tmp_path: Path) -> None:
    with zipfile.ZipFile(EXAMPLE) as archive:
        (tmp_path / "kept.txt").write_bytes(archive.read("log/head.txt"))
        key = archive.read("server-key.txt").decode().strip()

    assert run(EXAMPLE, "--key", key, "--head", str(tmp_path / "kept.txt")).returncode == 0
    done = run(EXAMPLE, "--key", "A" * 43, "--json")
    codes = {one["code"] for one in json.loads(done.stdout)["findings"]}
    assert codes == {"key", "certificate", "head_signature"}


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("fr", "tout est comme les caisses l’ont scellé"),
        ("de", "alles, wie die Kassen es versiegelt haben"),
        ("en", "all as the tills sealed it"),
    ],
)
def test_it_speaks_three_languages(language: str, end: str) -> None:
    assert run(EXAMPLE, "--language", language).stdout.rstrip().endswith(end)


def test_it_runs_on_a_plain_python(tmp_path: Path) -> None:
    """As an inspector has it: the system's, and its cryptography."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no system Python is here")
    asked = subprocess.run(
        [python, "-c", "import sys, cryptography; sys.exit(sys.version_info < (3, 11))"],
        capture_output=True,
        check=False,
    )
    if asked.returncode != 0:
        pytest.skip("the system's Python is older than 3.11, or has no cryptography")

    assert run(EXAMPLE, python=python).returncode == 0
    assert (
        run(changed(tmp_path, "entries/A1-1.jsonl", replaced(b'"gross":230', b'"gross":231')), python=python).returncode
        == 1
    )
