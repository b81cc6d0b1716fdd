"""The agent itself against this door: a till leaves entries with it while the server is away, and none is lost."""

import asyncio
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.config.lan import ensure_certificates, lan_files
from comptoir.journal import dump_public_key
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.agents import issue_agent_code
from comptoir.tills.commands import IssueAgentCode, RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from comptoir_agent.relay import forward
from comptoir_agent.relay.certificate import Renewal, fetch_certificate
from comptoir_agent.relay.shop import Invitation, JoinRefused, join, load_shop
from comptoir_agent.service.app import make_app
from comptoir_agent.service.asking import SERVICE
from comptoir_agent.service.pairs import ANSWER_TAG, QUESTION_TAG, Pairs, encode, question, sign, verify
from comptoir_agent.service.relaying import PAIR_TAG
from comptoir_agent.settings import Settings
from tests.edge.client import Client, open_door
from tests.sales.shop import Shop, count, new_till, open_shop

ADDRESS = "https://pi.comptoir.local:8490"
SECONDS_MAX = 20.0


@pytest.fixture
def shop(db: None, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    settings.HOME = tmp_path
    monkeypatch.setattr(forward, "REPORT_SECONDS", 0.2)
    monkeypatch.setattr(forward, "WAITING_SECONDS", 0.2)
    monkeypatch.setattr(forward, "PAUSE_SECONDS_MAX", 0.2)
    return open_shop()


@dataclass
class World:
    """The door on a port of its own, with a cable that can be pulled, and an agent that has joined."""

    door: Client
    server: str
    state: Path
    is_away: bool = False
    runners: list[web.AppRunner] = field(default_factory=list)
    agent: str = ""
    app: web.Application | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.is_away:
            return web.Response(status=502)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or None
        reply = await self.door.ask(request.method, request.path_qs, body=await request.read(), token=token)
        return web.Response(status=reply.status, body=reply.body, content_type="application/json")

    async def start_agent(self) -> None:
        self.app = make_app(Settings("Pi", self.state, address=ADDRESS))
        self.agent = await self.serve(self.app)

    async def stop_agent(self) -> None:
        await self.runners.pop().cleanup()

    async def serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        self.runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS_MAX):
            while not is_so():
                await asyncio.sleep(0.02)

    @property
    def kept(self) -> int:
        assert self.app is not None
        relay = self.app[SERVICE].relay
        assert relay is not None
        return relay.keep.pending_count


@asynccontextmanager
async def world(database: Any, tmp_path: Path, code: str) -> AsyncIterator[World]:
    async with open_door(database.app) as door:
        made = World(door, "", tmp_path / "agent")
        outside = web.Application()
        outside.router.add_route("*", "/{path:.*}", made.answer)
        made.server = await made.serve(outside)
        invitation = Invitation(made.server, code, "")
        await join(made.state, Pairs(made.state), invitation, name="Pi", address=ADDRESS, version="0")
        await made.start_agent()
        try:
            yield made
        finally:
            for runner in reversed(made.runners):
                await runner.cleanup()


@dataclass
class AskingTill:
    """A till's browser: its chain's key, and the key that it asks this agent with."""

    till: SimulatedTill
    world: World
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    agent_key: str = ""

    @property
    def public_key(self) -> str:
        return dump_public_key(self.key.public_key())

    async def pair(self, **changes: str) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession() as session:
            assert self.world.app is not None
            agent_key = self.world.app[SERVICE].pairs.public_key
            proof = sign(self.till.key, f"{PAIR_TAG}\n{agent_key}\n{self.public_key}")
            wish = {
                "certificate": self.till.identity.certificate, "public_key": self.public_key, "name": "Caisse",
                "proof": proof, **changes,
            }  # fmt: skip
            async with session.post(f"{self.world.agent}/v1/pair-by-certificate", json=wish) as answer:
                self.agent_key = agent_key
                return answer.status, await answer.json(content_type=None)

    async def leave(self, entries: Sequence[Sealed | bytes]) -> tuple[int, dict[str, Any]]:
        body = b"".join((one if isinstance(one, bytes) else one.line) + b"\n" for one in entries)
        return await self.ask("/v1/relay", body)

    async def ask(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        nonce, at_ms = encode(secrets.token_bytes(16)), int(time.time() * 1000)
        headers = {
            "Comptoir-Till": self.public_key,
            "Comptoir-Question": f"{nonce}.{at_ms}",
            "Comptoir-Signature": sign(self.key, f"{QUESTION_TAG}\n{question('POST', path, nonce, at_ms, body)}"),
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.world.agent + path, data=body, headers=headers) as answer,
        ):
            content = await answer.read()
            if answer.status == 200:
                said = f"{ANSWER_TAG}\n{nonce}\n{sha256(content).hexdigest()}"
                assert verify(self.agent_key, said, answer.headers["Comptoir-Answer"])
            return answer.status, await answer.json(content_type=None)


