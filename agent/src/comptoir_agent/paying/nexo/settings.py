"""What a nexo terminal must be shown."""

from dataclasses import dataclass
from pathlib import Path

from comptoir_agent.paying.nexo.crypto import SharedKey
from comptoir_agent.paying.nexo.messages import Ends


@dataclass(frozen=True, slots=True)
class NexoSettings:
    """`certificate`: the acquirer's for its terminals. Without it any is taken, and the passphrase alone proves it."""

    ends: Ends
    key: SharedKey
    certificate: Path | None = None
