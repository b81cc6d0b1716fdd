"""The one-time code with which the person at the keyboard claims an empty Comptoir.

Whoever can read where Comptoir was started, or its folder, is who may open the shop; whoever merely reaches its port
(the neighbour on the Wi-Fi, another account of this computer, a page in a browser) is not. Fifty random bits against
a server that answers a few hundred guesses a second need no counting of tries. Free of Django: the supervisor reads it.
"""

import hmac
import secrets
from pathlib import Path

from comptoir.platform.postgres_files import write_private

FILE = "setup-code"
# Crockford's alphabet: no letter that looks like a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 2
GROUP_LENGTH = 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def ensure_code(folder: Path) -> str:
    """The code of a home whose database nobody has claimed; made at its first use."""
    known = read_code(folder)
    if known:
        return known
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    code = "-".join(groups)
    write_private(folder / FILE, code + "\n")
    return code


def read_code(folder: Path) -> str:
    """The code; empty once the shop is open."""
    try:
        return (folder / FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def fits(folder: Path, typed: str) -> bool:
    """Whether somebody typed the code, in whatever case and with whatever they read as 0 or 1."""
    code = read_code(folder)
    return bool(code) and hmac.compare_digest(_plain(code).encode(), _plain(typed).encode())


def forget_code(folder: Path) -> None:
    """Somebody can sign in now: there is nothing left to claim."""
    (folder / FILE).unlink(missing_ok=True)


def _plain(text: str) -> str:
    return text.upper().translate(_MISREAD)
