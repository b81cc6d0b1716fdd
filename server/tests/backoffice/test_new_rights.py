"""Roles that were made before some rights existed: nobody gets them unasked, and a manager decides once."""

import os
from importlib import import_module
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from comptoir.identity.public import Role as OfficeRole
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import DecideNewRights
from comptoir.staff.errors import LimitInvalid
from comptoir.staff.public import LIMIT_MAX, MEASURES, UNLIMITED, Right, decide_new_rights, proposed, roles
from tests.backoffice.conftest import Day
from tests.sales.shop import count, rows

LATER = ("new_article", "correct_tender", "override_price", "tax_exempt", "staff_purchase")
FILL = import_module("comptoir.staff.migrations.0006_decided_rights").FILL


@pytest.fixture
def old_roles(owner: Client, day: Day) -> dict[str, UUID]:
    """The roles of a retail shop, as a program of the first days left them, and then the migration."""
    owner.post("/team/roles/set-up", {"trade": "retail"})
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        known = [right.value for right in Right if right.value not in LATER and "without" not in right.value]
        connection.execute(
            "UPDATE staff_role SET rights = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM "
            "jsonb_each(rights) WHERE key = ANY(%s)), decided = '[]' WHERE organization_id = %s",
            [known, day.organization],
        )
        connection.execute(FILL)
    with reading(day.organization):
        return {role.name: role.id for role in roles()}


def _limits(day: Day, role: UUID) -> dict[Right, int]:
    with reading(day.organization):
        return dict(next(found.rights for found in roles() if found.id == role))


def _undecided(day: Day) -> set[Right]:
    with reading(day.organization):
        return {right for role in roles() for right in role.undecided}


def test_new_roles_have_nothing_to_decide(owner: Client, day: Day) -> None:
    owner.post("/team/roles/set-up", {"trade": "retail"})

    assert _undecided(day) == set()
    assert "New since your roles were made" not in owner.get("/team").content.decode()
    assert owner.get("/team/roles/rights")["Location"] == "/team"


def test_old_roles_lack_what_came_later_until_somebody_decides(
    owner: Client, day: Day, old_roles: dict[str, UUID]
) -> None:
    page, asked = owner.get("/team").content.decode(), owner.get("/team/roles/rights").content.decode()
    boss, cashier = old_roles["Propriétaire"], old_roles["Caissier"]
    feed = count("catalog_feed", day.organization)
    assert {right.value for right in _undecided(day)} >= set(LATER)
    assert Right.CORRECT_TENDER not in _limits(day, boss)
    assert "New since your roles were made" in page
    assert "Sell without tax to those who owe none" in page
    # A box that is ticked: the owner may do all, so the owner is proposed all.
    assert f'id="id_{boss}-tax_exempt" checked' in asked
    assert f'id="id_{cashier}-tax_exempt" checked' not in asked

    sent = {f"{boss}-{code}": "on" for code in LATER if code != "correct_tender"} | {
        f"{boss}-correct_tender_free": "on", f"{cashier}-correct_tender": "25",
    }  # fmt: skip
    first, again = owner.post("/team/roles/rights", sent), owner.post("/team/roles/rights", {})

    assert (first["Location"], again["Location"]) == ("/team", "/team")
    limits = _limits(day, boss)
    assert [limits[Right.CORRECT_TENDER], limits[Right.TAX_EXEMPT], limits[Right.OVERRIDE_PRICE]] == [UNLIMITED, 1, 1]
    assert _limits(day, cashier)[Right.CORRECT_TENDER] == 2_500
    assert Right.TAX_EXEMPT not in _limits(day, cashier)
    assert _limits(day, cashier)[Right.DISCOUNT] == 100_000
    assert _undecided(day) == set()
    assert count("catalog_feed", day.organization) == feed + 1
    newest = [row for row in rows("staff_role_version", day.organization, "id") if row["role"] == boss][-1]
    assert newest["rights"]["tax_exempt"] == 1  # type: ignore[index]  # rows are of any columns


def test_what_was_decided_stays_whatever_an_old_page_sends(owner: Client, day: Day, old_roles: dict[str, UUID]) -> None:
    cashier = old_roles["Caissier"]
    command = DecideNewRights(
        organization=day.organization, person=None,
        rights={cashier: {Right.DISCOUNT: 1_000_000, Right.TAX_EXEMPT: 1}},
    )  # fmt: skip

    assert [decide_new_rights(command), decide_new_rights(command)] == [1, 0]
    assert _limits(day, cashier)[Right.DISCOUNT] == 100_000
    assert _limits(day, cashier)[Right.TAX_EXEMPT] == 1


def test_a_limit_that_is_none_changes_nothing(owner: Client, day: Day, old_roles: dict[str, UUID]) -> None:
    before = count("staff_role_version", day.organization)

    answer = owner.post("/team/roles/rights", {f"{old_roles['Caissier']}-correct_tender": "viel"})
    with pytest.raises(LimitInvalid):
        decide_new_rights(
            DecideNewRights(
                organization=day.organization, person=None, rights={old_roles["Caissier"]: {Right.TAX_EXEMPT: 2}}
            )
        )

    assert answer.status_code == 422
    assert count("staff_role_version", day.organization) == before
    assert _undecided(day) != set()


def test_who_may_not_manage_the_team_decides_nothing(day: Day, old_roles: dict[str, UUID], sign_in) -> None:
    client = sign_in(day.organization, OfficeRole.ACCOUNTANT)

    assert client.get("/team/roles/rights").status_code == 403
    assert client.post("/team/roles/rights", {}).status_code == 403
    assert _undecided(day) != set()


# Discounts, refunds and the X report are what others are compared with: they were there first.
@pytest.mark.parametrize("right", sorted(set(Right) - {Right.DISCOUNT, Right.REFUND, Right.X_REPORT}))
def test_who_may_all_is_proposed_all_and_who_may_nothing_nothing(right: Right) -> None:
    full = {known: LIMIT_MAX[MEASURES[known]] for known in Right if known is not right}

    assert proposed(full, right) == LIMIT_MAX[MEASURES[right]]
    assert proposed({}, right) == 0
