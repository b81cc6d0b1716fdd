"""The team's pages: roles and their limits, who has them where, PINs, badges, what holds at every till."""

import re
from uuid import UUID

import pytest
from django.test import Client

from comptoir.backoffice.words import RIGHTS, RIGHTS_HELP
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.staff.models import Role, Secret
from comptoir.staff.public import UNLIMITED, Right, policy, posts, roles, secrets_set
from tests.backoffice.conftest import Day
from tests.sales.shop import count


@pytest.fixture
def with_roles(owner: Client, day: Day) -> dict[str, UUID]:
    assert owner.post("/team/roles/set-up", {"trade": "retail"})["Location"] == "/team"
    with reading(day.organization):
        return {role.name: role.id for role in roles()}


def settings_changes(day: Day) -> int:
    return count("catalog_feed", day.organization)


def test_roles_of_a_trade_are_set_up_once_in_the_shops_language(
    owner: Client, day: Day, with_roles: dict[str, UUID]
) -> None:
    owner.post("/team/roles/set-up", {"trade": "services"})

    assert list(with_roles) == ["Propriétaire", "Responsable", "Caissier", "En formation"]
    page = owner.get("/team").content.decode()
    assert "Amir" in page
    assert "Set up roles" not in page
    with reading(day.organization):
        assert [(post.employee, post.role) for post in posts()] == [(day.cashier, with_roles["Caissier"])]


def test_a_role_is_read_and_changed_as_people_write_limits(
    owner: Client, day: Day, with_roles: dict[str, UUID]
) -> None:
    address = f"/team/roles/{with_roles['Caissier']}"
    shown = owner.get(address).content.decode()
    before = settings_changes(day)
    form = {
        "id": str(with_roles["Caissier"]), "name": "Caisse", "discount": "12,5", "refund": "80", "void": "",
        "cash_out": "9", "cash_out_free": "on", "no_sale": "on",
    }  # fmt: skip

    saved = owner.post(address, form)
    wrong = [owner.post(address, {**form, **bad}) for bad in ({"discount": "101"}, {"refund": "viel"}, {"name": " "})]

    assert re.search(r'name="discount" value="10"', shown)
    assert re.search(r'name="refund" value="50\.00"', shown)
    assert saved["Location"] == "/team"
    assert [answer.status_code for answer in wrong] == [422, 422, 422]
    assert settings_changes(day) == before + 1
    with reading(day.organization):
        changed = next(role for role in roles() if role.id == with_roles["Caissier"])
    assert changed.name == "Caisse"
    assert dict(changed.rights) == {
        Right.DISCOUNT: 125_000, Right.REFUND: 8_000, Right.CASH_OUT: UNLIMITED, Right.NO_SALE: 1,
    }  # fmt: skip


def test_every_right_has_its_words() -> None:
    assert set(RIGHTS) == {right.value for right in Right}
    assert set(RIGHTS_HELP) < set(RIGHTS)


def test_a_role_of_the_shops_own_is_made_and_removed_but_not_one_in_use(
    owner: Client, day: Day, with_roles: dict[str, UUID]
) -> None:
    key = str(new_uuid7())
    form = {"id": key, "name": "Renfort"}

    owner.post("/team/roles/new", form)
    owner.post("/team/roles/new", form)
    taken = owner.post("/team/roles/new", {"id": str(new_uuid7()), "name": "Renfort"})
    used = owner.post(f"/team/roles/{with_roles['Caissier']}/remove")
    removed = owner.post(f"/team/roles/{key}/remove")

    assert taken.status_code == used.status_code == 422
    assert "Another role is called “Renfort”." in taken.content.decode()
    assert "Somebody has this role. Give them another one first." in used.content.decode()
    assert removed["Location"] == "/team"
    with reading(day.organization):
        assert Role.objects.count() == 4


