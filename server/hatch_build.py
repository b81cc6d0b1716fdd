"""Put the built web pages into the package, so that whoever installs Comptoir needs no Node."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling exports no type for its configuration
    """Builds the web pages when they are missing.

    A source distribution carries them, so only a build from the repository ever runs npm.
    COMPTOIR_SKIP_WEB=1 makes a package without pages, for a server that has them elsewhere.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        server = Path(self.root)
        pages = server / "src" / "comptoir" / "config" / "web"
        is_editable = version == "editable"
        if is_editable or os.environ.get("COMPTOIR_SKIP_WEB") == "1" or is_built(pages):
            return
        build(server.parent / "web")
        if not is_built(pages):
            raise SystemExit("The web build ran but left no pages in server/src/comptoir/config/web.")


def is_built(pages: Path) -> bool:
    return any(pages.rglob("index.html")) if pages.is_dir() else False


def build(web: Path) -> None:
    if not (web / "package-lock.json").is_file():
        raise SystemExit("These sources hold neither the built web pages nor the web sources; use the repository.")
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(
            "The web pages are not built and npm is not installed. "
            "Install Node 20 or newer, or set COMPTOIR_SKIP_WEB=1 to package without pages."
        )
    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([npm, *arguments], cwd=web, check=True)