def code_of(shop: Shop) -> str:
    command = IssueAgentCode(organization=shop.organization, store=shop.store, now=datetime.now(UTC))
    return issue_agent_code(command).code


def run_in(database: Any, tmp_path: Path, code: str, story: Callable[[World], Awaitable[None]]) -> None:
    async def run() -> None:
        async with world(database, tmp_path, code) as made:
            await story(made)

    asyncio.run(run())


def statuses(answer: tuple[int, dict[str, Any]]) -> list[str]:
    return [one["status"] for one in answer[1]["answers"]]


def test_entries_left_while_the_server_is_away_reach_it_once(shop: Shop, database, tmp_path: Path) -> None:
    till = new_till(shop)
    entries = [till.start_chain(), till.open(5000), *[till.sell([shop.bread]) for _ in range(5)]]
    seen: dict[str, Any] = {}

    async def story(made: World) -> None:
        asking = AskingTill(till, made)
        assert (await asking.pair())[0] == 201
        made.is_away = True
        seen["left"] = statuses(await asking.leave(entries[:4]))
        seen["again"] = statuses(await asking.leave(list(entries)))
        seen["kept"] = made.kept
        await made.stop_agent()
        await made.start_agent()
        seen["kept after a restart"] = made.kept
        made.is_away = False
        await made.until(lambda: made.kept == 0)
        reply = await made.door.deliver(till, list(entries))
        seen["by the till itself"] = {answer["status"] for answer in reply.json["answers"]}

    run_in(database, tmp_path, code_of(shop), story)

    assert seen == {
        "left": ["kept"] * 4,
        "again": ["already_kept"] * 4 + ["kept"] * 3,
        "kept": 7,
        "kept after a restart": 7,
        "by the till itself": {"already_stored"},
    }
    assert count("sales_entry", shop.organization) == 7
    assert count("sales_quarantine", shop.organization) == 0


def test_an_entry_waits_for_the_one_before_it_that_the_till_brings_itself(shop: Shop, database, tmp_path: Path) -> None:
    till = new_till(shop)
    start, opened = till.start_chain(), till.open(5000)

    async def story(made: World) -> None:
        asking = AskingTill(till, made)
        await asking.pair()
        assert statuses(await asking.leave([opened])) == ["kept"]
        await asyncio.sleep(0.6)
        assert made.kept == 1
        await made.door.deliver(till, [start])
        await made.until(lambda: made.kept == 0)

    run_in(database, tmp_path, code_of(shop), story)

    assert count("sales_entry", shop.organization) == 2
    assert count("sales_quarantine", shop.organization) == count("sales_incident", shop.organization) == 0