def test_somebody_gets_a_role_an_exception_and_loses_it_again(
    owner: Client, day: Day, with_roles: dict[str, UUID]
) -> None:
    address = f"/team/{day.cashier}/role"
    till = f"till:{day.till.identity.till}"

    owner.post(address, {"role": str(with_roles["Responsable"])})
    owner.post(address, {"place": till, "role": "none"})
    page = owner.get(f"/team/{day.cashier}").content.decode()
    with reading(day.organization):
        given = {(post.till, post.role) for post in posts()}
    owner.post(address, {"place": till, "clear": "1"})
    unknown = owner.post(address, {"role": str(new_uuid7())})

    assert given == {(None, with_roles["Responsable"]), (day.till.identity.till, None)}
    assert "Does not work there" in page
    assert unknown.status_code == 422
    assert owner.post(address, {"place": "till:nowhere", "clear": "1"}).status_code == 404
    with reading(day.organization):
        assert [(post.till, post.role) for post in posts()] == [(None, with_roles["Responsable"])]


def test_a_pin_is_set_twice_typed_never_shown_and_taken_away(owner: Client, day: Day) -> None:
    address = f"/team/{day.cashier}/pin"

    differs = owner.post(address, {"pin": "2580", "again": "2581"})
    weak = owner.post(address, {"pin": "1234", "again": "1234"})
    saved = owner.post(address, {"pin": "2580", "again": "2580"})
    page = owner.get(f"/team/{day.cashier}").content.decode()

    assert differs.status_code == weak.status_code == 422
    assert "The two are not the same." in differs.content.decode()
    assert "Everybody tries this PIN first." in weak.content.decode()
    assert 'value="2580"' not in differs.content.decode() + weak.content.decode()
    assert saved["Location"] == f"/team/{day.cashier}"
    assert "Nobody can read it" in page
    owner.post(f"/team/{day.cashier}/clear/pin")
    assert owner.post(f"/team/{day.cashier}/clear/shoe").status_code == 404
    with reading(day.organization):
        assert Secret.objects.count() == 0


def test_a_badge_is_shown_once_as_a_code_that_tills_know(owner: Client, day: Day) -> None:
    answer = owner.post(f"/team/{day.cashier}/badge")
    page = answer.content.decode()

    found = re.search(r">(9900\d{20})<", page)
    assert found is not None
    assert answer["Cache-Control"] == "no-store"
    assert 'class="qr' in page
    assert found[1] not in owner.get(f"/team/{day.cashier}").content.decode()
    with reading(day.organization):
        assert [(secret.employee, secret.kind) for secret in secrets_set()] == [(day.cashier, "badge")]


def test_what_holds_at_every_till(owner: Client, day: Day) -> None:
    owner.post(f"/team/{day.cashier}/pin", {"pin": "2580", "again": "2580"})
    before = settings_changes(day)

    saved = owner.post("/team/policy", {"pin_length": "4", "lock_after_s": "120", "difference_limit": "5,00"})
    fixed = owner.post("/team/policy", {"pin_length": "6", "lock_after_s": "120", "difference_limit": "5"})
    absurd = owner.post("/team/policy", {"pin_length": "4", "lock_after_s": "7", "difference_limit": "x"})

    assert saved["Location"] == "/team"
    assert fixed.status_code == absurd.status_code == 422
    assert "PINs of another length are in use." in fixed.content.decode()
    assert settings_changes(day) == before + 1
    with reading(day.organization):
        kept = policy()
    assert (kept.pin_length, kept.lock_after_s, kept.difference_limit) == (4, 120, 500)


def test_somebody_who_left_is_no_longer_offered(owner: Client, day: Day) -> None:
    form = {"name": "Amir B.", "color": "#112233"}

    saved = owner.post(f"/team/{day.cashier}", form)
    nameless = owner.post(f"/team/{day.cashier}", {**form, "name": ""})

    assert saved["Location"] == f"/team/{day.cashier}"
    assert nameless.status_code == 422
    page = owner.get("/team").content.decode()
    assert "Amir B." in page
    assert "Inactive" in page
