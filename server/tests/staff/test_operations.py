"""Roles, posts, PINs and badges by their operations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
from comptoir.identity.operations import add_employee, add_membership, create_user
from comptoir.identity.roles import Role as OfficeRole
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import (
    ClearPost,
    ClearSecret,
    IssueBadge,
    RemoveRole,
    SaveRole,
    SetPin,
    SetPolicy,
    SetPost,
    SetUpRoles,
)
from comptoir.staff.models import Policy, Post, Role, Secret
from comptoir.staff.operations import (
    clear_post,
    clear_secret,
    issue_badge,
    remove_role,
    save_role,
    set_pin,
    set_policy,
    set_post,
    set_up_roles,
)
from comptoir.staff.operations.secrets import is_weak
from comptoir.staff.presets import Trade, presets
from comptoir.staff.public import policy, posts, roles, secrets_set
from comptoir.staff.rights import ALL, LIMIT_MAX, MEASURES, UNLIMITED, Right
from comptoir.staff.secrets import badge_hash, reveal, slow_hash
from tests.conformance.cases import load
from tests.sales.shop import Shop, add_till, count, open_shop

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def hire(shop: Shop, name: str, *, user: UUID | None = None) -> UUID:
    employee = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=employee, name=name, user=user))
    return employee


def setting_changes(shop: Shop) -> int:
    return count("catalog_feed", shop.organization)


def pin(shop: Shop, employee: UUID, digits: str) -> SetPin:
    return SetPin(organization=shop.organization, person=None, employee=employee, pin=digits, now=NOW)


def test_presets_hold_only_possible_limits_and_fall_from_all_to_little() -> None:
    for trade in Trade:
        owner, manager, cashier, trainee = presets(trade, "EUR")

        assert dict(owner.rights) == dict(ALL)
        for preset in (owner, manager, cashier, trainee):
            assert all(0 < limit <= LIMIT_MAX[MEASURES[right]] for right, limit in preset.rights.items())
        for more, less in ((owner, manager), (manager, cashier)):
            assert all(more.rights.get(right, 0) >= limit for right, limit in less.rights.items())
        assert Right.REFUND not in trainee.rights
    assert presets(Trade.RETAIL, "EUR")[2].rights[Right.REFUND] == 5_000
    assert presets(Trade.RETAIL, "JPY")[2].rights[Right.REFUND] == 50


def test_setting_up_gives_everybody_the_role_of_their_desk(shop: Shop) -> None:
    user = new_uuid7()
    create_user(
        CreateUser(id=user, email=f"{user}@shop.example", name="Ada", password="quiet-zinc-counter", language="en")
    )
    add_membership(
        AddMembership(organization=shop.organization, person=None, id=new_uuid7(), user=user, role=OfficeRole.OWNER)
    )
    boss, noor = hire(shop, "Ada", user=user), hire(shop, "Noor")
    before = setting_changes(shop)

    first = set_up_roles(SetUpRoles(organization=shop.organization, person=user, trade=Trade.RETAIL))
    again = set_up_roles(SetUpRoles(organization=shop.organization, person=user, trade=Trade.SERVICES))

    assert (first, again) == (True, False)
    assert setting_changes(shop) == before + 1
    with reading(shop.organization):
        named = {role.id: role.name for role in roles()}
        assert list(named.values()) == ["Propriétaire", "Responsable", "Caissier", "En formation"]
        assert {post.employee: named[post.role] for post in posts() if post.role} == {
            boss: "Propriétaire",
            noor: "Caissier",
        }
        assert AuditEvent.objects.filter(action="staff.roles_set_up").count() == 1
        assert policy().difference_limit == 500


def test_a_role_is_saved_changed_and_removed_when_nobody_has_it(shop: Shop) -> None:
    role, noor = new_uuid7(), hire(shop, "Noor")
    command = SaveRole(
        organization=shop.organization, person=None, id=role, name=" Soir ",
        rights={Right.DISCOUNT: 50_000, Right.REFUND: UNLIMITED, Right.NO_SALE: 0},
    )  # fmt: skip

    assert save_role(command) is True
    assert save_role(command) is False
    with pytest.raises(DomainError, match=r"staff\.role_name_taken"):
        save_role(SaveRole(organization=shop.organization, person=None, id=new_uuid7(), name="Soir"))
    with pytest.raises(DomainError, match=r"staff\.role_name_missing"):
        save_role(SaveRole(organization=shop.organization, person=None, id=new_uuid7(), name=" "))
    for impossible in ({Right.DISCOUNT: 1_000_001}, {Right.NO_SALE: 2}, {Right.REFUND: -1}):
        with pytest.raises(DomainError, match=r"staff\.limit_invalid"):
            save_role(
                SaveRole(organization=shop.organization, person=None, id=new_uuid7(), name="x", rights=impossible)
            )
    with reading(shop.organization):
        [saved] = roles()
        assert (saved.name, dict(saved.rights)) == ("Soir", {Right.DISCOUNT: 50_000, Right.REFUND: UNLIMITED})
    set_post(SetPost(organization=shop.organization, person=None, employee=noor, role=role))
    with pytest.raises(DomainError, match=r"staff\.role_in_use"):
        remove_role(RemoveRole(organization=shop.organization, person=None, id=role))
    clear_post(ClearPost(organization=shop.organization, person=None, employee=noor))
    remove_role(RemoveRole(organization=shop.organization, person=None, id=role))
    with pytest.raises(DomainError, match=r"staff\.role_unknown"):
        remove_role(RemoveRole(organization=shop.organization, person=None, id=role))
    with reading(shop.organization):
        assert (Role.objects.count(), Post.objects.count()) == (0, 0)


def test_a_post_names_known_people_roles_and_places_once(shop: Shop) -> None:
    noor, till = hire(shop, "Noor"), add_till(shop, "A1")
    role = new_uuid7()
    save_role(SaveRole(organization=shop.organization, person=None, id=role, name="Soir"))
    before = setting_changes(shop)

    def post(**changes: UUID | None) -> None:
        values = {"employee": noor, "role": role, **changes}
        set_post(SetPost(organization=shop.organization, person=None, **values))  # type: ignore[arg-type]

    post()
    post()
    post(till=till, role=None)
    post(store=shop.store)
    for code, wrong in {
        "staff.employee_unknown": {"employee": new_uuid7()},
        "staff.role_unknown": {"role": new_uuid7()},
        "staff.place_unknown": {"store": new_uuid7()},
    }.items():
        with pytest.raises(DomainError, match=code):
            post(**wrong)
    with pytest.raises(DomainError, match=r"staff\.place_unknown"):
        post(till=new_uuid7())

    assert setting_changes(shop) == before + 4
    with reading(shop.organization):
        assert {(p.store, p.till, p.role) for p in posts()} == {
            (None, None, role),
            (None, till, None),
            (shop.store, None, role),
        }


def test_a_pin_is_kept_encrypted_and_belongs_to_one_person(shop: Shop) -> None:
    ada, noor = hire(shop, "Ada"), hire(shop, "Noor")

    set_pin(pin(shop, ada, "2580"))
    with pytest.raises(DomainError, match=r"staff\.pin_taken"):
        set_pin(pin(shop, noor, "2580"))
    set_pin(pin(shop, ada, "2580"))
    set_pin(pin(shop, ada, "9072"))
    set_pin(pin(shop, noor, "2580"))

    with reading(shop.organization):
        kept = Policy.objects.get()
        sealed = {row.employee_id: bytes(row.sealed) for row in Secret.objects.all()}
        wanted = slow_hash("2580", salt=bytes(kept.pin_salt), iterations=kept.pin_iterations)
        assert kept.pin_iterations == 300_000
        assert reveal(sealed[noor], organization=shop.organization, employee=noor, kind="pin") == wanted
        # Neither the hash itself nor one person's row in another's place.
        assert wanted not in sealed[noor]
        assert reveal(sealed[noor], organization=shop.organization, employee=ada, kind="pin") is None
        assert {(row.employee, row.kind) for row in secrets_set()} == {(ada, "pin"), (noor, "pin")}
        assert not any("2580" in str(event.details) for event in AuditEvent.objects.all())


@pytest.mark.parametrize("digits", ["258", "25801", "25a0", "", "²580", "1111", "1234", "9876", "8901"])
def test_a_pin_that_is_none_or_weak_is_refused(shop: Shop, digits: str) -> None:
    noor = hire(shop, "Noor")
    before = setting_changes(shop)

    with pytest.raises(DomainError, match=r"staff\.pin_(invalid|weak)"):
        set_pin(pin(shop, noor, digits))

    assert count("staff_secret", shop.organization) == 0
    assert setting_changes(shop) == before


def test_two_people_who_choose_one_pin_at_once_are_seen(shop: Shop) -> None:
    people = [hire(shop, f"P{n}") for n in range(4)]

    def choose(employee: UUID) -> str:
        try:
            set_pin(pin(shop, employee, "2580"))
        except DomainError as refusal:
            return refusal.code
        finally:
            connections["default"].close()
        return "set"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(choose, people))

    assert answers == ["set", *["staff.pin_taken"] * 3]
    assert count("staff_secret", shop.organization) == 1


def test_a_badge_is_answered_once_and_replaced_or_cleared(shop: Shop) -> None:
    noor = hire(shop, "Noor")
    command = IssueBadge(organization=shop.organization, person=None, employee=noor, now=NOW)

    first, second = issue_badge(command), issue_badge(command)

    assert first != second
    with reading(shop.organization):
        row = Secret.objects.get()
        kept = reveal(bytes(row.sealed), organization=shop.organization, employee=noor, kind="badge")
        assert kept == badge_hash(second)
    clear_secret(ClearSecret(organization=shop.organization, person=None, employee=noor, kind="badge"))
    assert count("staff_secret", shop.organization) == 0
    with pytest.raises(DomainError, match=r"staff\.employee_unknown"):
        issue_badge(IssueBadge(organization=shop.organization, person=None, employee=new_uuid7(), now=NOW))


def test_the_policy_changes_but_not_the_length_of_pins_in_use(shop: Shop) -> None:
    noor = hire(shop, "Noor")

    def decide(**changes: int) -> None:
        values = {"pin_length": 4, "lock_after_s": 0, "difference_limit": None, **changes}
        set_policy(SetPolicy(organization=shop.organization, person=None, **values))  # type: ignore[arg-type]

    decide(pin_length=6, lock_after_s=120, difference_limit=500)
    set_pin(pin(shop, noor, "258013"))
    decide(pin_length=6, lock_after_s=60)
    with pytest.raises(DomainError, match=r"staff\.pin_length_fixed"):
        decide(pin_length=4)
    for wrong in ({"pin_length": 3}, {"pin_length": 9}, {"lock_after_s": -1}, {"difference_limit": -1}):
        with pytest.raises(DomainError, match=r"staff\.policy_invalid"):
            decide(**wrong)

    with reading(shop.organization):
        kept = policy()
    assert (kept.pin_length, kept.lock_after_s, kept.difference_limit) == (6, 60, None)


def test_a_server_with_another_key_file_reveals_nothing(
    shop: Shop, settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    noor = hire(shop, "Noor")
    set_pin(pin(shop, noor, "2580"))
    settings.HOME = tmp_path_factory.mktemp("another-home")

    with reading(shop.organization):
        row = Secret.objects.get()
        assert reveal(bytes(row.sealed), organization=shop.organization, employee=noor, kind="pin") is None


def test_what_everybody_tries_first_by_the_shared_vectors() -> None:
    cases = load("people/weak_pins.json")["cases"]

    assert {case["pin"]: is_weak(case["pin"]) for case in cases} == {
        case["pin"]: case["is_weak"] == 1 for case in cases
    }
