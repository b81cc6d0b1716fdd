"""The page of programs: a token is shown once, and stopped."""

import re
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.models import ApiToken
from comptoir.identity.public import MakeToken, Permission, Role, add_membership, create_user, make_token
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import PASSWORD, Day


def connected(day: Day) -> UUID:
    """A program of the shop with a token."""
    token, user = new_uuid7(), new_uuid7()
    create_user(CreateUser(id=user, email=f"{user}@shop.example", name="Amir", password=PASSWORD, language="fr"))
    add_membership(
        AddMembership(organization=day.organization, person=None, id=new_uuid7(), user=user, role=Role.OWNER)
    )
    make_token(
        MakeToken(
            organization=day.organization, person=user, id=token, name="Épicerie en ligne",
            scopes=frozenset({Permission.SEE_PRODUCTS}), days=None, now=datetime.now(UTC),
        )
    )  # fmt: skip
    return token


def test_a_token_is_made_shown_once_used_and_revoked(day: Day, owner: Client) -> None:
    wish = {"id": str(new_uuid7()), "name": "Web shop", "scopes": ["see_products", "see_sales"], "days": "90"}

    made = owner.post("/tokens/new", wish)
    again = owner.post("/tokens/new", wish)

    found = re.search(r"comptoir_[\w-]{43}", made.content.decode())
    assert found is not None
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert (again.status_code, again["Location"]) == (302, "/tokens")
    listed = owner.get("/tokens").content.decode()
    assert ("Web shop" in listed, "See sales, customers and gift cards" in listed, found[0] in listed) == (
        True, True, False,
    )  # fmt: skip
    call = {"Authorization": f"Bearer {found[0]}"}
    assert Client().get("/api/v1/articles", headers=call).status_code == 200
    assert Client().get("/api/v1/stores", headers=call).status_code == 403
    with reading(day.organization):
        token = ApiToken.objects.get()
        assert token.expires_at is not None
        assert (token.expires_at - token.made_at).days == 90
    assert "Revoke Web shop?" in owner.get(f"/tokens/{token.pk}/revoke").content.decode()
    assert Client().get("/api/v1/articles", headers=call).status_code == 200  # asking is not yet revoking
    assert owner.post(f"/tokens/{token.pk}/revoke").status_code == 302
    assert Client().get("/api/v1/articles", headers=call).status_code == 401


def test_a_token_without_a_right_or_name_is_not_made(day: Day, owner: Client) -> None:
    wrong: list[dict[str, object]] = [{"scopes": []}, {"name": ""}, {"scopes": ["manage_team"]}, {"days": "9999"}]
    for broken in wrong:
        wish = {"id": str(new_uuid7()), "name": "X", "scopes": ["see_products"], "days": "30", **broken}
        assert owner.post("/tokens/new", wish).status_code == 422

    with reading(day.organization):
        assert not ApiToken.objects.exists()


def test_only_an_owner_hands_out_access(day: Day, sign_in) -> None:
    manager = sign_in(day.organization, Role.MANAGER)

    wish = {"id": str(new_uuid7()), "name": "X", "scopes": ["see_products"], "days": "30"}
    assert manager.post("/tokens/new", wish).status_code == 403

    with reading(day.organization):
        assert not ApiToken.objects.exists()
