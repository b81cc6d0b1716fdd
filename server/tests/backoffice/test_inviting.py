"""Invitations by mail: queued with the invitation, sent once, tried again, never after they were withdrawn."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.models import Invitation
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.papers.inviting import send_due_invitations
from comptoir.papers.models import InvitationLetter
from comptoir.platform.tenancy import reading

SignIn = Callable[[UUID, Role], Client]


@pytest.fixture
def mails(settings, tmp_path: Path) -> Path:
    settings.COMPTOIR_EMAIL_URL = f"file://{tmp_path}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    return tmp_path


def invite(owner: Client, key: UUID, email: str = "bea@shop.example") -> tuple[int, str]:
    form = {"id": str(key), "name": "Bea", "role": "manager", "employee": "", "email": email}
    answer = owner.post("/team/invite", form)
    return answer.status_code, answer.content.decode()


def letters(organization: UUID) -> list[tuple[str, str, int, bytes]]:
    with reading(organization):
        rows = InvitationLetter.objects.filter(organization_id=organization).order_by("id")
        return [(row.address, row.state, row.attempts, bytes(row.link)) for row in rows]


def test_the_mail_carries_the_link_once(organization: UUID, sign_in: SignIn, mails: Path) -> None:
    owner = sign_in(organization, Role.OWNER)
    status, page = invite(owner, new_uuid7())
    [link] = re.findall(r"http://testserver/join/[\w-]+", page)
    [(address, state, attempts, sealed)] = letters(organization)
    assert (status, address, state, attempts) == (200, "bea@shop.example", "queued", 0)
    assert link.encode() not in sealed

    assert send_due_invitations(organization, datetime.now(UTC)) == 1
    assert send_due_invitations(organization, datetime.now(UTC) + timedelta(days=1)) == 0

    [mail] = [path.read_text() for path in mails.glob("*.log")]
    assert link in mail.replace("=\n", "")
    assert "To: bea@shop.example" in mail
    assert letters(organization) == [("bea@shop.example", "sent", 1, b"")]
    assert "bea@shop.example" in owner.get("/team").content.decode()
    assert Client().get(link).status_code == 200


def test_a_wrong_address_invites_nobody(organization: UUID, sign_in: SignIn, mails: Path) -> None:
    owner = sign_in(organization, Role.OWNER)

    assert invite(owner, new_uuid7(), "not an address")[0] == 422

    assert letters(organization) == []
    with reading(organization):
        assert Invitation.objects.filter(organization_id=organization).count() == 0


def test_what_was_withdrawn_is_not_sent(organization: UUID, sign_in: SignIn, mails: Path) -> None:
    owner, key = sign_in(organization, Role.OWNER), new_uuid7()
    invite(owner, key)
    owner.post(f"/team/invitations/{key}/withdraw")

    assert send_due_invitations(organization, datetime.now(UTC)) == 1

    assert [(state, link) for _, state, _, link in letters(organization)] == [("failed", b"")]
    assert list(mails.glob("*.log")) == []


def test_a_server_that_does_not_answer_is_asked_again(
    organization: UUID,
    sign_in: SignIn,
    mails: Path,
    settings,
) -> None:
    owner = sign_in(organization, Role.OWNER)
    invite(owner, new_uuid7())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    now = datetime.now(UTC)

    assert send_due_invitations(organization, now) == 1
    assert [(state, attempts) for _, state, attempts, _ in letters(organization)] == [("queued", 1)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert send_due_invitations(organization, now + timedelta(days=1)) == 1
    assert [state for _, state, _, _ in letters(organization)] == ["sent"]


def test_without_a_way_to_write_nobody_is_asked_for_an_address(
    organization: UUID,
    sign_in: SignIn,
    settings,
) -> None:
    settings.COMPTOIR_EMAIL_URL = ""
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    owner = sign_in(organization, Role.OWNER)

    assert 'name="email"' not in owner.get("/team").content.decode()
