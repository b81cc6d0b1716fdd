"""Children that begin as copies of their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comptoir.config.copies import CAN_COPY, Copy, begin_copy

pytestmark = pytest.mark.skipif(not CAN_COPY, reason="this system does not share the memory of copies")

CHILD = """
import os, signal, sys, time
from pathlib import Path

def main(arguments):
    what, told = arguments
    if what == "tell":
        files = sorted(int(one) for one in os.listdir("/proc/self/fd"))
        lines = [os.environ["CHILDS"], os.readlink("/proc/self/fd/0"), str(os.getpgid(0) == os.getpid())]
        lines += [str(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL), " ".join(map(str, files))]
        Path(told).write_text("\\n".join(lines))
        return 7
    if what == "fail":
        raise RuntimeError("as it goes")
    if what == "leave":
        sys.exit("in words")
    Path(told).touch()
    time.sleep(60)
"""
# Starts one child with a file open that it must not keep, one that it must, and handlers of its own.
PARENT = """
import os, signal, sys
from comptoir.config.copies import begin_copy
signal.signal(signal.SIGTERM, lambda *_: None)
reading, writing = os.pipe()
signal.set_wakeup_fd(os.open(os.devnull, os.O_WRONLY | os.O_NONBLOCK))
child = begin_copy("child_of_a_test", [sys.argv[1], sys.argv[2]], {"CHILDS": "own"}, reading)
print(reading)
print(child.wait(timeout=30))
"""


def began(tmp_path: Path, what: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "child_of_a_test.py").write_text(CHILD)
    return subprocess.run(
        [sys.executable, "-c", PARENT, what, str(tmp_path / "told")],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}:{':'.join(sys.path)}"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_copy_keeps_nothing_of_its_parent_but_what_it_was_given(tmp_path: Path) -> None:
    parent = began(tmp_path, "tell")
    kept, code = parent.stdout.split()
    own, terminal, leads, dies, files = (tmp_path / "told").read_text().splitlines()
    assert (own, terminal, leads, dies, code) == ("own", "/dev/null", "True", "True", "7"), parent.stderr
    # The last one is the list's own.
    assert files.split()[:4] == ["0", "1", "2", kept]
    assert len(files.split()) == 5


def test_a_copy_that_fails_says_why_and_ends_with_1(tmp_path: Path) -> None:
    parent = began(tmp_path, "fail")
    assert parent.stdout.split()[1] == "1"
    assert "RuntimeError: as it goes" in parent.stderr


def test_a_copy_that_leaves_in_words_ends_with_1(tmp_path: Path) -> None:
    assert began(tmp_path, "leave").stdout.split()[1] == "1"


def test_a_copy_ends_when_asked_and_is_waited_for_no_longer_than_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "child_that_waits.py").write_text(CHILD)
    monkeypatch.syspath_prepend(tmp_path)
    child = begin_copy("child_that_waits", ["wait", str(tmp_path / "told")], {}, None)
    until = time.monotonic() + 30
    while not (tmp_path / "told").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    assert child.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(timeout=0.1)
    child.terminate()
    assert child.wait(timeout=30) == -signal.SIGTERM
    child.kill()  # of one that is gone: nothing
    assert child == Copy(child.pid, -signal.SIGTERM)
