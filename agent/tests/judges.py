"""Programs of others that judge ours: npm brings them into a folder beside the sources; without it they are absent."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".cache" / "judges"
NPM_SECONDS = 120


@cache
def npm_package(name: str, version: str) -> Path:
    """Its folder. It is unpacked, not installed: nothing of it runs before a test runs it."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("node and npm are not installed here")
    place = FOLDER / f"{name.replace('/', '-').strip('@')}-{version}"
    if not (place / "package" / "package.json").exists():
        fresh = place.with_name(f".{place.name}-new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            wish = ["npm", "pack", f"{name}@{version}", "--silent", "--ignore-scripts"]
            subprocess.run(wish, cwd=fresh, check=True, capture_output=True, timeout=NPM_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            pytest.skip(f"the registry does not give {name} {version}")
        [archive] = fresh.glob("*.tgz")
        shutil.unpack_archive(archive, fresh, "gztar", filter="data")
        shutil.rmtree(place, ignore_errors=True)
        fresh.replace(place)
    return place / "package"


def node(script: str, words: object) -> Any:
    """What the script answers: it reads one JSON document and writes one."""
    said = subprocess.run(
        ["node", "-e", script], input=json.dumps(words), check=True, capture_output=True, text=True, timeout=60
    )
    return json.loads(said.stdout)
