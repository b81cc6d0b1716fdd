"""The server and the database of the bench: real processes, real durability, and what they cost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One server process with the real application, as `comptoir serve` starts it."""

    def __init__(self, app_dsn: str, owner_dsn: str, home: Path) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            "COMPTOIR_HOME": str(home),
            "COMPTOIR_APP_DATABASE_URL": app_dsn,
            "COMPTOIR_OWNER_DATABASE_URL": owner_dsn,
            "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        }
        command = [sys.executable, "-m", "comptoir.config.serving", "127.0.0.1", str(self.port)]
        self._process = subprocess.Popen(command, env=environment)
        self.pid = self._process.pid

    def wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/edge/v1/nothing", timeout=2)
            except URLError as error:
                if getattr(error, "code", None) == 404:
                    return
                time.sleep(0.1)
            if self._process.poll() is not None:
                break
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def cpu_seconds(pid: int) -> float:
    """What a process, its children and its children that have ended have used."""
    total = _cpu(pid)
    for child in _children(pid):
        total += cpu_seconds(child)
    return total


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(fields[index]) for index in (11, 12, 13, 14)) / TICKS


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found
