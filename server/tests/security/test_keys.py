"""The key of sessions and of what is sealed for people is replaced, and nobody loses an app or a session by it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from comptoir.identity.sealing import seal, unseal

ASK = """
import json
from comptoir.config import settings as s
print(json.dumps([s.SECRET_KEY, s.SECRET_KEY_FALLBACKS]))
"""


def keys_in(home: Path) -> list[object]:
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "COMPTOIR_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[object] = json.loads(said.stdout)
    return found


def test_a_former_key_is_read_beside_the_new_one(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "django-key").write_text("new-key")
    assert keys_in(tmp_path) == ["new-key", []]

    (secrets / "django-key.before").write_text("key-of-yesterday\nkey-of-last-year\n")

    assert keys_in(tmp_path) == ["new-key", ["key-of-yesterday", "key-of-last-year"]]


def test_what_a_former_key_sealed_opens_while_it_is_kept_and_not_after(settings) -> None:
    owner = b"o" * 16
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "key-of-yesterday", []
    sealed = seal(b"secret of an app", purpose="second factor", owner=owner)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key", ["key-of-yesterday"]
    assert unseal(sealed, purpose="second factor", owner=owner) == b"secret of an app"
    assert unseal(sealed, purpose="second factor", owner=b"x" * 16) is None

    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed, purpose="second factor", owner=owner) is None
