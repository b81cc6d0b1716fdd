"""The TypeScript side, asked over a pipe: one JSON question a line, one JSON answer a line."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.conformance.cases import CONFORMANCE

WEB = CONFORMANCE.parent / "web"
DEFAULT_SEED = 20261122

Json = Mapping[str, Any]


def fuzz_seed() -> int:
    """Fixed, so that a run can be repeated; COMPTOIR_FUZZ_SEED looks elsewhere."""
    seed = int(os.environ.get("COMPTOIR_FUZZ_SEED", DEFAULT_SEED))
    print(f"COMPTOIR_FUZZ_SEED={seed}")
    return seed


def ask(package: str, questions: Sequence[Json]) -> Sequence[Json]:
    """The twin's answers, in order."""
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "vite").is_dir():
        pytest.skip("the TypeScript twin needs node and `npm ci` in web/")
    runner = WEB / "packages" / "pricing" / "fuzz" / "run.mjs"
    module = WEB / "packages" / package / "fuzz" / "answer.ts"
    lines = "\n".join(json.dumps(question) for question in questions)
    finished = subprocess.run([node, runner, module], input=lines, capture_output=True, text=True, cwd=WEB, timeout=120)
    assert finished.returncode == 0, finished.stderr
    answers = [json.loads(line) for line in finished.stdout.removesuffix("\n").split("\n")]
    assert len(answers) == len(questions)
    return answers
