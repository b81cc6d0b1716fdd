"""Agents in the back office: invited once, seen, revoked by a person who was asked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from django.test import Client, override_settings

from comptoir.identity.public import Role
from comptoir.journal import dump_public_key, sign_hash, to_base64url
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import new_private_key
from comptoir.tills.agents import PROOF_TAG, issue_agent_code, join_store
from comptoir.tills.commands import IssueAgentCode, JoinStore
from comptoir.tills.models import Agent, AgentCode
from tests.backoffice.conftest import Day


def join(organization: UUID, code: str) -> UUID:
    key = new_private_key()
    proof = to_base64url(sign_hash(key, sha256(PROOF_TAG + code.encode()).digest()))
    return join_store(
        JoinStore(
            organization=organization, code=code, public_key=dump_public_key(key.public_key()), proof=proof,
            name="Raspberry Pi", address="https://pi.comptoir.local:8490", version="0.1.0", now=datetime.now(UTC),
        )
    ).agent  # fmt: skip


def join_agent(organization: UUID, store: UUID) -> UUID:
    command = IssueAgentCode(organization=organization, store=store, now=datetime.now(UTC))
    return join(organization, issue_agent_code(command).code)


def test_an_invitation_is_shown_once_and_an_agent_joins_by_it(owner: Client, day: Day) -> None:
    answer = owner.post(f"/agents/invite/{day.shop.store}")
    found = re.search(r"join agent\.toml &#x27;(\S+)&#x27;|join agent\.toml '(\S+)'", answer.content.decode())

    assert answer["Cache-Control"] == "no-store"
    assert found is not None
    address, _, code = (found[1] or found[2]).partition("/#code=")
    assert address == "http://testserver"
    with reading(day.organization):
        kept = AgentCode.objects.get()
        assert bytes(kept.code_hash) == sha256(code.encode()).digest()
    join(day.organization, code)
    page = owner.get("/agents").content.decode()
    assert "Raspberry Pi" in page
    assert "https://pi.comptoir.local:8490" in page


def test_in_a_shop_with_its_own_authority_the_invitation_says_which(
    owner: Client, day: Day, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comptoir.backoffice.onboarding_authority import read_authority
    from comptoir.config.lan import ensure_certificates, lan_files

    files = lan_files(tmp_path / "tls", "comptoir.local")
    ensure_certificates(files, now=datetime.now(UTC))
    monkeypatch.setenv("COMPTOIR_LAN_NAME", "comptoir.local")

    with override_settings(HOME=tmp_path, ADDRESS="https://comptoir.local:8443"):
        page = owner.post(f"/agents/invite/{day.shop.store}").content.decode()

    fingerprint = read_authority(files.authority, "comptoir.local").fingerprint.replace(":", "").lower()
    assert "https://comptoir.local:8443/#code=" in page
    assert f"authority={fingerprint}" in page


def test_revoking_asks_first(owner: Client, day: Day) -> None:
    agent = join_agent(day.organization, day.shop.store)

    question = owner.get(f"/agents/{agent}/revoke").content.decode()
    with reading(day.organization):
        assert Agent.objects.get().revoked_at is None
    answer = owner.post(f"/agents/{agent}/revoke")

    assert "Revoke Raspberry Pi?" in question
    assert answer["Location"] == "/agents"
    with reading(day.organization):
        assert Agent.objects.get().revoked_at is not None
    assert "Revoked" in owner.get("/agents").content.decode()


def test_who_may_not_manage_tills_sees_agents_and_invites_none(
    day: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    agent = join_agent(day.organization, day.shop.store)
    reader = sign_in(day.organization, Role.ACCOUNTANT)

    invited = reader.post(f"/agents/invite/{day.shop.store}")
    revoked = reader.post(f"/agents/{agent}/revoke")

    assert (invited.status_code, revoked.status_code) == (403, 403)
    with reading(day.organization):
        assert AgentCode.objects.count() == 1
        assert Agent.objects.get().revoked_at is None
