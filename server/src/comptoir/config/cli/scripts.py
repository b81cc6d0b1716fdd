"""Every script that a page of ours may load, with the digest of its content: what PCI DSS 4.0 (6.4.3) asks for."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "web"
ONBOARDING = Path(__file__).resolve().parents[2] / "backoffice" / "templates" / "onboarding"
_SUFFIXES = (".js", ".mjs", ".wasm")
# Which pages load what stands in a folder.
_PAGES = {"static": "back office", "till": "till", "r": "receipt page", "onboarding": "first start"}


def scripts() -> Iterator[tuple[str, str, str]]:
    """Of each script its pages, its name and its digest as browsers write it (Subresource Integrity)."""
    for folder in (WEB / "static", WEB / "till", WEB / "r", ONBOARDING):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES and path.is_file():
                digest = base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
                yield _PAGES[folder.name], path.relative_to(folder).as_posix(), f"sha384-{digest}"


def print_scripts() -> int:
    """One a line, to be kept and compared."""
    for pages, name, digest in scripts():
        print(f"{pages}\t{name}\t{digest}")
    return 0
