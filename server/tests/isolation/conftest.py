"""Two organizations: one that trades and has something of everything, and a stranger's."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.invitations import SetMembership, set_membership
from comptoir.identity.public import Role, add_membership, create_user
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.public import found_organization
from tests.api.conftest import connect
from tests.backoffice.conftest import PASSWORD, _quick_passwords, day, send, shop, sign_in

__all__ = ["_quick_passwords", "connect", "day", "send", "shop", "sign_in"]  # fixtures


@pytest.fixture
def stranger(db: None) -> UUID:
    """An organization that has nothing to do with the other one."""
    organization = new_uuid7()
    found_organization(
        FoundOrganization(organization=organization, name="B", country="DE", currency="EUR", locale="de-DE")
    )
    return organization


Member = Callable[[UUID, Role, frozenset[UUID]], UUID]


@pytest.fixture
def limited_member(db: None) -> Member:
    """Somebody whose role holds in some stores only."""

    def join(organization: UUID, role: Role, stores: frozenset[UUID]) -> UUID:
        user = new_uuid7()
        create_user(CreateUser(id=user, email=f"{user}@shop.example", name="Lea", password=PASSWORD, language="en"))
        add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=role))
        set_membership(
            SetMembership(organization=organization, person=new_uuid7(), user=user, role=role, stores=stores)
        )
        return user

    return join


def browser_of(user: UUID) -> Client:
    client = Client()
    assert client.post("/sign-in", {"email": f"{user}@shop.example", "password": PASSWORD}).status_code == 302
    return client
