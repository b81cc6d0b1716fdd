"""What the demo must remember to go on where it was: its first moment, its tills' keys, how far each one sent.

One private file among the secrets of the demo's home, so that `--reset` takes it along. The keys are random, not
from the seed: whoever reads this source must not be able to seal for somebody's demo on a shop's Wi-Fi.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from comptoir.platform.postgres_files import write_private

FILE = "demo-shop.json"
_WORDS = ("amande", "abricot", "basilic", "cannelle", "citron", "figue", "fraise", "lavande", "menthe", "olive", "thym")


@dataclass(slots=True)
class TillState:
    """A simulated till: its key, its enrolment once it has one, and the last sequence that the shop holds."""

    private_key: str
    token: str = ""
    chain: str = ""
    enrolment: int = 0
    certificate: str = ""
    delivered: int = 0

    @classmethod
    def fresh(cls) -> Self:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"))

    def load_key(self) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key(self.private_key.encode("ascii"), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


@dataclass(slots=True)
class DemoState:
    """The whole memory. `positions` are the catalogue's: one for each era of prices, one with the offers, the
    last with the deposits too.
    """

    path: Path
    first_run: datetime
    days: int
    password: str
    positions: list[int] = field(default_factory=list)
    tills: dict[str, TillState] = field(default_factory=dict)
    is_complete: bool = False

    @classmethod
    def load(cls, home: Path, *, now: datetime, days: int) -> Self:
        """Read it, or begin: the first moment is the end of the shop's 90 days, for ever."""
        path = home / "secrets" / FILE
        if not path.exists():
            whole_minute = now.astimezone(UTC).replace(second=0, microsecond=0)
            return cls(path, whole_minute, days, _password())
        read = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            path=path,
            first_run=datetime.fromisoformat(read["first_run"]),
            days=read["days"],
            password=read["password"],
            positions=read["positions"],
            tills={code: TillState(**till) for code, till in read["tills"].items()},
            is_complete=read["is_complete"],
        )

    def save(self) -> None:
        """Write it whole or not at all."""
        members = {
            "first_run": self.first_run.isoformat(),
            "days": self.days,
            "password": self.password,
            "positions": self.positions,
            "tills": {code: asdict(till) for code, till in self.tills.items()},
            "is_complete": self.is_complete,
        }
        write_private(self.path, json.dumps(members, indent=1) + "\n")


def _password() -> str:
    """Three words and a number: easy to type on a phone, and another one in every demo."""
    words = [secrets.choice(_WORDS) for _ in range(3)]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])
