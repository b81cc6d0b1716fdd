"""Brings what is kept to the server, in order, as soon as it answers; and tells it how this agent is."""

import asyncio
import json
import logging
import secrets
import time
from contextlib import suppress
from pathlib import Path

import aiohttp

from comptoir_agent.files import write_durably
from comptoir_agent.relay.keep import Keep
from comptoir_agent.relay.shop import Away, Shop, ask, open_session
from comptoir_agent.relay.striking import strike_off

log = logging.getLogger(__name__)

LINES_MAX = 200
BYTES_MAX = 400_000
FIRST_PAUSE_SECONDS = 1.0
PAUSE_SECONDS_MAX = 60.0
REPORT_SECONDS = 60.0
# The line before it is on its way by another road; asking sooner brings it no faster.
WAITING_SECONDS = 10.0


class Forwarder:
    """One task: it sends, reports and rests."""

    def __init__(self, state: Path, shop: Shop, keep: Keep, *, address: str, version: str) -> None:
        self._state = state
        self._shop = shop
        self._keep = keep
        self._report = {"address": address, "version": version}
        self._news = asyncio.Event()
        self._reported = -REPORT_SECONDS
        self._waits_until: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None
        self.revoked = _load_revoked(state)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="forwarder")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Something was kept: try at once."""
        self._news.set()

    async def _run(self) -> None:
        failures = 0
        async with open_session(self._state) as session:
            while True:
                self._news.clear()
                try:
                    has_more = await self._exchange(session)
                    failures = 0
                    pause = 0.0 if has_more else WAITING_SECONDS if self._keep.pending_count else REPORT_SECONDS
                except (Away, OSError) as away:  # the server is away, or our own disk is full
                    failures += 1
                    full = min(PAUSE_SECONDS_MAX, FIRST_PAUSE_SECONDS * 2 ** min(failures - 1, 10))
                    pause = full / 2 + full * secrets.randbelow(1_000) / 2_000
                    log.info("the server is out of reach (%s), %d entries wait", away, self._keep.pending_count)
                if pause:
                    # News do not shorten the pause of a server that is away.
                    await (asyncio.sleep(pause) if failures else self._rest(pause))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _exchange(self, session: aiohttp.ClientSession) -> bool:
        """Send each chain's next lines, then report. Whether more can be sent at once."""
        has_more = False
        for chain, lines in list(self._keep.pending(LINES_MAX, BYTES_MAX)):
            if time.monotonic() < self._waits_until.get(chain, 0.0):
                continue
            body = b"".join(line.raw + b"\n" for line in lines)
            said = await ask(session, self._shop, "/edge/v1/relay", body, "text/plain; charset=utf-8")
            is_done = strike_off(self._keep, chain, lines, said.get("answers"))
            if not is_done:
                self._waits_until[chain] = time.monotonic() + WAITING_SECONDS
            has_more |= is_done and self._keep.has_pending(chain)
        if time.monotonic() - self._reported >= REPORT_SECONDS:
            await self._tell(session)
        await self._keep.forget_old()
        return has_more

    async def _tell(self, session: aiohttp.ClientSession) -> None:
        body = json.dumps({**self._report, "kept_count": self._keep.pending_count}).encode()
        said = await ask(session, self._shop, "/edge/v1/agents/status", body, "application/json")
        revoked = said.get("revoked_chains")
        if isinstance(revoked, list) and set(revoked) != self.revoked:
            self.revoked = {str(chain) for chain in revoked}
            write_durably(self._state / "revoked.json", json.dumps(sorted(self.revoked)).encode())
        self._reported = time.monotonic()


def _load_revoked(state: Path) -> set[str]:
    try:
        return set(json.loads((state / "revoked.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return set()