def test_only_genuine_entries_of_this_store_are_kept(shop: Shop, database, tmp_path: Path) -> None:
    till, foreign, unknown = new_till(shop), new_till(open_shop()), new_till(shop, "A2")
    start = till.start_chain()
    forged = start.line.replace(b'"chain_started"', b'"chain_stopped"')
    seen: dict[str, Any] = {}

    async def story(made: World) -> None:
        asking, stranger = AskingTill(till, made), AskingTill(foreign, made)
        seen["not paired"] = (await asking.leave([start]))[1]["code"]
        seen["other store"] = (await stranger.pair())[1]["code"]
        seen["wrong proof"] = (await asking.pair(proof="A" * 86))[1]["code"]
        seen["forged certificate"] = (await asking.pair(certificate=till.identity.certificate.replace("A1", "A9")))[1][
            "code"
        ]
        await asking.pair()
        answer = await asking.leave([forged, b"rubbish", unknown.start_chain(), foreign.start_chain()])
        seen["refused"] = [one["code"] for one in answer[1]["answers"]]
        seen["kept"] = made.kept

    run_in(database, tmp_path, code_of(shop), story)

    assert seen == {
        "not paired": "agent.not_paired",
        "other store": "agent.other_store",
        "wrong proof": "agent.proof_invalid",
        "forged certificate": "agent.certificate_invalid",
        "refused": ["bad_seal", "unreadable", "unknown_chain", "unknown_chain"],
        "kept": 0,
    }


def test_a_till_that_is_revoked_is_let_out(shop: Shop, database, tmp_path: Path) -> None:
    till = new_till(shop)
    command = RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC))
    codes: list[str] = []

    async def story(made: World) -> None:
        asking = AskingTill(till, made)
        await asking.pair()
        assert (await asking.leave([till.start_chain()]))[0] == 200
        await asyncio.to_thread(revoke_in_thread, command)
        assert made.app is not None
        relay = made.app[SERVICE].relay
        assert relay is not None
        await made.until(lambda: relay.forwarder.revoked == {str(till.identity.chain)})
        codes.append((await asking.leave([till.open(0)]))[1]["code"])
        codes.append((await asking.pair())[1]["code"])

    run_in(database, tmp_path, code_of(shop), story)

    assert codes == ["agent.not_paired", "agent.revoked"]


def revoke_in_thread(command: RevokeEnrolment) -> None:
    from django.db import close_old_connections, connection

    close_old_connections()
    try:
        revoke_enrolment(command)
    finally:
        connection.close()


def test_a_spent_code_and_a_silent_server_are_named(shop: Shop, database, tmp_path: Path) -> None:
    code = code_of(shop)
    said: list[str] = []

    async def story(made: World) -> None:
        state = tmp_path / "other"
        for server in (made.server, "http://127.0.0.1:9"):
            invitation = Invitation(server, code, "")
            with pytest.raises(JoinRefused) as refused:
                await join(state, Pairs(state), invitation, name="x", address="", version="0")
            said.append(str(refused.value))

    run_in(database, tmp_path, code, story)

    assert said[0] == "The server refuses: edge.code_unknown"
    assert said[1].startswith("http://127.0.0.1:9 does not answer")
    assert not (tmp_path / "other" / "shop.json").exists()


def test_phones_trust_the_agent_by_the_shop_s_authority_and_renewal_needs_no_restart(
    shop: Shop, database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTOIR_LAN_NAME", "comptoir.local")
    authority = lan_files(tmp_path / "tls", "comptoir.local")
    ensure_certificates(authority, now=datetime.now(UTC))
    trusting = ssl.create_default_context(cafile=str(authority.authority))
    seen: list[Any] = []

    async def serial(port: int) -> int:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting, server_hostname="pi.comptoir.local")
        secured = writer.get_extra_info("ssl_object").getpeercert()["serialNumber"]
        writer.close()
        return int(secured, 16)

    async def story(made: World) -> None:
        joined = load_shop(made.state)
        assert joined is not None
        files = await fetch_certificate(made.state, joined)
        context = files.context()
        served = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        port = served.sockets[0].getsockname()[1]
        now = datetime.now(UTC)
        seen.append(await serial(port))
        seen.append(await Renewal(made.state, joined, context, now=lambda: now).look())
        seen.append(await serial(port))
        made.is_away = True
        late = Renewal(made.state, joined, context, now=lambda: now + timedelta(days=340))
        seen.append(await late.look())
        made.is_away = False
        seen.append(await late.look())
        seen.append(await serial(port))
        served.close()

    run_in(database, tmp_path, code_of(shop), story)

    first, lasts, still, failed, renewed, fresh = seen
    assert (lasts, failed, renewed) == (True, False, True)
    assert first == still != fresh
