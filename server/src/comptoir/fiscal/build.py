"""Which program this is: name, version, and a fingerprint over every file of it that runs or is sent to tills.

The fingerprint says that two installations are the same bytes. Whoever changes the code has another one, and is its
editor. It is computed from the files as they lie here, each time the program starts: `comptoir build --files` prints
what it is made of, so that anybody can compute it again with `sha256sum`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

NAME = "Comptoir"
# Translations are words and no rules; their compiled files differ by the tool that made them.
_LEFT_OUT = frozenset({"__pycache__", "locale"})
_STAMPS = frozenset({".ready"})


@dataclass(frozen=True, slots=True)
class Software:
    """As a certificate or an attestation names it."""

    name: str
    version: str
    fingerprint: str

    @property
    def major(self) -> str:
        """The root of the version: what an attestation is given for."""
        return self.version.split(".", 1)[0]

    @property
    def short(self) -> str:
        """As much of the fingerprint as a paper has room for."""
        return self.fingerprint[:16]


def files() -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of each file, in the order of names."""
    source = Path(__file__).resolve().parents[2]
    for package in ("comptoir", settings.COUNTRY_PACKAGE):
        for path in sorted((source / package).rglob("*"), key=lambda found: found.relative_to(source).as_posix()):
            parts = path.relative_to(source).parts
            if path.is_file() and path.name not in _STAMPS and not _LEFT_OUT.intersection(parts):
                yield "/".join(parts), sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def software() -> Software:
    """Of this installation; read once."""
    try:
        number = version("comptoir")
    except PackageNotFoundError:
        number = "0"
    listed = "".join(f"{digest}  {name}\n" for name, digest in files())
    return Software(NAME, number, sha256(listed.encode()).hexdigest())
