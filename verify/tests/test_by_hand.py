"""The worked example of docs/auditor/export-format.md: its commands, run as they stand there, print what it says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "auditor" / "export-format.md"
EXAMPLE = REPOSITORY / "verify" / "examples" / "three.zip"
NEEDED = ("bash", "sha256sum", "base64", "sed", "jq", "openssl", "od", "python3")
BLOCKS = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
END = "--- end of a block"


def blocks() -> list[tuple[str, str]]:
    return [(found[1], found[2] or "") for found in BLOCKS.finditer(PAGE.read_text(encoding="utf-8"))]


def run(folder: Path, commands: list[str]) -> list[str]:
    """One shell for all of them, as a reader has; what each block printed."""
    shutil.copy(EXAMPLE, folder / "three.zip")
    script = "set -eo pipefail\n" + "".join(f"{command}echo '{END}'\n" for command in commands)
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split(f"{END}\n")[:-1]


def test_each_command_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the worked example needs {', '.join(missing)}")
    told = blocks()
    assert len(told) >= 10

    printed = run(tmp_path, [command for command, _ in told])

    assert printed == [said for _, said in told]
    assert sum("Verified" in said for said in printed) == 3
