"""The TypeScript side, asked over a pipe: one JSON question a line, one JSON answer a line."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
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
    return begin_asking(package, questions)()


def begin_asking(package: str, questions: Sequence[Json]) -> Callable[[], Sequence[Json]]:
    """Put the questions to the twin and go on: the answers are waited for by calling what is returned."""
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "vite").is_dir():
        pytest.skip("the TypeScript twin needs node and `npm ci` in web/")
    runner = WEB / "packages" / "pricing" / "fuzz" / "run.mjs"
    module = WEB / "packages" / package / "fuzz" / "answer.ts"
    # Files, not pipes: nobody reads while the other side is still being asked.
    with TemporaryFile("w+", encoding="utf-8") as given, ExitStack() as files:
        answered = files.enter_context(TemporaryFile("w+", encoding="utf-8"))
        said = files.enter_context(TemporaryFile("w+", encoding="utf-8"))
        given.writelines(json.dumps(question) + "\n" for question in questions)
        given.seek(0)
        process = subprocess.Popen([node, runner, module], stdin=given, stdout=answered, stderr=said, cwd=WEB)
        kept = files.pop_all()

    def answers() -> Sequence[Json]:
        with kept:
            try:
                process.wait(timeout=300)
            finally:
                process.kill()
            for file in (answered, said):
                file.seek(0)
            assert process.returncode == 0, said.read()
            found = [json.loads(line) for line in answered]
        assert len(found) == len(questions)
        return found

    return answers


def keep_as_vector(name: str, asked: Json, ours: Json, theirs: Json) -> None:
    """A disagreement becomes a vector, so that it fails until somebody decides it."""
    folder = CONFORMANCE / "pricing" / "found"
    folder.mkdir(exist_ok=True)
    case = {
        "id": name,
        "why": f"TypeScript answered {json.dumps(theirs)}. Decide which side is right, and say why here",
        "source": "differential test",
        **asked,
        "expect": ours,
    }
    content = {"topic": "Found by the differential test, not yet decided", "cases": [case]}
    (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
