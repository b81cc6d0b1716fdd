"""A fresh shop for each test, with the server's key in a folder of its own, and people with roles of their own."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.staff.commands import SaveRole, SetPost
from comptoir.staff.public import Right, save_role, set_post
from tests.sales.shop import Shop, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def hire(shop: Shop) -> Callable[[dict[Right, int]], UUID]:
    """Somebody with a role of their own."""

    def make(rights: dict[Right, int]) -> UUID:
        person, role = new_uuid7(), new_uuid7()
        add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name=f"P{person}"))
        save_role(SaveRole(organization=shop.organization, person=None, id=role, name=f"R{role}", rights=rights))
        set_post(SetPost(organization=shop.organization, person=None, employee=person, role=role))
        return person

    return make
