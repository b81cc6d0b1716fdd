"""The page of moving out: asked for, watched, cancelled, fetched; by owners only."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.moving.models import Export
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.moving.exported import CONTENT, ready_export

SignIn = Callable[[UUID, Role], Client]


def pressed(client: Client, page: str) -> str:
    """Press the button of the page; answers the id that was chosen."""
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found is not None
    assert client.post("/takeout/new", {"id": found[1]}).status_code == 302
    return found[1]


def test_it_is_asked_for_watched_and_cancelled(day: Day, owner: Client) -> None:
    page = owner.get("/takeout").content.decode()
    assert "No file was made yet." in page

    export = pressed(owner, page)
    pressed(owner, page)

    piece = owner.get("/takeout", headers={"HX-Request": "true", "HX-Target": "exports"}).content.decode()
    assert "It begins in a moment" in piece
    assert "<html" not in piece
    with reading(day.organization):
        assert [str(row.pk) for row in Export.objects.all()] == [export]
    assert owner.get(f"/takeout/{export}.zip").status_code == 404
    after = owner.post(f"/takeout/{export}/cancel", follow=True).content.decode()
    assert "Cancelled. Nothing of it is kept." in after
    assert "Make a file of everything" in after


def test_the_file_is_fetched_and_that_is_noted(day: Day, owner: Client, sign_in: SignIn) -> None:
    export = ready_export(day.organization)

    answer = owner.get(f"/takeout/{export}.zip")

    assert answer.getvalue() == CONTENT
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert re.fullmatch(rf'attachment; filename="[A-Za-z0-9-]+-{today}\.zip"', answer["Content-Disposition"])
    with reading(day.organization):
        assert AuditEvent.objects.filter(action="moving.export_fetched", subject=str(export)).count() == 1
    assert "File of everything taken away" in owner.get("/audit").content.decode()
    manager = sign_in(day.organization, Role.MANAGER)
    assert manager.get("/takeout").status_code == manager.get(f"/takeout/{export}.zip").status_code == 403


@pytest.mark.parametrize("path", ["/takeout/new", "/takeout/00000000-0000-7000-8000-000000000000/cancel"])
def test_what_names_nothing_is_nowhere(owner: Client, day: Day, path: str) -> None:
    assert owner.post(path, {"id": "nonsense"}).status_code == 404
