"""Which Chromium the journeys use."""

import os
import shutil


def find_chromium() -> str | None:
    """`COMPTOIR_CHROMIUM` (set by `make test`), else the system's."""
    return os.environ.get("COMPTOIR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
