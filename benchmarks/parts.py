"""What parts of a long bench found, in a folder: whoever stopped it goes on where it was.

A part's line is written when the part is whole. One that was begun and never came to its end is known, too: a bench
that only counted what ended would not count what broke it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Parts:
    """Without a folder nothing is kept."""

    folder: str
    whole: dict[str, dict[str, Any]] = field(default_factory=dict)
    begun: int = 0

    def __post_init__(self) -> None:
        if self._file is None or not self._file.exists():
            return
        for line in self._file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if "found" in said:
                self.whole[said["part"]] = said["found"]
            else:
                self.begun += 1

    @property
    def unfinished(self) -> int:
        """How many were begun, here or before, and did not come to their end."""
        return self.begun - len(self.whole)

    def begin(self, part: str) -> None:
        """Say that a part begins now."""
        self.begun += 1
        self._note({"part": part})

    def keep(self, part: str, found: dict[str, Any]) -> None:
        """A part is whole."""
        self.whole[part] = found
        self._note({"part": part, "found": found})

    @property
    def _file(self) -> Path | None:
        return Path(self.folder) / "parts.jsonl" if self.folder else None

    def _note(self, said: dict[str, Any]) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(said) + "\n")
