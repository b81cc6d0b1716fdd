"""Which device holds a token. Remembered for a while; a revocation is heard at once by NOTIFY."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from comptoir.edge.database import Pool, borrowed
from comptoir.sales.entries import Sender, sender_of

REMEMBERED_MAX = 20_000
SECONDS_MAX = 30.0
TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Device:
    """An authenticated device. The ledger asks the database again whether it is revoked; this is for the rest."""

    sender: Sender
    is_revoked: bool
    known_since: float


class Tokens:
    """Tokens by their hash: a memory dump of the process shows no token."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._devices: OrderedDict[bytes, Device] = OrderedDict()
        self._forgotten = 0

    async def find(self, token: bytes) -> Device | None:
        """The device of a token; None when nobody holds it."""
        if len(token) != TOKEN_LENGTH:
            return None
        token_hash = sha256(token).digest()
        known = self._devices.get(token_hash)
        if known is not None and time.monotonic() - known.known_since < SECONDS_MAX:
            return known
        return await self._look_up(token_hash)

    async def _look_up(self, token_hash: bytes) -> Device | None:
        asked, forgotten = time.monotonic(), self._forgotten
        async with borrowed(self._pool) as connection:
            row = await connection.fetchrow("SELECT * FROM tills_enrolment_of_token($1)", token_hash)
        if row is None:
            self._devices.pop(token_hash, None)
            return None
        device = Device(sender_of(row), row["revoked"], asked)
        if forgotten != self._forgotten:
            return device  # something changed while this was on its way: it may be older than that
        self._devices[token_hash] = device
        self._devices.move_to_end(token_hash)
        if len(self._devices) > REMEMBERED_MAX:
            self._devices.popitem(last=False)
        return device

    def forget_chain(self, chain: UUID) -> None:
        """A chain's enrolment has changed."""
        self._forgotten += 1
        for token_hash in [key for key, device in self._devices.items() if device.sender.chain == chain]:
            del self._devices[token_hash]

    def forget_all(self) -> None:
        """The listener was away: a revocation may have gone unheard."""
        self._forgotten += 1
        self._devices.clear()
