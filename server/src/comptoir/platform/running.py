"""What runs in a home, as its supervisor tells: for commands, and for the page of whoever looks after the computer."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

FILE = "running.json"


@dataclass(frozen=True, slots=True)
class Running:
    """What a running supervisor tells about itself; the processes are by name."""

    pid: int
    address: str
    started_at: str
    version: str
    postgres: str
    database_url: str
    processes: dict[str, int]

    def is_alive(self, name: str) -> bool:
        """Whether the process of this name exists now; another account's counts."""
        try:
            os.kill(self.processes[name], 0)
        except (KeyError, ProcessLookupError):
            return False
        except PermissionError:
            return True
        return True


def read_running(home: Path) -> Running | None:
    """What was told last; it may be gone since."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Running(**told)
